"""What the municipality and one party have with each other: disclosed interests, information requests, disputes."""
