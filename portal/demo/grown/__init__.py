"""The demonstration network grown to the size of the whole country: rows in bulk, the same for the same day and seed."""
