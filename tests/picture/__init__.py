"""The pictures of README: the program itself on a scripted model. `python -m tests.picture` draws them again."""
