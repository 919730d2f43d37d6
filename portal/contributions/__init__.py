"""What people send in, whatever it is: sender, confirmed address, documents, confidential part, draft, and hiding it again."""
