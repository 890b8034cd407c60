"""What is said of a search that may have missed messages, since they are still to be indexed."""

from app.api.requests import Listing, ThreadRow


def explain_unindexed(page: Listing[ThreadRow]) -> str:
    """Say how many messages a search may have missed; empty if it is none."""
    if not page.unindexed:
        return ""
    if page.unindexed == 1:
        return "One message is not indexed yet: the search may have missed it."
    return f"{page.unindexed:,} messages are not indexed yet: the search may have missed some of them."
