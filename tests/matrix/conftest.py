"""The demonstration network once more, on a database of its own: here people knock on every door of it."""

from tests.demo.conftest import demonstration, empty, first_run

__all__ = ["demonstration", "empty", "first_run"]
