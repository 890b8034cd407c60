"""What is promised of messages that are sent while a run is active."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "queue.waits-in-sight": Requirement(
        "A message sent while a run is active is queued above the message box, with its place in the queue.",
        "the queue",
    ),
    "queue.sent-when-over": Requirement(
        "Queued messages are sent one after the other, each when the run before it is completed, also while another "
        "conversation is open.",
        "the queue",
    ),
    "queue.edited-or-dropped": Requirement(
        "A queued message can be taken back into the box with ↑ or its button, and dropped; a dropped one can be "
        "recalled.",
        "the queue",
    ),
    "queue.paused": Requirement(
        "After a run that was not completed, and after a restart, the queue is paused and says how to go on.",
        "the queue",
    ),
    "queue.kept": Requirement(
        "A queued message survives a restart, belongs to its thread, and is sent once, whichever window sends it.",
        "the queue",
    ),
}
