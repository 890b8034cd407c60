"""The commands without a screen: `ask`, `--plain`, `threads`, `runs` and `model`.

Each has one function, which opens the services, writes to the streams it is given and returns the exit code.
"""
