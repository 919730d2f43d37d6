"""Letters: a row in the outbox, written in the act's own transaction, delivered afterwards (DESIGN rule 12)."""
