"""OpenAI's description of the Assistants API as names, types, enumerations and limits."""
