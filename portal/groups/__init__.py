"""Working groups: a bounded assignment, members, an end date, papers, and advice to the table and the network (IN 8)."""
