"""What is kept from others: keys, files, and the terminal, which no foreign text may command."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "secrets.echoed": Requirement(
        "No failure, stored, answered or printed, has 8 characters in a row of a key in use, however a server repeats "
        "it: in other capitals, in base64, in pieces, in what a model is said to have called.",
        "secrets",
    ),
    "secrets.key-as-name": Requirement(
        "A key that was written where the name of a setting belongs is not repeated in an error or a list.", "settings"
    ),
    "secrets.safe-sentences": Requirement(
        "No sentence that is printed commands the terminal or reverses a line, whatever an argument, a folder, a name "
        "in a settings file or a bug has in it; a mistake on the command line is one line.",
        "the command line",
    ),
    "secrets.safe-log": Requirement(
        "No line of a log commands the terminal that shows it, and none is forged by a path or an error.", "the server"
    ),
    "secrets.log-has-no-keys": Requirement(
        "No line of a log has a key in use, whatever a traceback quotes; warnings of libraries are made safe alike, "
        "also where there is no log.",
        "the server",
    ),
    "secrets.private-files": Requirement(
        "Every file that the program makes has the mode 0600 and every folder 0700, whatever the umask, but what the "
        "user saves to a place of their own.",
        "data",
    ),
    "secrets.changed-default": Requirement(
        "When another program has changed name, model or instructions of the default assistant since the terminal last "
        "saw it, the terminal says so once; not after a change in its own editor.",
        "assistants",
    ),
}
