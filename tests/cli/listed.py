"""What a list has printed: the ids in its first column."""


def listed_ids(out: str) -> list[str]:
    """Return the first column below the header."""
    header, *lines = out.splitlines()
    assert header.startswith("ID  "), out
    return [line.split()[0] for line in lines]
