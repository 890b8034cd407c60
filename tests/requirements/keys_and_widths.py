"""What is shown in narrow windows, and which other servers of this machine are found."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "first-run.whole-names": Requirement(
        "The list of providers is never broken inside a name, in any width from 40 columns on.", "first run"
    ),
    "endpoints.vllm": Requirement(
        "A vLLM server at its default port is found like the other model servers of this machine; a program on that "
        "port which returns no list of models is left alone.",
        "endpoints",
    ),
    "notices.not-twice": Requirement(
        "A notice goes as soon as the block of a failed run says the same below the messages.", "the terminal"
    ),
    "runs.waiting-named": Requirement(
        "F8 says what a run waits for, however long the title of its conversation is.", "runs on screen"
    ),
    "help.narrow": Requirement(
        "At 40x10 the page of keys names the key that closes it, and no word in its border is cut.", "the terminal"
    ),
    "look.low-windows": Requirement(
        "However low the window is, a long draft and a long notice leave the message box and its caret on the screen.",
        "the look",
    ),
}
