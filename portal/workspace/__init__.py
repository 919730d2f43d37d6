"""The provider's own pages: what is asked of me now."""
