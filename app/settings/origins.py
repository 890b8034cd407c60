"""What people call the place where a value was set: the flag, the variable, the file."""

from app.api.endpoints import Origin

VARIABLES = {
    "api_key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
    "model": "ASSISTANT_CHAT_MODEL",
    "api": "ASSISTANT_CHAT_API",
    "data_dir": "ASSISTANT_CHAT_DATA_DIR",
    "server": "ASSISTANT_CHAT_SERVER",
    "server_key": "ASSISTANT_CHAT_SERVER_KEY",
    "run_ttl": "ASSISTANT_CHAT_RUN_TTL",
}
"""The environment variable of each setting that has one."""

WORDS = {
    Origin.DEFAULT: "default",
    Origin.DOTENV: ".env",
    Origin.CONFIG_FILE: "config.toml",
    Origin.PASTED: "key.json",
    Origin.CHOSEN: "chosen earlier",
    Origin.FOUND: "found on this machine",
    Origin.BUILT_IN: "downloaded",
    Origin.SCRIPT: "a script",
}


def words_of(origin: Origin, setting: str) -> str:
    """Return the flag or the variable of `setting`, the name of a file, or a few words."""
    if origin is Origin.FLAG:
        return f"--{setting.replace('_', '-')}"
    if origin is Origin.ENVIRONMENT:
        return VARIABLES[setting]
    return WORDS[origin]
