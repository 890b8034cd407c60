"""Context windows of hosted models whose providers' lists do not tell them.

Source: the data of the package genai-prices 0.2.3, in tokens. A provider's own list and its own words come first.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

DATED = re.compile(r"-(?:latest|\d{8}|\d{4}-\d{2}-\d{2})$")
"""The end of the name of one version of a model."""
ANTHROPIC = {
    "claude-3-5-haiku": 200_000,
    "claude-3-7-sonnet": 200_000,
    "claude-haiku-4-5": 200_000,
    "claude-haiku-5-5": 1_000_000,
    "claude-opus-4-0": 200_000,
    "claude-opus-4-1": 200_000,
    "claude-opus-4-5": 200_000,
    "claude-opus-4-6": 1_000_000,
    "claude-opus-4-7": 1_000_000,
    "claude-opus-4-8": 1_000_000,
    "claude-opus-5": 1_000_000,
    "claude-opus-5-5": 1_000_000,
    "claude-sonnet-4-0": 200_000,
    "claude-sonnet-4-5": 200_000,
    "claude-sonnet-4-6": 1_000_000,
    "claude-sonnet-5": 1_000_000,
    "claude-sonnet-5-5": 1_000_000,
}
DEEPSEEK = {"deepseek-v4-flash": 1_000_000, "deepseek-v4-pro": 1_000_000}
GEMINI = {
    "gemini-2.0-flash": 1_000_000,
    "gemini-2.5-flash": 1_048_576,
    "gemini-3.5-flash": 1_000_000,
    "gemini-3.6-flash": 1_000_000,
    "gemini-3.7-flash": 1_000_000,
    "gemini-3.8-flash": 1_000_000,
}
OPENAI = {
    "gpt-3.5-turbo": 16_385,
    "gpt-4": 8_192,
    "gpt-4-turbo": 128_000,
    "gpt-4.1": 1_000_000,
    "gpt-4.1-mini": 1_000_000,
    "gpt-4.1-nano": 1_000_000,
    "gpt-4o": 128_000,
    "gpt-4o-mini": 128_000,
    "gpt-5": 400_000,
    "gpt-5-mini": 400_000,
    "gpt-5-nano": 400_000,
    "gpt-5.1": 400_000,
    "gpt-5.2": 400_000,
    "gpt-5.4": 1_050_000,
    "gpt-5.4-mini": 400_000,
    "gpt-5.4-nano": 400_000,
    "gpt-5.5": 1_000_000,
    "o1": 200_000,
}
XAI = {
    "grok-3": 131_072,
    "grok-3-mini": 131_072,
    "grok-4.3": 1_000_000,
    "grok-4.5": 500_000,
    "grok-4.6": 500_000,
    "grok-4.7": 500_000,
    "grok-code-fast-1": 256_000,
}
HOSTS: Mapping[str, Mapping[str, int]] = {
    "api.anthropic.com": ANTHROPIC,
    "api.deepseek.com": DEEPSEEK,
    "api.openai.com": OPENAI,
    "api.x.ai": XAI,
    "generativelanguage.googleapis.com": GEMINI,
}
"""Only the providers themselves: another server may have cut a model of the same name down."""


def hosted_window(base_url: str, model: str) -> int:
    """Return the window of a model at its provider; 0 if it is not in the table."""
    windows = HOSTS.get(urlsplit(base_url).hostname or "", {})
    name = model.removeprefix("models/")
    return windows.get(name) or windows.get(DATED.sub("", name), 0)
