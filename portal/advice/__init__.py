"""Advice that the municipality asks a table or the network for, and what it does with it (IN 7.1)."""
