"""The jobs of the terminal without a screen: ask, a plain conversation, threads, runs, the built-in model.

`cli` calls one function a command; it opens the services, writes to the streams it is given and returns the exit code.
"""
