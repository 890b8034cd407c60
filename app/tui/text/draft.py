"""What was typed and pasted, and the content of a message made from it."""

import msgspec


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Typed text and pasted texts that were too long for the box."""

    text: str = ""
    pasted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.pasted)


def joined(first: Draft, second: Draft) -> Draft:
    """Both, one below the other."""
    text = "\n".join(filter(None, (first.text, second.text)))
    return Draft(text=text, pasted=(*first.pasted, *second.pasted))


def whole(draft: Draft) -> str:
    """The text to send: what was typed, then each long paste below it. Empty when all of it is blank."""
    text = "\n\n".join(part for part in (draft.text.strip("\n"), *draft.pasted) if part)
    return text if text.strip() else ""
