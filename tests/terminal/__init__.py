"""The installed program in a real pseudo-terminal: what is typed, what is on screen, the state of the terminal at exit.

`emulator` draws, `keyboard` encodes keys, `process_tree` reads /proc, `pty_session` runs a program with all of them,
and `program` starts ours. Linux only.
"""
