"""The network and its rules; its agreements in versions; what is published."""
