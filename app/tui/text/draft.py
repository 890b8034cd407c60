"""An unsent message: what was typed, and long pastes."""

import msgspec


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Typed text and pasted texts that were too long for the box.

    `files`: the texts of the files that it names, once it is sent, and `uploads` the paths of those that are no short
    texts. A draft that comes back has them not.
    """

    text: str = ""
    pasted: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.pasted)


class QueuedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that is sent when the active run is over. `id`: tells it from another one with the same text."""

    id: str
    draft: Draft


def join_drafts(first: Draft, second: Draft) -> Draft:
    """Join two drafts, the second below the first."""
    text = "\n".join(filter(None, (first.text, second.text)))
    return Draft(text=text, pasted=(*first.pasted, *second.pasted))


def replace_part(whole: Draft, old: Draft, new: Draft) -> Draft:
    """Return a draft that several windows have written to, with one window's part replaced.

    Where the part is not there any more, the new one is put below what is.
    """
    if old == whole:
        return new
    lines, part = f"\n{whole.text}\n", f"\n{old.text}\n"
    pasted = list(whole.pasted)
    if not old.text or part not in lines:
        text = "\n".join(filter(None, (whole.text, new.text)))
    else:
        before, _, behind = lines.partition(part)
        text = "\n".join(filter(None, (before.strip("\n"), new.text, behind.strip("\n"))))
    for one in old.pasted:
        if one in pasted:
            pasted.remove(one)
    return Draft(text=text, pasted=(*pasted, *new.pasted))


def full_text(draft: Draft) -> str:
    """Return the text to send: what was typed, then each long paste below it. Empty if all of it is blank."""
    text = "\n\n".join(part for part in (draft.text.strip("\n"), *draft.pasted) if part)
    if not text.strip():
        return ""
    return text
