"""Frameworks and clients of others, run unmodified against this server: `python -m tests.works_again [NAME…]`.

They are installed when they are run, so this is no part of the suite.
"""
