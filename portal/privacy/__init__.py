"""What is stored about people: the one register of it, and what follows from that: how long, to read for oneself, to be forgotten."""
