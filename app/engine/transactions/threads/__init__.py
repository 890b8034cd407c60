"""What changes threads and their messages."""
