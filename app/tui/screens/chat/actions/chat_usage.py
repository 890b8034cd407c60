"""The command of the chat screen that shows tokens and cost."""

from app.tui.screens.chat.lifecycle import ChatLifecycle


class ChatUsage(ChatLifecycle):
    """The chat screen with what shows tokens and cost."""

    def action_show_usage(self) -> None:
        """Show tokens and cost of the open conversation and of the month."""
        from app.tui.screens.usage.usage_screen import UsageScreen  # late: the first paint does not need it

        if self.controller and self.services and self.typed_app.screen is self:
            self.typed_app.push_screen(UsageScreen(self.services.assistants, self.controller.current.next_id))
