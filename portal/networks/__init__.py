"""The network and its rules; its agreements in versions; signing on, admission, members; what is published."""
