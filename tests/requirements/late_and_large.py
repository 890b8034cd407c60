"""What comes late, changes on the disk meanwhile, is very large, or is shown in a small window."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "endpoints.slow-local-server": Requirement(
        "A model server on this machine that takes longer than the first look comes into the open model picker or "
        "first choice when it answers; the cursor and what is being typed stay.",
        "endpoints",
    ),
    "profiles.edited-in-use": Requirement(
        "A changed base URL, header, body field, CA file or key of the profile in use counts at the next model call, "
        "said once; while a file is broken, its line is said and the last good state is used.",
        "endpoints",
    ),
    "assistants.long-instructions": Requirement(
        "A text of a dialog in which each key would be slow shows its beginning, which can only be read, and the key "
        "that edits it in the user's editor; it is saved whole.",
        "assistants on screen",
    ),
    "tui.users-keys-win": Requirement(
        "A key that the user has set runs that command wherever it works, also where another command, or the text "
        "area, list or page itself, has the key by default; a command that is left without any way to run it is named "
        "at the start.",
        "the terminal",
    ),
}
