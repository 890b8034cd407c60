"""The endpoint and the model that answer, and where a key is sent (app/models/endpoints)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "models.key-goes-only-where-it-belongs": Requirement(
        "A key is sent to the endpoint that it belongs to and to no other.", "endpoints"
    ),
    "models.endpoint-order": Requirement(
        "The endpoint is the first of these: setting, key, local server that lists models, built-in model, none.",
        "endpoints",
    ),
    "models.consent": Requirement(
        "Nothing is sent to the address in a folder's .env until the user has allowed it once for this folder.",
        "endpoints",
    ),
    "models.choice-is-kept": Requirement(
        "A choice made on screen and a pasted key survive a restart; the key is in a file of mode 0600.", "endpoints"
    ),
    "models.names": Requirement(
        "The model is the requested name, else its entry in [models], else the setting, "
        "else the endpoint's own choice.",
        "endpoints",
    ),
    "models.no-list-says-why": Requirement(
        "If no model is named and the endpoint returns no list, the error says why, and the next run asks for the list "
        "again.",
        "endpoints",
    ),
    "profiles.model-names": Requirement(
        "A model of a profile is named PROFILE::MODEL; a name without a profile is a model of the profile in use.",
        "endpoints",
    ),
    "profiles.providers": Requirement(
        "Ten hosted providers are known with the base URL of their API, and a key is tried with a call that needs one.",
        "endpoints",
    ),
    "profiles.file": Requirement(
        "Profiles are tables in profiles.toml, which people may edit: comments and order stay, and an error names file "
        "and line.",
        "endpoints",
    ),
    "profiles.keys": Requirement(
        "Keys are kept apart from the profiles in keys.json, mode 0600, and go only to the server they were given for.",
        "endpoints",
    ),
    "profiles.secrets": Requirement(
        "No error, and nothing kept of a refusal, repeats a key or a header of the user, even if the server does.",
        "endpoints",
    ),
    "models.key-problems": Requirement(
        "Where a key is missing or rejected, the error says where it was set and a way to set it that works there.",
        "endpoints",
    ),
    "profiles.two-programs": Requirement(
        "Programs that change the profiles or their keys at the same time do not undo each other's changes.",
        "endpoints",
    ),
    "profiles.take-over": Requirement(
        "The key and the endpoint that an earlier version saved become profiles at the first use.", "endpoints"
    ),
    "profiles.routing": Requirement(
        "A request for PROFILE::MODEL goes to that profile with its key and to no other.", "endpoints"
    ),
    "profiles.served": Requirement(
        "A program that asks the server for PROFILE::MODEL is answered by that profile and by no other, and objects "
        "keep the name; a profile that does not exist fails the run, as a model that does not exist.",
        "endpoints",
    ),
    "profiles.lists": Requirement(
        "The models of all profiles can be listed; a profile that does not answer says why and holds up no other.",
        "endpoints",
    ),
    "profiles.own-request": Requirement(
        "A profile may have headers, fields of the request body and a CA file of its own; they go to it alone.",
        "endpoints",
    ),
    "profiles.second-choice": Requirement(
        "The second choice of a profile answers on 429, 5xx and refused connections, only before the first byte of the "
        "reply, and says so, in the log of `serve` too.",
        "endpoints",
    ),
    "profiles.commands": Requirement(
        "`models --all` lists the models of all profiles by the names to ask for, and `ask --model` takes such a name.",
        "the command line",
    ),
}
