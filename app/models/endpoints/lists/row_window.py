"""The context window that a row of a model list tells: how many tokens the model takes, the reply among them."""

from collections.abc import Mapping
from typing import cast

MAX_WINDOW_TOKENS = 10**9
WINDOW_KEYS = (
    "loaded_context_length",
    "n_ctx",
    "max_model_len",
    "context_length",
    "context_window",
    "max_context_length",
    "max_context_window_tokens",
    "max_input_tokens",
    "inputTokenLimit",
    "input_token_limit",
)
"""LM Studio, llama.cpp, vLLM and SGLang, OpenRouter and Together, Groq, Mistral, GitHub Copilot, Anthropic and LiteLLM,
Gemini (two). What is loaded comes before what could be. `n_ctx_train` of llama.cpp is not among them: it says how long
the texts were that the model was trained on, and the server may have been started with less.
"""
INNER_KEYS = ("meta", "metadata", "limits", "capabilities", "model_info", "top_provider")
"""Where it lies in a row: llama.cpp, DeepInfra, GitHub, Copilot, LiteLLM, OpenRouter."""
MAX_LEVELS = 3


def window_of_row(row: object, level: int = 1) -> int:
    """Return the window in tokens; 0 if the row tells none."""
    if not isinstance(row, Mapping) or level > MAX_LEVELS:
        return 0
    fields = cast("Mapping[str, object]", row)
    for key in WINDOW_KEYS:
        if key in fields and (tokens := tokens_of(fields[key])):
            return tokens
    for key in INNER_KEYS:
        if key in fields and (tokens := window_of_row(fields[key], level + 1)):
            return tokens
    return 0


def tokens_of(value: object) -> int:
    """Return a number of tokens; 0 for what is none."""
    if isinstance(value, str) and value.isdecimal() and len(value) < len(str(MAX_WINDOW_TOKENS)):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_WINDOW_TOKENS:
        return 0
    return value
