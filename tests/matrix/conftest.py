"""The demonstration network once more, on a database of its own: here people knock on every door of it."""

from tests.demo.conftest import demonstration

__all__ = ["demonstration"]
