"""The program in a real pseudo-terminal: what is typed, what is on the screen, how the terminal is left.

`emulator` draws, `keyboard` types, `process_tree` reads /proc, `pty_session` joins them around a running program and
`program` starts ours. The end-to-end tests here and `tests.bench` use them. Linux only.
"""
