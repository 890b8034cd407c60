"""The commands on models, settings and keys."""

from typing import TYPE_CHECKING, Literal

from app.cli.commands.command_definition import CommandContext, Work

if TYPE_CHECKING:
    from app.api.services import OpenEndpoints, OpenServices


def run_models(context: CommandContext, open_services: "OpenServices", *, all_profiles: bool, json: bool) -> Work:
    """List the models of the endpoint in use, or those of all profiles."""
    from app.headless.lists.endpoint_models import (  # late: only one front end is imported
        list_endpoint_models,
        list_profiles,
    )

    if all_profiles:
        return list_profiles(open_services, json, context.stdout, context.stderr)
    return list_endpoint_models(open_services, json, context.stdout, context.stderr)


def run_model(
    context: CommandContext,
    open_endpoints: "OpenEndpoints",
    *,
    action: Literal["pull", "list"],
    name: str | None,
    json: bool,
) -> Work:
    """Download a built-in model, or list them."""
    from app.headless.lists.builtin_models import list_models, pull  # late: only one front end is imported

    if action == "pull":
        return pull(open_endpoints, name, json, context.stdout, context.stderr)
    return list_models(open_endpoints, json, context.stdout)


def run_keys(context: CommandContext, *, json: bool) -> int:
    """Show what the terminal sends for each key, or list the keys."""
    from app.cli.show_keys import print_bindings, print_mistakes, show_keys  # late: only one front end is imported

    print_mistakes(context.settings.keymap, context.stderr)
    if json:
        return print_bindings(context.settings.keymap, context.stdout)
    return show_keys(context.settings.keymap, context.stdin, context.stdout)


def run_settings(context: CommandContext, *, json: bool) -> int:
    """List the settings in use."""
    from app.cli.show_keys import print_mistakes  # late: only one front end is imported
    from app.headless.lists.stored_lists import print_settings  # late: as above
    from app.settings.dotenv_file import current_folder  # late: `--help` does not need it

    print_mistakes(context.settings.keymap, context.stderr)
    return print_settings(context.settings, current_folder(), json, context.stdout)
