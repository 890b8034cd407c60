"""Which requests reach a handler: who may call, from which web pages, and at which addresses."""
