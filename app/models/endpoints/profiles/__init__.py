"""The profiles that the user keeps, with their keys, and what versions before them saved."""
