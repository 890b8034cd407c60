"""Files below the current folder, found while their paths are typed."""
