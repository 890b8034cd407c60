"""What the requests and answers of all connections may hold together."""
