"""The app with the commands that open a screen about commands: help, settings, palette, themes."""

from abc import abstractmethod

from textual.driver import Driver

from app.settings import Settings
from app.settings.dotenv_file import current_folder
from app.tui.keys.key_names import KeyNames
from app.tui.keys.keymap import keep_usable
from app.tui.keys.recent import THREAD_PREFIX, RecentCommands
from app.tui.keys.table import listed_commands
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.theme.themed_app import ThemedApp

RECENT_COMMANDS_FILE = "recent_commands.json"
ELSEWHERE = "Temporary conversations are on this machine alone, and this terminal shows those of a server."
LOGGED = "Temporary conversations go with no log. Start without --log-file for them."
THEMES = "{app.palette} lists the themes."


class AppCommands(ThemedApp):
    """The app; what the palette has chosen is run by the class that has the chat."""

    def __init__(self, driver: type[Driver] | None, settings: Settings) -> None:
        super().__init__(driver, settings.config_dir, settings.theme)
        self.settings = settings
        self.key_names = KeyNames(keep_usable(settings.keymap))
        self.is_switching = False
        """Whether the app ends for another one, with the temporary conversations or the stored ones."""
        self._recent_commands = RecentCommands(settings.data_dir / RECENT_COMMANDS_FILE)

    @property
    @abstractmethod
    def thread_pages(self) -> ThreadPages | None:
        """The conversations of the palette; None until the services are open."""

    @abstractmethod
    async def run_chosen(self, name: str | None) -> None:
        """Run a command, or open a conversation: what the palette returned, None if it was closed."""

    @abstractmethod
    async def _leave(self) -> None:
        """Save what is kept, and exit."""

    def find_other_settings(self) -> Settings:
        """Return the settings of temporary conversations, or of the stored ones where these are temporary."""
        from msgspec.structs import replace  # late: no start needs it

        return replace(self.settings, temporary=not self.settings.temporary)

    async def action_switch_temporary(self) -> None:
        """Go to temporary conversations, or from them back to the stored ones: the temporary ones are gone then."""
        obstacle = ELSEWHERE if self.settings.server else LOGGED
        if self.settings.server or self.settings.log_file:
            self.notify(obstacle)
        else:
            self.is_switching = True
            await self._leave()

    def use_theme(self) -> str:
        """Use the theme that is set. Return what is wrong, with the key that helps; empty if nothing is."""
        if mistake := super().use_theme():
            return f"{mistake} {self.key_names.fill(THEMES)}"
        return ""

    async def action_help(self) -> None:
        """Show the keys."""
        from app.tui.screens.commands.help import HelpScreen  # late: the first paint does not need it

        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen(listed_commands(keep_usable(self.settings.keymap))))

    async def action_settings(self) -> None:
        """Show the settings."""
        from app.tui.screens.commands.settings_page import SettingsScreen  # late: the first paint does not need it

        if not isinstance(self.screen, SettingsScreen):
            await self.push_screen(SettingsScreen(self.settings, current_folder()))

    async def action_show_keys(self) -> None:
        """Show what the terminal sends for each key."""
        from app.tui.screens.commands.pressed_keys import PressedKeys, ReportsReads  # late: as above

        if not isinstance(self.screen, PressedKeys):
            driver = self._driver if isinstance(self._driver, ReportsReads) else None
            await self.push_screen(PressedKeys(keep_usable(self.settings.keymap), driver))

    def action_command_palette(self) -> None:
        """Show the commands, and conversations to jump to."""
        from app.tui.screens.commands.palette import CommandsDialog  # late: the first paint does not need it
        from app.tui.screens.commands.palette_entries import list_commands  # late: as above

        if not isinstance(self.screen, CommandsDialog):
            commands = list_commands(keep_usable(self.settings.keymap), self._recent_commands.read())
            self.push_screen(CommandsDialog(commands, self.thread_pages), self._note_and_run)

    async def _note_and_run(self, name: str | None) -> None:
        if name and not name.startswith(THREAD_PREFIX):
            self._recent_commands.add(name)
        await self.run_chosen(name)

    def action_choose_theme(self) -> None:
        """Show the themes."""
        from app.tui.screens.commands.themes import ThemeList  # late: the first paint does not need it

        if not isinstance(self.screen, ThemeList):
            self.try_themes()
            self.push_screen(ThemeList(self.available_themes.values(), self.theme), self.keep_theme)
