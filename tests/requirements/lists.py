"""The list of conversations: its ends, and what the user has pinned, archived and tagged."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "list.ends": Requirement(
        "Home and End lead to the first and the last of 100,000 conversations, and the pages from there on are read on "
        "the way, in both directions, without those between.",
        "the terminal",
    ),
    "list.paints-what-changes": Requirement(
        "To open another conversation, or to move the cursor, paints the rows that look different, not the whole list.",
        "the terminal",
    ),
    "list.pinned": Requirement(
        "Pinned conversations stand first, under their own heading, in every window; pinning is metadata that any "
        "program can set, and a program that does not ask for it has the order of before.",
        "the terminal and additions to the Assistants API",
    ),
    "list.archived": Requirement(
        "Archived conversations are in the list only when they are asked for; a search finds them; one that goes on is "
        "no longer archived.",
        "the terminal and additions to the Assistants API",
    ),
    "list.tags": Requirement(
        "Conversations have tags, which are seen in the list where there is room, edited with a command, and found "
        "with `#x` or `tag:x`, alone and together with words.",
        "the terminal and additions to the Assistants API",
    ),
    "list.labels-by-index": Requirement(
        "Pinned threads, archived ones and tags are ordered and filtered by an index, in 100,000 threads too; what an "
        "older version stored under these keys is known after the migration.",
        "the data folder",
    ),
    "list.command-line": Requirement(
        "`threads` leaves archived conversations out, lists them alone with `--archived`, and those with a tag with "
        "`--tag`; tags, and that one is pinned, are in a column where there are any.",
        "the command line",
    ),
    "find.low-windows": Requirement(
        "In a low window, where the line of words has no border, the count of hits is in the status line.",
        "the terminal",
    ),
}
