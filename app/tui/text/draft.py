"""An unsent message: what was typed, and long pastes."""

import msgspec


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Typed text and pasted texts that were too long for the box."""

    text: str = ""
    pasted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.pasted)


def join_drafts(first: Draft, second: Draft) -> Draft:
    """Join two drafts, the second below the first."""
    text = "\n".join(filter(None, (first.text, second.text)))
    return Draft(text=text, pasted=(*first.pasted, *second.pasted))


def full_text(draft: Draft) -> str:
    """Return the text to send: what was typed, then each long paste below it. Empty if all of it is blank."""
    text = "\n\n".join(part for part in (draft.text.strip("\n"), *draft.pasted) if part)
    if not text.strip():
        return ""
    return text
