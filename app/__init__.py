"""assistant-chat: OpenAI's Assistants API on your own machine, in a terminal. The map is `app/README.md`."""

__version__ = "0.1.0"
