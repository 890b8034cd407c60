"""The database file and the data folder (app/store)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "data.damaged": Requirement("A damaged database is told in one sentence and left untouched.", "data"),
    "data.newer-version": Requirement(
        "A database from a newer version is told in one sentence and left untouched.", "data"
    ),
    "data.another-program": Requirement("A database of another program is left untouched.", "data"),
    "data.copy-before-migration": Requirement(
        "A copy lies beside the file before any migration, and a failed one changes nothing.", "data"
    ),
    "data.unwritable": Requirement("A data folder that cannot be written or made is told in one sentence.", "data"),
    "data.private": Requirement("The data folder is the user's own, mode 0700.", "data"),
    "data.full-disk": Requirement(
        "A full disk is told in one sentence; nothing is half written and work goes on once there is room.", "data"
    ),
    "data.shared-commit": Requirement("A write that fails takes no other of its commit with it.", "runs"),
    "data.committed-before-sent": Requirement(
        "Message and run are committed before any request leaves the machine.", "the walk of one message"
    ),
}
