"""The vocabulary that all packages share: objects, requests, events, errors and two protocols.

`objects` go out, `requests` come in, `events` report what happened in a run. The protocols are `Assistants` and
`Endpoints`. This package imports no other package of ours.
"""
