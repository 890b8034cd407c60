"""`python -m tests.conformance`: how much of OpenAI's description of its API this server keeps."""
