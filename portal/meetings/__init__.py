"""Meetings of a table or of the whole network: agenda, invitations, attendance, minutes (IN 7.2, 7.5, ZL 7.1-7.2)."""
