"""The messages of the open conversation: which are shown, by whom, with what reasoning and versions."""
