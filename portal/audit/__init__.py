"""Who did what, for whom, when and why (DESIGN rule 11). Every verb leaves an entry in its own transaction."""
