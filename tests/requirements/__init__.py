"""Every promise of the product, in one module for each part: an id, a sentence and the part it belongs to.

A test names the promises that it proves with `@requirement("id")`. `tests/test_requirements.py` checks both ways:
every promise has a test, and every id that a test names is in the table.
"""

import pytest

from tests.requirements import (
    asking,
    assistants_api,
    assistants_screen,
    branches,
    built_in_model,
    choosing_models,
    client_libraries,
    command_line,
    commands,
    comparing,
    context,
    data,
    dead_processes,
    dialects,
    dialogs,
    endpoints,
    finding,
    first_run,
    history,
    kept_and_titled,
    keys_and_widths,
    late_and_large,
    lists,
    look,
    markdown,
    message_box,
    message_contents,
    messages,
    model_calls,
    model_lists,
    model_streams,
    pace,
    plain,
    queued_messages,
    reasoning,
    remote,
    reply_header,
    repository,
    runs,
    runs_on_screen,
    server,
    settings,
    terminal,
    terminal_input,
    terminal_process,
    textual_traps,
    usage_and_cost,
    walk,
    windows,
    without_screen,
)
from tests.requirements.definition import Requirement

PARTS = [
    asking,
    assistants_api,
    assistants_screen,
    branches,
    built_in_model,
    choosing_models,
    client_libraries,
    command_line,
    commands,
    comparing,
    context,
    data,
    dead_processes,
    dialects,
    dialogs,
    endpoints,
    finding,
    first_run,
    history,
    kept_and_titled,
    keys_and_widths,
    lists,
    late_and_large,
    look,
    markdown,
    message_box,
    message_contents,
    messages,
    model_calls,
    model_lists,
    model_streams,
    pace,
    plain,
    reasoning,
    remote,
    reply_header,
    repository,
    runs,
    runs_on_screen,
    server,
    settings,
    terminal,
    terminal_input,
    terminal_process,
    textual_traps,
    usage_and_cost,
    walk,
    queued_messages,
    windows,
    without_screen,
]

REQUIREMENTS: dict[str, Requirement] = {one: promise for part in PARTS for one, promise in part.REQUIREMENTS.items()}


def requirement(*ids: str) -> pytest.MarkDecorator:
    """Mark a test as the proof of these promises."""
    unknown = [one for one in ids if one not in REQUIREMENTS]
    if unknown:
        raise LookupError(f"not in tests/requirements: {unknown}")
    return pytest.mark.requirement(*ids)
