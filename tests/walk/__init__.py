"""A random walk through the whole terminal app: `python -m tests.walk [--steps N] [--seed S]`.

The steps are drawn from the seed alone, never from the state of the app, so that a seed plays the same keys, clicks,
pastes and sizes again. What they meet may differ by the moments at which replies arrive.
"""
