"""The code interpreter: what code of a model can do, and what it cannot (app/sandbox)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "code.calls": Requirement(
        "Code answers with what it printed, the text of its last expression or its traceback, and how long it took; "
        "variables stay for the next call, also after an error.",
        "code interpreter",
    ),
    "code.worked-example": Requirement(
        "The code that integrates x squared with SciPy and plots it with Matplotlib gives the number and a PNG, saved "
        "or shown.",
        "code interpreter",
    ),
    "code.files": Requirement(
        "A call reports the files that it made or changed, with their sizes, and no links or hidden files.",
        "code interpreter",
    ),
    "code.file-names": Requirement(
        "Names in other scripts are kept; a slash needs its folder; dots lead nowhere outside; NUL and 300 characters "
        "are errors that the code can catch.",
        "bad input",
    ),
    "code.no-way-out": Requirement(
        "Code reads and writes no file outside its folder, also through links, sees nothing of the environment, "
        "reaches no port of this machine and starts or signals no process; the call goes on with an error.",
        "code interpreter",
    ),
    "code.limits": Requirement(
        "Endless loops, sleep, a slow pattern, a folder too full or too deep and an end of the interpreter by itself "
        "end the process; what was printed is kept, and the next call begins in a fresh state and says so.",
        "code interpreter",
    ),
    "code.bounded": Requirement(
        "Too much memory and recursion are errors that the code can catch, and too much output is cut and said to be.",
        "code interpreter",
    ),
    "code.no-forged-results": Requirement(
        "A process that answers another call, too much or no JSON is killed, and its answer is not used.",
        "code interpreter",
    ),
    "code.empty-process": Requirement(
        "The process of the interpreter has an empty environment and no open files of the program, and ends with it.",
        "code interpreter",
    ),
    "code.cancel": Requirement(
        "A call that is cancelled or killed ends at once, and the process with it.",
        "code interpreter",
    ),
    "code.preparation": Requirement(
        "The preparation says its progress and leaves a private folder, whole or not at all; two at once do it once.",
        "code interpreter",
    ),
    "code.unusable": Requirement(
        "Where there is no interpreter, the reason is a sentence, and no code is run.",
        "code interpreter",
    ),
    "code.loaded-late": Requirement(
        "The program itself loads nothing of the interpreter, neither to find it nor to run code.",
        "code interpreter",
    ),
}
