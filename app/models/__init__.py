"""Who answers: chat completions on any endpoint, the built-in model, a script. The engine asks; `model` is the seam."""
