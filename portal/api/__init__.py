"""Open data: everything public as JSON and CSV, by the same visibility queries as the pages (NL API Design Rules)."""
