"""Reasoning under each of its names, and in tags at the head of the text."""

from tests.model_cases.case import ANSWER, DONE, END, LO, Case, chunk

MENTION = "A model ends with </think> and then answers."
FENCED = "Like so:\n```\nx\n</think>\n\nHello\n```\nDone."
LITERAL: dict[str, str] = {
    "mentioned": MENTION,
    "in-a-fence": FENCED,
    "in-code": "Write `</think>` and go on.",
    "in-quotes": 'Write "</think>" before the answer.',
    "in-json": '{"tag":"</think>","then":"Hello"}',
    "with-a-comma": "First </think>, then the answer.",
    "indented": "So:\n\n    </think>\n\nHello",
    "at-the-end": "Hello\n</think>",
    "at-the-end-with-blanks": "Hello </think>\n\n",
    "half": "Hello </thi",
    "opened-later": "Hello <think>a\n</think>\n\nb",
}
"""Texts in which the closing tag is none."""
BARE: dict[str, tuple[str, str]] = {
    "own-line": ("Let me see.\n", "\n\nHello"),
    "same-line": ("Let me see.", "Hello"),
    "spaces": ("Let me see. ", " Hello"),
    "attached": ("so it is 4", " hello"),
    "line-end": ("Let me see. So 4 ", "\nHello"),
    "no-full-stop": ("so it is 4 ", " Hello"),
    "blank-line": ("so it is 4 ", "\n\n \n hello"),
    "code-before": ("Try `</think>`:\n```\n</think>\n```\nOK.\n", "\n\n- Hello"),
    "lists": ("1. a\n2. b\n\n* [c](d) < e\n", "\nHello </think>"),
}
"""What stands before a closing tag that nothing opened, and behind it."""
CUTS = {"whole": 2**20, "threes": 3}
ALL_CUTS = {**CUTS, "letters": 1, "sevens": 7}
HARMONY_END = "<|end|><|start|>assistant<|channel|>final<|message|>"
OPENED: dict[str, tuple[str, str, str]] = {
    "blank-in-the-end": ("<think>a</think >b", "a", "b"),
    "line-end-in-the-end": ("<think>a\n</think\n>\n\nb", "a", "b"),
    "letters-that-grow": ("<think>\u0130</THINK>b", "\u0130", "b"),
    "many-letters-that-grow": ("<THINK>" + "\u0130" * 50 + "</Think>\u0130", "\u0130" * 50, "\u0130"),
    "attribute": ('<think type="x">a</think>b', "a", "b"),
    "blank-in-the-beginning": ("<Think >a</think>b", "a", "b"),
    "another-end": ("<think>a</thinking>b", "a", "b"),
    "another-end-in-brackets": ("[THINK]a</think>b", "a", "b"),
    "another-end-in-quotes": ("<think>a `</thinking>` c</think>b", "a `</thinking>` c", "b"),
    "reasoning": ("<reasoning>a</reasoning>\nb", "a", "b"),
    "blanks-before-the-end": ("<think>\n a \n\n c \n\n</think>\n b", "a \n\n c", "b"),
    "byte-order-mark": ("\ufeff<think>a</think>b", "a", "b"),
    "no-width": ("\u200b\n <think>a</think>\u200b b", "a", "b"),
    "no-width-alone": ("\u200bb", "", "\u200bb"),
    "harmony": (f"<|channel|>analysis<|message|>a{HARMONY_END}b", "a", "b"),
    "harmony-with-ends": (f"<|start|>assistant<|channel|>analysis<|message|>a{HARMONY_END}b<|return|>", "a", "b"),
    "harmony-final-alone": ("<|channel|>final<|message|>b", "", "b"),
    "harmony-preamble": (f"<|channel|>commentary<|message|>b{HARMONY_END}c", "", "bc"),
    "harmony-commentary-call": ("<|channel|>commentary to=x", "", "<|channel|>commentary to=x"),
    "cohere": ("<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>", "a", "b"),
    "cohere-answer-alone": ("<|START_RESPONSE|>b", "", "b"),
    "no-tag": ("<thinker>b", "", "<thinker>b"),
    "no-tag-but-blanks": ("<think" + " a" * 50 + ">b", "", "<think" + " a" * 50 + ">b"),
    "gemma-4": ("<|channel>thought\na<channel|>b", "a", "b"),
    "medgemma": ("<unused94>thought\na<unused95>b", "a", "b"),
    "minimax": ("<mm:think>a</mm:think>b", "a", "b"),
    "openthinker": (
        "<|begin_of_thought|>a<|end_of_thought|>\n\n<|begin_of_solution|>b<|end_of_solution|>",
        "a",
        "b",
    ),
    "lone-end-with-a-blank": ("a.</think >b", "a.", "b"),
    "lone-end-of-reasoning": ("a.\n</reasoning>\nb", "a.", "b"),
}
"""A text with tags; its reasoning and what it says."""


def pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


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

THOUGHT = {"extra_content": {"google": {"thought": True}}}

REASONING: dict[str, Case] = {
    **{
        f"as-{field}": Case(body=[chunk({field: "Hm."}), *ANSWER], reasoning="Hm.")
        for field in ("reasoning_text", "thinking_content", "thought")
    },
    "marked-by-gemini": said({"content": "Let me see.", **THOUGHT}, {"content": "Hello"}),
    "marked-by-gemini-in-tags": said(
        {"content": "<thought>Let me ", **THOUGHT}, {"content": "see.", **THOUGHT}, {"content": "</thought>Hello"}
    ),
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
    **{
        f"tags-{name}-{cut}": texts(*pieces(whole, size), reasoning=reasoning, text=text)
        for name, (whole, reasoning, text) in OPENED.items()
        for cut, size in ALL_CUTS.items()
    },
    **{
        f"think-not-opened-{name}-{cut}": texts(
            *pieces(f"{before}</think>{behind}", size), reasoning=before.strip(), text=behind.lstrip()
        )
        for name, (before, behind) in BARE.items()
        for cut, size in CUTS.items()
    },
    **{
        f"think-not-opened-{maker}": texts("Let me", f" see.\n{tag[:3]}", f"{tag[3:]}\n", "\nHello")
        for maker, tag in {"claude": "</thinking>", "mistral": "[/THINK]", "kimi": "◁/think▷"}.items()
    },
    **{
        f"closing-tag-{name}-{cut}": texts(*pieces(text, size), reasoning="", text=text)
        for name, text in LITERAL.items()
        for cut, size in CUTS.items()
    },
    "think-not-opened-before-a-call": Case(
        body=[
            chunk({"content": "Let me"}),
            chunk({"content": " see.\n</think>\n\n"}),
            chunk({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "weather", "arguments": "{}"}}]}),
            chunk({}, "tool_calls"),
            DONE,
        ],
        reasoning="Let me see.",
        text="",
        calls=[("weather", "{}")],
    ),
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
