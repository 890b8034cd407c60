"""Files: uploads, their bytes, and what names them (app/server, app/store, app/engine)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "files.operations": Requirement(
        "A file is uploaded, listed by purpose and page, retrieved, read byte for byte and deleted; its id is file- "
        "and 24 letters and digits; one that does not exist is 404 with the words of the API.",
        "API: files",
    ),
    "files.forms": Requirement(
        "The form of an upload is read in any order of its fields; a mistake in it is 400 with its param, and leaves "
        "nothing behind.",
        "API: files",
    ),
    "files.sdk": Requirement(
        "What openai-python and openai-node do with files runs unmodified: uploads from bytes, paths and open files, "
        "with names in any script; pages, contents read, streamed and written to files, deletion.",
        "API: files",
    ),
    "files.http": Requirement(
        "Uploads and downloads keep the rules of HTTP: HEAD reads no bytes, ranges and conditions are ignored, a "
        "client may wait for 100-continue, a refusal reaches one that is still sending, several go on at the same "
        "time, and one that breaks off, or whose file is deleted or cannot be read, hurts itself alone.",
        "bad input",
    ),
    "files.too-large": Requirement(
        "A file of more than 512 MiB is 413, before it is sent where its length is known, and leaves nothing behind.",
        "API: files",
    ),
    "files.names": Requirement(
        "A file keeps the name that it was sent with, whatever characters it has, but for a null character; its bytes "
        "are stored under its id.",
        "bad input",
    ),
    "files.expiry": Requirement(
        "A file with expires_after is gone when it expires, with its bytes; one for a batch after 30 days.",
        "API: files",
    ),
    "files.whole-or-not": Requirement(
        "The row and the bytes of a file are both there or neither, after a kill at any moment of an upload or a "
        "deletion, after an upload that breaks off, and after a disk that is full.",
        "crash safety",
    ),
    "files.named": Requirement(
        "Messages, threads and assistants may name files that exist, also after these were deleted: a run goes on "
        "without a file that was deleted since.",
        "API: files",
    ),
    "files.images": Requirement(
        "An uploaded image in a message of the user goes to the model as its bytes, up to 20 MiB each and 32 MiB in "
        "all, the newest first; what is no image that models read, or is gone, is a note with its id.",
        "API: files",
    ),
    "ask.uploads": Requirement(
        "`ask --file` sends a text of up to 256,000 characters as a part of the message, and uploads and attaches "
        "everything else: a picture for the model to see, other files for tools. If the message is not sent, no file "
        "stays.",
        "in the terminal",
    ),
    "box.uploads": Requirement(
        "A file that a message names with an @ and that is no text of up to 256,000 characters is uploaded and "
        "attached when the message is sent; what cannot be sent says why and the draft stays.",
        "in the terminal",
    ),
    "files.shown": Requirement(
        "Below the text of a message in the terminal there is a line for each of its files: its name and size, "
        "`deleted` for one that is gone, its id only where the name cannot be read. The lines are there while the "
        "message is being sent, the names are read in the background, and a server without files changes nothing else.",
        "in the terminal",
    ),
    "box.uploads-taken-back": Requirement(
        "While the files of a message are being uploaded a notice names them, and Esc, Ctrl+C or quitting gives "
        "the draft back: nothing is sent, and no file stays.",
        "in the terminal",
    ),
    "files.exported": Requirement(
        "Exports as Markdown and as a web page, what the terminal copies and saves of a conversation, and what "
        "`--plain` prints of one that is opened, name the files of each message below its text.",
        "in the terminal",
    ),
    "files.in-memory": Requirement(
        "The files of a temporary conversation are never on disk, and have 64 MB together.", "temporary conversations"
    ),
    "files.memory": Requirement(
        "A long upload is written while it arrives: the server holds a few blocks of it in memory.",
        "bounds of the server",
    ),
}
