"""Reasoning under each of its names, and in tags at the head of the text."""

from tests.model_cases.case import DONE, END, LO, Case, chunk

FENCE = "Write it so:\n```\n<think>a</think>\n```\nand <think> stays."


def said(*deltas: dict[str, object], reasoning: str = "Let me see.", text: str = "Hello") -> Case:
    return Case(body=[*map(chunk, deltas), *END], reasoning=reasoning, text=text)


def texts(*contents: str, reasoning: str = "Let me see.", text: str = "Hello") -> Case:
    deltas: list[dict[str, object]] = [{"content": content} for content in contents]
    return said(*deltas, reasoning=reasoning, text=text)


def letters(text: str) -> Case:
    """Each letter in a chunk of its own."""
    return texts(*text)


DETAIL = {"type": "reasoning.text", "text": "Let me see.", "index": 0, "signature": "s"}

REASONING: dict[str, Case] = {
    "reasoning-content": said({"reasoning_content": "Let me "}, {"reasoning_content": "see."}, {"content": "Hello"}),
    "reasoning-field": said({"reasoning": "Let me see.", "content": ""}, {"content": "Hello"}),
    "reasoning-and-details": said({"reasoning": "Let me see.", "reasoning_details": [DETAIL]}, {"content": "Hello"}),
    "reasoning-details": said({"reasoning_details": [DETAIL]}, {"content": "Hello"}),
    "reasoning-twice": said({"reasoning": "Let me see.", "reasoning_content": "Let me see."}, {"content": "Hello"}),
    "reasoning-object": said({"reasoning": {"content": "Let me see."}}, {"content": "Hello"}),
    "thinking-part": said(
        {"content": [{"type": "thinking", "thinking": "Let me see."}, {"type": "text", "text": "Hello"}]}
    ),
    "thinking-part-nested": said(
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]}]}, {"content": "Hello"}
    ),
    "thinking-blocks": said(
        {"thinking_blocks": [{"type": "thinking", "thinking": "Let me see."}]}, {"content": "Hello"}
    ),
    "reasoning-message": Case(
        body=[b'{"choices":[{"message":{"content":"\\n\\nHello","reasoning_content":"Let me see."}}]}'],
        reasoning="Let me see.",
    ),
    "think": texts("<think>\nLet me see.\n</think>\n\nHello"),
    "think-letters": letters("\n<think>\nLet me see.</think>\n\nHello"),
    "think-cut": texts("<th", "ink>Let me", " see.</thi", "nk>", "\n", "\nHello"),
    "thinking": texts("<thinking>Let me see.</thinking>Hello"),
    "think-capitals": texts("<Think>Let me see.</THINK> Hello"),
    "think-brackets": texts("[THINK]Let me see.[/THINK]Hello"),
    "think-twice": texts("<think></think>\n<think>Let me see.</think>\nHello"),
    "think-never-closed": texts("<think>Let me", " see.", text=""),
    "think-never-closed-length": Case(
        body=[chunk({"content": "<think>Let me see."}), chunk({}, "length"), DONE],
        reasoning="Let me see.",
        text="",
        reason="length",
    ),
    "think-half-tag-at-the-end": texts("<think>Let me see.</thi", reasoning="Let me see.</thi", text=""),
    "think-only-closed-at-the-head": texts("</think>\n\nHello", reasoning=""),
    "think-in-a-fence": texts(FENCE, reasoning="", text=FENCE),
    "think-in-a-fence-letters": texts(*FENCE, reasoning="", text=FENCE),
    "think-mid-answer": texts("Hello <think>", "you</think>", reasoning="", text="Hello <think>you</think>"),
    "think-no-tag": texts("<thin", "g> x", reasoning="", text="<thing> x"),
    "blanks-stay": texts("\n  ", "Hello ", reasoning="", text="\n  Hello "),
    "reasoning-alone": Case(
        body=[chunk({"reasoning_content": "Let me see."}), chunk({}, "length"), DONE],
        reasoning="Let me see.",
        text="",
        reason="length",
    ),
    "reasoning-then-text": said({"reasoning_content": "Let me see."}, {"content": "\n\nHel"}, {"content": "lo"}),
    "reasoning-not-cut": Case(body=[chunk({"content": "Hel", "reasoning_content": None}), LO, *END]),
}
