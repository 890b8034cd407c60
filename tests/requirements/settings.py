"""Flags, environment, .env and config.toml (app/settings)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "settings.order": Requirement(
        "A flag overrides the environment, which overrides .env, which overrides "
        "config.toml, which overrides the default.",
        "settings",
    ),
    "settings.dotenv-gets-only-its-own-key": Requirement(
        "A base URL from a .env gets only the key of the same .env, and is kept apart from the settings of the user.",
        "settings",
    ),
    "settings.dotenv-is-only-data": Requirement(
        "The .env of the working folder sets key, base URL, model and api and nothing "
        "else; variables in it are not expanded.",
        "settings",
    ),
    "settings.broken-file-is-named": Requirement(
        "A broken config.toml or .env is reported with its line and key; nothing is "
        "overwritten and no secret is shown.",
        "settings",
    ),
    "settings.no-secret-in-a-log": Requirement("Settings in a log or a traceback show no secret.", "settings"),
    "settings.listed": Requirement(
        "`assistant-chat settings` and /settings list each setting, its value and where it was set: the flag, the "
        "variable, or the file with its line. Secrets are masked.",
        "settings",
    ),
}
