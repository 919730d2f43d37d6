"""Physical tables: client counts, the 80-20 rule, composition with a reason for every seat (IN 7.3-7.4, ZL 4.2)."""
