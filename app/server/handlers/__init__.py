"""The handlers of requests, one method for each operation."""
