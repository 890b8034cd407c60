"""The commands without a screen: ask, a plain conversation, threads, runs, the built-in models.

Each has one function, which opens the services, writes to the streams it is given and returns the exit code.
"""
