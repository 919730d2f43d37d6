"""Municipalities: they end and get successors (ZL note 1, RN 12.3)."""
