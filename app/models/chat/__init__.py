"""Chat completions: one model call on any server that speaks them, through the openai SDK."""
