"""The commands: what one is, the function that runs each, and the table of all.

A function imports its front end itself, so that `--help` and the other commands do not pay for it.
"""
