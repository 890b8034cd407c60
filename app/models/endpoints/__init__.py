"""Which endpoint is used, and which model of it: the order of choice, local servers, model lists, the saved choice."""
