"""Which threads a list or a search shows, as SQL."""

from collections.abc import Sequence
from typing import NamedTuple

from app.api.conversation.thread_labels import parse_tags
from app.api.requests import ThreadQuery
from app.store.schema import ACTIVE
from app.store.thread_tags import WITH_BEGINNING, WITH_TAG
from app.store.transaction import Value

LAST_CHARACTER = "\U0010ffff"


class ThreadFilter(NamedTuple):
    """A condition on threads `t`, and its values."""

    where: str
    values: Sequence[Value]


def make_filter(query: ThreadQuery, tags: Sequence[str] = ()) -> ThreadFilter:
    """Return the condition of a query; `tags`: beginnings of tags that a thread must have. Hidden ones are left out."""
    conditions, values = ["t.hidden = 0"], list[Value]()
    is_about_some = query.q or query.run_status or query.id_begins
    archived = query.archived or ("include" if is_about_some else "exclude")
    if archived != "include":
        conditions.append(f"t.archived = {int(archived == 'only')}")
    if query.run_status:
        # With the words of the index of active runs, which are few: the threads are not walked.
        conditions.append(f"t.id in (select thread_id from runs where status = ? and status in {ACTIVE})")
        values.append(query.run_status)
    if query.id_begins:
        conditions.append("t.id >= ? and t.id < ?")
        values.extend((query.id_begins, query.id_begins + LAST_CHARACTER))
    for tag in parse_tags(query.tag or ""):
        conditions.append(WITH_TAG)
        values.append(tag)
    for beginning in tags:
        conditions.append(WITH_BEGINNING)
        values.extend((beginning, beginning))
    return ThreadFilter(" and ".join(conditions), values)
