"""The walk through all keys: what each does in each place, and the terminals that send them."""
