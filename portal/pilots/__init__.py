"""Pilots (IN 10): departing from an agreement for a while, with a limited number of providers, to learn from it."""
