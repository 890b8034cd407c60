"""What terminals send: keys, pastes, replies, signals."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "input.signals-restore": Requirement(
        "SIGTERM, SIGHUP, SIGQUIT and SIGINT restore the terminal, hand the run back, keep the draft and exit with "
        "128 and the number of the signal, within 2 s.",
        "the terminal",
    ),
    "input.signals-in-time": Requirement(
        "A signal ends the app within 2 s whatever a model, a list or the terminal does; a second one ends it at once.",
        "the terminal",
    ),
    "input.hangup": Requirement(
        "When the window is closed the app ends without a trace, and the run is handed back.", "the terminal"
    ),
    "input.suspend": Requirement(
        "A stopped app leaves the terminal in order where it can; continued, it shows its screen and gets each key "
        "once.",
        "the terminal",
    ),
    "input.replies-in-pieces": Requirement(
        "A reply or report of the terminal never becomes text, however slowly and in whatever pieces it arrives.",
        "the terminal",
    ),
    "input.typed-after-esc": Requirement(
        "What a person types after Esc, or after a sequence that was cut off, is text and is not swallowed.",
        "the terminal",
    ),
    "input.sent-before-quit": Requirement(
        "A message whose Enter is right before Ctrl+Q is stored, and its run goes on at the next start.",
        "the terminal",
    ),
    "input.faults-restore": Requirement(
        "A fault of ours ends the app with exit code 1 and its trace, and restores the terminal.", "the terminal"
    ),
    "input.quits-in-time": Requirement("Ctrl+Q ends the app within 2 s whatever a model list does.", "the terminal"),
    "input.malformed": Requirement(
        "A malformed or endless sequence neither ends the program nor becomes text, and costs time linear in its "
        "length.",
        "the terminal",
    ),
    "input.key-reports": Requirement(
        "Keys are understood in every form that the kitty protocol and modifyOtherKeys report them in.", "the terminal"
    ),
    "input.paste-without-brackets": Requirement(
        "In a paste without brackets an Enter with text after it is a new line; an Enter that ends what arrived sends.",
        "the terminal",
    ),
    "input.paste-in-parts": Requirement(
        "A long paste that arrives in parts is one paste: no line break is added where it was cut, and none is lost.",
        "the terminal",
    ),
    "input.esc-means-what-was-there": Requirement(
        "Esc cancels the run that is active or was asked for when it is pressed, never that of a message behind it, "
        "however fast the keys come.",
        "the terminal",
    ),
    "input.size-reports": Requirement(
        "A size reported in the input counts only from a terminal that has the mode for it, and up to what a window "
        "can have.",
        "the terminal",
    ),
    "input.format-characters": Requirement(
        "Joiners, direction marks, special spaces and new emoji are typed, kept and sent as they are; what would "
        "reorder the screen is not drawn.",
        "the terminal",
    ),
    "input.old-mouse-modes": Requirement(
        "The mouse of a terminal without the SGR mode clicks and scrolls too; its bytes are never text.", "the terminal"
    ),
    "input.every-key": Requirement(
        "Every key of the table of keys does what the table says in its place, as xterm, a terminal with the kitty "
        "protocol and tmux send it, and leaves no text behind.",
        "the terminal",
    ),
    "input.caret-and-cursor": Requirement(
        "The cursor of the terminal, where input methods show what they compose, is at the caret in every place that "
        "takes text, before the first character too.",
        "the terminal",
    ),
    "input.shift-space": Requirement(
        "Shift+Space types a space in every place that takes text, in each form that terminals send.", "the terminal"
    ),
}
