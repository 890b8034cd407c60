"""What the terminal keeps for itself in the data folder, apart from threads: drafts, queued messages, chosen models.

It is not stored in the metadata of threads, which any client can write.
"""

from app.tui.local_state.drafts_file import NEW_THREAD_KEY, LocalState, UnsentText

__all__ = ["NEW_THREAD_KEY", "LocalState", "UnsentText"]
