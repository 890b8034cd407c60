"""The endpoint and the model that answer, and where a key is sent (app/models/endpoints)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "models.key-goes-only-where-it-belongs": Requirement(
        "A key is sent to the endpoint that it belongs to and to no other.", "who answers"
    ),
    "models.endpoint-order": Requirement(
        "The endpoint is the first of: setting, key, local server that lists models, built-in model, none.",
        "who answers",
    ),
    "models.consent": Requirement(
        "Nothing is sent where the .env of a folder points before the user chose it once for this folder.",
        "who answers",
    ),
    "models.choice-is-kept": Requirement(
        "A choice on screen and a pasted key hold after a restart; the key is in a file of mode 0600.", "who answers"
    ),
    "models.names": Requirement(
        "The model that answers: the name asked for, else [models], else the setting, else the endpoint's own choice.",
        "who answers",
    ),
    "models.no-list-says-why": Requirement(
        "Where no model is named and no list comes, the sentence says why, and the next try asks again.", "who answers"
    ),
}
