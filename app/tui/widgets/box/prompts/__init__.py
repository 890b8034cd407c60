"""The prompts sent before: recalled one by one, and searched."""
