"""Model lists, base URLs and local servers as they really are (app/models/endpoints)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "lists.any-shape": Requirement(
        "A list of models is read in every shape in use: what has an id or a name is taken, odd rows and fields are"
        " left out, and nothing that cannot be shown comes through.",
        "model lists",
    ),
    "lists.none": Requirement(
        "Where there is no list, the endpoint has no models to show, and a run that names its model works.",
        "model lists",
    ),
    "lists.refused": Requirement(
        "Where an endpoint refuses its list or cannot be reached, `models` says why, with the server's words, and ends"
        " with 1; where there is simply no list, with 0.",
        "model lists",
    ),
    "lists.labels": Requirement(
        "How a body is packed is told by its bytes, whatever its label says; what can be unpacked of it is kept.",
        "model lists",
    ),
    "lists.bounds": Requirement(
        "Of a list 16 MiB are read, unpacked, and 100,000 names are shown; one that is nested too deep is unreadable.",
        "model lists",
    ),
    "lists.deadline": Requirement(
        "A list and the search for local servers have one deadline for the whole exchange, however slowly they arrive.",
        "model lists",
    ),
    "lists.named-model-does-not-wait": Requirement(
        "A run that names its model does not wait for a slow list; if the model is unknown, the name is mapped with the"
        " list.",
        "model lists",
    ),
    "lists.leaving": Requirement(
        "Whatever a list does, SIGINT, SIGTERM and Ctrl+Q end the program within two seconds.", "model lists"
    ),
    "lists.address": Requirement(
        "A base URL without /v1, or with a whole path pasted, works: the address that answers is found on the same"
        " host, said once, and kept.",
        "model lists",
    ),
}
