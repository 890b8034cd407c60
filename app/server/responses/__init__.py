"""The responses of the API: objects and pages as JSON, and errors in its envelope."""
