"""The secretary's pages: what waits, by date."""
