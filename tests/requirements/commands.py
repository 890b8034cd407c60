"""Commands of the terminal: typed with a slash, from the palette, and the help that lists them (app/tui/keys)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "commands.slash": Requirement(
        "/name runs a command, /name text one that takes text; the same commands have keys or are in the palette.",
        "the terminal",
    ),
    "commands.other-text-is-sent": Requirement(
        "Text that begins with / and is no command is sent as it is; one more / sends a text that would be a command.",
        "the terminal",
    ),
    "commands.no-draft-is-lost": Requirement(
        "A command that takes no text keeps the text typed behind it; what a command took is recalled with ↑.",
        "the terminal",
    ),
    "commands.completion": Requirement(
        "A / typed into an empty message box opens a list of the commands with their keys, which filters while typing; "
        "Tab, Enter and a click take one, Esc closes only the list.",
        "the terminal",
    ),
    "commands.completion-takes-no-text": Requirement(
        "The list of commands never takes a key that is text, and is closed for text that can be no command.",
        "the terminal",
    ),
    "commands.readme-key-is-free": Requirement(
        "README's example of a keymap names a key that nothing else uses, and works.", "the terminal"
    ),
    "commands.help-in-columns": Requirement(
        "F1 shows all commands with the user's keys and typed names, and what the signs of the list mean, in as many "
        "columns as fit; nothing of it is cut in any window.",
        "the terminal",
    ),
    "commands.keys": Requirement(
        "`assistant-chat keys` shows for each key what this terminal sends, its name and the command it runs, in "
        "xterm, tmux and with the kitty protocol; q, Ctrl+C and signals put the terminal back.",
        "the command line",
    ),
    "commands.keymap-mistakes": Requirement(
        "`keys` and `settings` say on stderr which entries of the keymap cannot work, as the terminal does at its "
        "start.",
        "the command line",
    ),
    "commands.keys-json": Requirement(
        "`assistant-chat keys --json` lists the commands with the user's keys, without a terminal.", "the command line"
    ),
    "commands.palette": Requirement(
        "Ctrl+P lists all commands in sections with the user's keys, those run lately first; a few letters find one.",
        "the terminal",
    ),
    "commands.palette-jumps": Requirement(
        "The palette jumps to a conversation by letters of its title or by text that the store finds in its messages.",
        "the terminal",
    ),
    "commands.palette-text-is-data": Requirement(
        "Whatever stands in titles and messages, the palette shows it as text, in any window.", "the terminal"
    ),
}
