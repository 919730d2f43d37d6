"""What every package stands on: time, database, access, forms, language, web. No word of the domain."""
