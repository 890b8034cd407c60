"""What becomes of conversations: titles made by the model, conversations that are not kept, cleaning up."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "titles.generated": Requirement(
        "With the setting `titles` the model that answered gives a conversation a short title after its first answer, "
        "which is found by a search and appears in every window.",
        "the terminal",
    ),
    "titles.whose": Requirement(
        "Only a conversation begun in the terminal or with `ask` is titled, never by the built-in model, never over a "
        "title that the user gave; a thread begun over HTTP causes no second model call.",
        "the terminal",
    ),
    "titles.harmless": Requirement(
        "A call for a title that fails, hangs or answers with anything leaves the conversation as it was, and is not "
        "repeated.",
        "the terminal",
    ),
    "clean.old": Requirement(
        "`threads clean --older-than` lists the conversations without activity for this long and the size of the "
        "database, asks, and deletes them; pinned and active ones stay, and the file becomes smaller.",
        "the command line",
    ),
    "clean.steps": Requirement(
        "While the file is made smaller, other writes go on; a database of an older version becomes smaller too.",
        "the engine",
    ),
    "temporary.nothing-kept": Requirement(
        "Of a conversation begun with --temporary no file of the data folder keeps a word: no message, draft, queued "
        "message, prompt or log, after quitting and after a kill; the screen says that it is temporary.",
        "the terminal",
    ),
    "temporary.switch": Requirement(
        "/temporary goes to temporary conversations and back to the stored one that was open; the temporary ones are "
        "gone then.",
        "the terminal",
    ),
    "temporary.refused": Requirement(
        "--temporary is refused with a server, a stored conversation or a log, in one sentence, and nothing is sent.",
        "the command line",
    ),
}
