"""Providers: who they are, and the persons who act for them (IN 5.2, ZL 5.2)."""
