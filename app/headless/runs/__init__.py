"""The commands on one run: `runs show`, `runs attach` and `runs cancel`."""
