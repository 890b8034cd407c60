"""The tags that models write around their reasoning and their answer, and how servers vary them.

`<think >`, `<think type="x">` and `</THINK >` are the same tags. Letters are compared by ASCII alone: `lower()` would
change the length of some texts, and so the places in them.
"""

import re
from collections.abc import Iterable

PAIRS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "<seed:think>": "</seed:think>",
    "<longcat_think>": "</longcat_think>",
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
    "<|start_thinking|>": "<|end_thinking|>",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "<|channel>thought": "<channel|>",
    "<unused94>thought": "<unused95>",
    "<mm:think>": "</mm:think>",
}
"""Opening and closing tags, in lower case. DeepSeek, Qwen; Claude; Gemini; Seed; LongCat; Mistral; Kimi; Cohere;
OpenThinker; Gemma 4; MedGemma; MiniMax."""
HARMONY = {"<|channel|>analysis<|message|>": "<|end|>"}
"""gpt-oss. What closes it closes other things too, so alone it says nothing."""
ALL_PAIRS = PAIRS | HARMONY
CLOSING = tuple(PAIRS.values())
ANSWERS = {
    "<|channel|>final<|message|>": "<|return|>",
    "<|channel|>commentary<|message|>": "<|end|>",
    "<|start_response|>": "<|end_response|>",
    "<|begin_of_solution|>": "<|end_of_solution|>",
}
"""What stands around the answer, and is no part of it. gpt-oss; its words before a call; Cohere; OpenThinker."""
ROLES = ("<|start|>assistant",)
"""What stands before a part of the answer."""
HEADS = (*ALL_PAIRS, *CLOSING, *ANSWERS, *ROLES)
MAX_ATTRIBUTES_CHARS = 64
MAX_BLANKS_IN_TAG = 8
LONGEST = max(map(len, HEADS)) + MAX_ATTRIBUTES_CHARS
FIRST_LETTERS = re.compile(r"[<\[◁]")
ASCII_SMALL = {large: large + 32 for large in range(ord("A"), ord("Z") + 1)}


def variations(tag: str) -> str:
    """Return a pattern for what may stand before the last letter of a tag."""
    if not tag.endswith(">") or tag.endswith("|>"):
        return ""
    return rf"\s{{0,{MAX_BLANKS_IN_TAG}}}" if tag.startswith("</") else rf"(?:\s[^<>]{{0,{MAX_ATTRIBUTES_CHARS}}})?"


def pattern_of(tags: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of the tags; the group that it matches is named by its place."""
    parts = [rf"({re.escape(tag[:-1])}{variations(tag)}{re.escape(tag[-1])})" for tag in tags]
    return re.compile("|".join(parts), re.I)


INSIDE = {tag: re.compile(variations(tag)) for tag in HEADS}


def may_begin(text: str, tags: Iterable[str]) -> bool:
    """Whether a text is the beginning of one of the tags, and not all of it."""
    small = text.translate(ASCII_SMALL)
    for tag in tags:
        if tag.startswith(small):
            return True
        if small.startswith(tag[:-1]) and INSIDE[tag].fullmatch(small, len(tag) - 1) is not None:
            return True
    return False


def beginning_of_tag(text: str, begin: int, tags: Iterable[str]) -> int:
    """Return the place from which on the text may be the beginning of a tag; its end if nowhere."""
    for letter in FIRST_LETTERS.finditer(text, max(begin, len(text) - LONGEST)):
        if may_begin(text[letter.start() :], tags):
            return letter.start()
    return len(text)
