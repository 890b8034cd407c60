"""Flags, environment, .env and config.toml (app/settings)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "settings.order": Requirement(
        "A flag wins over the environment, that over .env, that over config.toml, that over the default.", "settings"
    ),
    "settings.dotenv-gets-only-its-own-key": Requirement(
        "The base URL of a .env gets only the key of that .env, and is kept apart until the user agrees.", "settings"
    ),
    "settings.dotenv-is-only-data": Requirement(
        "The .env of this folder sets key, base URL, model and api and nothing else; nothing is replaced in it.",
        "settings",
    ),
    "settings.broken-file-is-named": Requirement(
        "A broken config.toml or .env is named with line and key; nothing is overwritten, no secret is shown.",
        "bad days",
    ),
    "settings.no-secret-in-a-log": Requirement("Settings in a log or a traceback show no secret.", "settings"),
}
