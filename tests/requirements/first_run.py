"""The first screen, and the choice of an endpoint."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "first-run.download-is-confirmed": Requirement(
        "A download needs Enter or a click and then a confirmation with its size, licence and the free space; digits, "
        "letters and pasted text start nothing.",
        "the first start",
    ),
    "first-run.draft-waits": Requirement(
        "Without a model a message stays in the box and nothing is stored; the choice comes back, and after it one "
        "Enter sends the message.",
        "the first start",
    ),
    "first-run.one-recommendation": Requirement(
        "The first screen recommends one way: what runs on this machine, else the built-in model, else a key.",
        "the first start",
    ),
    "first-run.providers": Requirement(
        "The first screen has OpenAI and the other providers by name; each asks for its key and says where keys are "
        "made, and Azure for its address first.",
        "the first start",
    ),
    "first-run.another-server": Requirement(
        "Any other server is set up with its base URL and a key, which may be empty; then a model of it is picked.",
        "the first start",
    ),
    "first-run.search": Requirement(
        "/ searches the choices of the first screen, and finds each provider.", "the first start"
    ),
    "first-run.message-in-the-key-line": Requirement(
        "Words pasted or typed into the line for a key or an address are kept in the message box, and the screen says "
        "why.",
        "the first start",
    ),
    "first-run.typing-is-not-interrupted": Requirement(
        "The first screen does not open over a message that is being typed.", "the first start"
    ),
    "first-run.key-is-tried": Requirement(
        "A pasted key is tried before it is stored: a rejected one stays in the field and is not stored, one that "
        "cannot be tried is stored with a warning, and Esc ends the wait.",
        "the first start",
    ),
    "first-run.override-is-said": Requirement(
        "A choice that a flag, a variable or a .env overrides at the next start says so at once, and what to do.",
        "the first start",
    ),
    "first-run.paste-opens-the-key-line": Requirement(
        "A key pasted on the first screen goes into the line for the key.", "the first start"
    ),
    "first-run.words-are-a-message": Requirement(
        "Words typed or pasted on the first screen are a draft in the message box, and what is no key is not stored.",
        "the first start",
    ),
    "first-run.smallest-screen": Requirement(
        "At 40 × 10 each choice can be reached by key and mouse, and names stay apart.", "the first start"
    ),
    "windows.typing-after-a-click": Requirement(
        "After a click anywhere, with any button, or a drag, what is typed or pasted is text in the message box, in "
        "the order in which it came; letters are commands only in a pane that was entered by key.",
        "the terminal",
    ),
}
