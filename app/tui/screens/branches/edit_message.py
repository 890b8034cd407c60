"""The dialog in which one of the user's messages is changed. The draft in the message box stays as it is."""

from app.tui.screens.assistants.conversation_instructions import ConversationInstructions

EMPTY = "A message needs some text."


class EditMessage(ConversationInstructions):
    """A dialog that returns the new text, or None if the user cancelled."""

    TITLE = "Edit your message"
    SAVE = "Send"
    EXPLANATION = "The last message is replaced; an earlier one is asked again in a conversation of its own."

    def find_mistake(self, text: str) -> str:
        """Return why this text cannot be sent."""
        return "" if text else EMPTY
