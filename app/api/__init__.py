"""The vocabulary every folder shares: objects, requests, events, errors and two protocols.

`objects` go out, `requests` come in, `events` tell what happened in a run. The protocols are `Assistants` and
`Endpoints`. Imports nothing else of ours.
"""
