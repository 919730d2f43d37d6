"""Signals: what anyone notices about how the agreements work out (IN 5.5, 6.2, ZL 6.2)."""
