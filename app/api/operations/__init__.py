"""The operations of the Assistants API, one protocol for each resource. `Assistants` is their sum."""
