"""The built-in model: its weights, the download, and the child process that runs llama.cpp."""
