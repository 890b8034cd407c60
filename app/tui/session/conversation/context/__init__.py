"""How full the context of the model is with the open conversation, and what it does not see any more."""
