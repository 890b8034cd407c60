"""What `models` and `remote` share of the openai SDK: a lean import of it, and its request headers.

Importing the SDK costs 0.3 s even so: whoever needs a module here that imports it does so late.
"""
