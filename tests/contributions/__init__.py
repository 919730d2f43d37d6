"""What signals, proposals and reactions share."""
