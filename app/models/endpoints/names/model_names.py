"""Which model a run uses, whether it names one or not.

The name asked for, if the endpoint has it; else what `[models]` in config.toml maps it to; else the model that the
user set; else the endpoint's default: a documented one for OpenAI, the first of its list elsewhere.
"""

import re
from collections.abc import Container, Mapping, Sequence

from app.api.errors import NoEndpoint

NOT_CHAT = (
    r"embed|whisper|tts|dall-e|moderation|rerank|image|audio|realtime|transcribe|sora|babbage|davinci"
    r"|stable-?diffusion|sdxl|\bflux\b|minilm|\b(?:bge|gte|e5|clip|colbert|kokoro|parakeet|veo)\b|\basr\b|guard"
)
"""Models that do not chat; lists have them too, often first."""


def resolve_model_name(
    asked: str,
    names: Sequence[str],
    *,
    setting: str | None,
    mapped: Mapping[str, str],
    default: str | None,
    complete: bool = True,
    no_list: str = "",
    not_chat: Container[str] = (),
) -> str:
    """Return the name to send. `names`: the endpoint's list; if empty, `no_list` says why. Raises `NoEndpoint`.

    `complete`: whether the endpoint has no other names. `not_chat`: names of models that do something else.
    """
    if asked and (asked in names or asked == setting):
        return asked
    if asked in mapped:
        return mapped[asked]
    if asked and not (names and complete):
        return asked  # without the whole list the name cannot be checked; the endpoint refuses an unknown one
    if setting:
        return setting
    if name := default_name(names, default, not_chat):
        return name
    raise NoEndpoint(no_list or "The endpoint lists no models. Name one with --model or ASSISTANT_CHAT_MODEL.")


def default_name(names: Sequence[str], default: str | None, not_chat: Container[str] = ()) -> str | None:
    """Return the documented default, else the first model of the list that can chat, else the first."""
    if default and (not names or default in names):
        return default
    others = [name for name in names if name not in not_chat]
    chats = [name for name in others if not re.search(NOT_CHAT, name, re.I)]
    return next(iter([*chats, *others, *names]), None)
