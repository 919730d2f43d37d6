"""Ontwikkeltafel: the virtual table of an Open House procurement. `registry.py` is the table of contents."""
