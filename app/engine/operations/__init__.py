"""The operations of the Assistants API on this machine, one class for each resource, as in `api.operations`."""
