"""Who takes part: signing on, admission, members, leaving. Signatures bind to a version of an agreement's text."""
