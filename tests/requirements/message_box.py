"""The message box: earlier prompts, pastes, files, the user's editor, vi keys."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "box.draft-is-kept": Requirement(
        "What the user was writing is never lost while an earlier prompt is shown, changed, sent or searched for.",
        "the terminal",
    ),
    "box.editor": Requirement(
        "Ctrl+G edits the message with all its pastes in the user's editor, which has the terminal to itself while "
        "replies go on; what cannot be taken back says why, and neither draft nor edited text is lost.",
        "the terminal",
    ),
    "box.suspend": Requirement(
        "Ctrl+Z stops the program and leaves the terminal in order, and fg continues it; where no shell could continue "
        "it, it says so. Ctrl+_ undoes in the message box.",
        "the terminal",
    ),
    "box.paste-chips": Requirement(
        "A paste of 6 lines or more, or of more than 1,000 characters, is a chip on the border: F3 puts it into the "
        "text, it is always sent in full, and it is part of the draft.",
        "the terminal",
    ),
    "box.file-paths": Requirement(
        "An @ in the message box completes paths of files, folder by folder, whatever their names contain.",
        "the terminal",
    ),
    "box.files-by-letters": Requirement(
        "An @ finds the files of all folders below by a few letters of their paths, the best first: none that "
        ".gitignore names, and hidden ones only behind a dot. No key waits for the walk through the folders; it ends "
        "after 10,000 files, which the popup then says. A path too long for the window keeps its end.",
        "the terminal",
    ),
    "box.files-go-along": Requirement(
        "A text file that a message names with an @ goes along as a part with its name, and is shown on the border "
        "before; a picture, another kind or a large file says why it cannot, and the draft stays.",
        "the terminal",
    ),
    "box.vim": Requirement(
        "With vim = true in config.toml or /vim the message box has vim's modes, motions, operators and counts, and "
        "shows the mode; Esc leaves one layer at a time.",
        "the terminal",
    ),
    "box.prompt-search": Requirement(
        "Ctrl+R searches the earlier prompts with each letter; Enter takes the hit, Esc restores the draft.",
        "the terminal",
    ),
}
