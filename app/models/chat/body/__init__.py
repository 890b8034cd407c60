"""The body of an answer: bytes to what they carry."""
