"""The file of a proposal, a pilot or a year of meetings as one ZIP: for who takes it along, and for the archive (WM25 4.4a, RN 11)."""
