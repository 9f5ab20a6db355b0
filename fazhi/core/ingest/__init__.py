"""What arrives: the kind of document that bytes are, and the documents in archives."""
