"""The public site: front page, proposals, dossier page, decisions, comment rounds, feed (IN 6.1)."""
