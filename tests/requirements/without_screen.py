"""The commands on what is stored, and what `ask`, `serve` and the terminal say around a conversation."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "cli.completion": Requirement(
        "`completion bash`, `zsh` and `fish` print a script that completes commands, their words and options.",
        "the command line",
    ),
    "ask.markdown": Requirement(
        "On a terminal `ask` renders Markdown as it streams, and loses no text; --raw, a "
        "pipe, TERM=dumb and ACCESSIBLE get the source. No address is hidden or fetched.",
        "ask",
    ),
    "ask.options": Requirement(
        "`ask` continues the newest conversation, takes an assistant by its name, instructions that the conversation "
        "keeps, and text files; what cannot be used is one sentence, and nothing is sent.",
        "ask",
    ),
    "ask.show": Requirement(
        "`show` prints a whole conversation as Markdown, JSON or a web page that fetches nothing and runs nothing; "
        "escapes are removed on a terminal and in the page.",
        "ask",
    ),
    "ask.rename-delete": Requirement(
        "`rename` keeps other metadata, `delete` asks a person first; unknown ids and ids of other kinds are refused.",
        "ask",
    ),
    "runs.one": Requirement(
        "`runs show`, `attach` and `cancel` take a thread and a run, the newest by default: its facts and steps; its "
        "reply as it streams, without ever cancelling it; its end. What is no id of a run says so.",
        "ask",
    ),
    "ask.waits-with-ids": Requirement(
        "A run that is left open for its outputs prints its own id and that of its thread, and the calls.", "ask"
    ),
    "lists.columns": Requirement(
        "`threads`, `runs`, `assistants` and `models` list in columns under headers, in pipes too: runs with duration "
        "and tokens. Nothing in a row moves its columns or commands the terminal; --json is as it was.",
        "ask",
    ),
    "terminal.way-back": Requirement(
        "On quitting, the terminal app prints the command that opens the same conversation again, where it is stored.",
        "the terminal",
    ),
    "serve.access-log": Requirement(
        "`serve` says who answers and that it stops; it logs each request with --access-log, its path as it "
        "was sent, and only then.",
        "the server",
    ),
}
