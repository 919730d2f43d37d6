"""Spreadsheets in: parse, dry run with findings, apply in one transaction."""
