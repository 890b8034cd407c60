"""Commands for one message of the chat: copy, quote, delete, edit, branch, its links."""
