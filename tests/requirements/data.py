"""The database file and the data folder (app/store)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "data.damaged": Requirement("A damaged database is reported in one sentence and left untouched.", "data"),
    "data.newer-version": Requirement(
        "A database from a newer version is reported in one sentence and left untouched.", "data"
    ),
    "data.another-program": Requirement("A database of another program is left untouched.", "data"),
    "data.copy-before-migration": Requirement(
        "The file is copied before any migration, and a failed migration changes nothing.", "data"
    ),
    "data.unwritable": Requirement(
        "A data folder that cannot be created or written is reported in one sentence.", "data"
    ),
    "data.private": Requirement("Only the user can read the data folder (mode 0700).", "data"),
    "data.full-disk": Requirement(
        "A full disk is reported in one sentence; nothing is half written, and work continues once there is space.",
        "data",
    ),
    "data.shared-commit": Requirement("A write that fails does not undo the other writes of its commit.", "runs"),
    "data.refused-write": Requirement(
        "A request that is refused leaves nothing of what it had written, alone and beside others.", "runs"
    ),
    "data.committed-before-sent": Requirement(
        "A message and its run are committed before any request leaves the machine.", "runs"
    ),
}
