"""Messages with much text in one request (app/server, app/store)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "bounds.large-messages": Requirement(
        "A message with more than a million characters in several parts is stored part by part and encoded while it is "
        "sent; it reads, changes, forks and is deleted like any other, also one that an older version stored whole.",
        "bounds of the server",
    ),
}
