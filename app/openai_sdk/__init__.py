"""What `models` and `remote` share of the openai SDK: a lean import, request headers, network errors.

Even the lean import costs 0.3 s, so a module that imports the SDK is imported late.
"""
