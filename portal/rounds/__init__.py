"""Comment rounds: two weeks in which everyone may react, and an answer to every reaction (IN 5.6, 6.3, ZL 7.7)."""
