"""Commands for whole conversations: rename, pin, archive, tag, and delete the old ones."""
