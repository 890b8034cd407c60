"""The commands of the chat screen for assistants, for the instructions of one conversation and for templates."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from textual import work

from app.api.errors import Error
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.tui.local_state import NEW_THREAD_KEY, LocalState, UnsentText
from app.tui.screens.chat.lifecycle import WARNING_TIMEOUT_S, ChatLifecycle
from app.tui.session.threads.current_thread import Visit
from app.tui.text.draft import join_drafts
from app.tui.widgets.box.pastes import as_draft

TEMPLATES_FOLDER = "templates"
DEFAULT_CHANGED = "Others changed the default assistant: {}. /assistant shows it."
NO_TEMPLATES = "No templates yet. Each Markdown file in {} is one; {{{{name}}}} in it is asked for."


class ChatAssistants(ChatLifecycle):
    """The chat screen with what is said to the model besides the messages."""

    def __init__(self, local_state: LocalState, keymap: Mapping[str, str], config_dir: Path) -> None:
        super().__init__(local_state, keymap)
        self._templates_folder = config_dir / TEMPLATES_FOLDER

    def on_screen_resume(self) -> None:
        """Write what a dialog has dropped of what was typed in it."""
        self.save_soon()

    @work(exit_on_error=False)
    async def show_model(self) -> None:
        """Show the assistant and the model that answer, and what others have changed of the default assistant."""
        await self._update_label()
        if self.services is None:
            return
        changed: Sequence[str] = ()
        with suppress(Error):  # the label has told it
            default = await self.services.assistants.get_assistant(DEFAULT_ASSISTANT_ID)
            changed = await asyncio.to_thread(self._local_state.note_default, default)
        if changed:
            self.notify(DEFAULT_CHANGED.format(" and ".join(changed)), severity="warning", timeout=WARNING_TIMEOUT_S)

    @work(exit_on_error=False)
    async def action_assistant(self, text: str = "") -> None:
        """Show the assistants, those with these words at first; talk to the chosen one from the next message on."""
        from app.tui.screens.assistants.assistant_list import AssistantList  # late: the first paint does not need it

        controller = self.controller
        if controller is None or self.services is None or not self._is_on_top:
            return
        visit = await controller.opener.arrive()
        if visit is None or not self._is_on_top:
            return
        dialog = AssistantList(self.services, self._local_state, controller.conversation.assistant_id, text)
        chosen = await self.typed_app.push_screen_wait(dialog)
        if chosen:
            await controller.conversation.settings.choose_assistant(chosen, visit)
            self.save_soon()
        await dialog.changed()
        self.show_model()  # also if none was chosen: the assistant may have been edited

    @work(exit_on_error=False)
    async def action_system(self, text: str = "") -> None:
        """Set the instructions of this conversation; without a text, show them in an editor."""
        from app.tui.screens.assistants.conversation_instructions import (
            ConversationInstructions,
            find_length_mistake,
        )  # late: the first paint does not need it

        if self.controller is None or not self._is_on_top:
            return
        controller, settings = self.controller, self.controller.conversation.settings
        visit: Visit | None = controller.current.next_visit
        instructions: str | None = text.strip()
        unsent = UnsentText(self._local_state, controller.current.draft_key, "instructions")
        if not instructions:
            visit = await controller.opener.arrive()
            if visit is None or not self._is_on_top:
                return
            await settings.load(controller.current.row)  # shown without them, they would be removed
            dialog = ConversationInstructions(settings.instructions, unsent)
            instructions = await self.typed_app.push_screen_wait(dialog)
        if instructions is None:
            self.save_soon()
            return
        if mistake := find_length_mistake(instructions, self.panes.keys):
            self.panes.box.take_back(as_draft(instructions, typed="/system "))
            self.notify(mistake, severity="error")
            return
        await settings.set_instructions(instructions, visit)
        unsent.drop()
        self.save_soon()

    @work(exit_on_error=False)
    async def action_template(self, name: str = "") -> None:
        """Put a template into the message box; without a name, show them all. Its variables are asked for first."""
        from app.tui.screens.assistants.templates.template_dialogs import TemplateList
        from app.tui.screens.assistants.templates.template_files import find_template, read_templates

        templates = await asyncio.to_thread(read_templates, self._templates_folder)
        if not self._is_on_top:
            return
        if not templates:
            self.notify(NO_TEMPLATES.format(self._templates_folder))
            return
        template = find_template(templates, name) if name else None
        if template is None:
            template = await self.typed_app.push_screen_wait(TemplateList(templates, name))
        if template is None:
            return
        unsent = UnsentText(self._local_state, self._draft_key, f"template {template.name}")
        text = await self._fill(template.text, unsent)
        if text is not None:
            self.panes.box.show(join_drafts(self.panes.box.draft, as_draft(text)))
            self.focus_box()
        unsent.drop()
        self.save_soon()

    @property
    def _draft_key(self) -> str:
        return self.controller.current.draft_key if self.controller else NEW_THREAD_KEY

    async def _fill(self, text: str, unsent: UnsentText) -> str | None:
        """Ask for each variable of a template, and return its text; None if the user cancelled."""
        from app.tui.screens.assistants.templates.template_dialogs import VariableValue
        from app.tui.screens.assistants.templates.template_files import fill, find_variables

        values: dict[str, str] = {}
        names: Sequence[str] = find_variables(text)
        for number, name in enumerate(names, start=1):
            value = await self.typed_app.push_screen_wait(
                VariableValue(name, f"{number} of {len(names)}", unsent, has_values=any(values.values()))
            )
            if value is None:
                return None
            values[name] = value
        return fill(text, values)

    @property
    def _is_on_top(self) -> bool:
        """Whether no dialog is above: a key can be pressed twice, or another dialog be opened meanwhile."""
        return self.typed_app.screen is self
