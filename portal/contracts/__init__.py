"""Service contracts between the municipalities and one or more providers (ZL 8)."""
