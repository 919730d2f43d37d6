"""Votes: a frozen roll, one vote per party, two counts (IN 9.1, DESIGN rule 6)."""
