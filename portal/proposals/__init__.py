"""Proposals, their versions, and the one table of their stages (IN 5.4, ZL 6.3)."""
