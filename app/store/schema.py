"""The tables, and the migration of an older database.

A migration is a list of statements; its place in `MIGRATIONS` plus one is the version it makes. The version is stored
in `user_version`. Before a migration the file is copied next to itself; a newer version is refused and left untouched.

`data` of a row is the whole object as JSON; other columns exist only for what is queried or never shown.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.api.errors import Unavailable
from app.settings.private_file import open_private

ACTIVE = "('queued', 'in_progress', 'requires_action', 'cancelling')"
"""The statuses of an active run, of which a thread has at most one, as SQL."""

TABLES = [
    """create table assistants(
        seq integer primary key autoincrement, id text not null unique, created_at bigint not null,
        data text not null)""",
    """create table threads(
        seq integer primary key autoincrement, id text not null unique, created_at bigint not null,
        active_at double precision not null, data text not null)""",
    "create index threads_by_activity on threads(active_at, seq)",
    # `text` is all text of the message. A message of one plain text part has it only here, not in `data` again.
    """create table messages(
        seq integer primary key autoincrement, id text not null unique, thread_id text not null, run_id text,
        role text not null, status text not null, created_at bigint not null, text text not null,
        data text not null)""",
    "create index messages_by_thread on messages(thread_id, seq)",
    "create index messages_by_run on messages(run_id, seq)",
    # `owner` is the process that drives the run, `attempt` its fencing token, `deaths` how many owners died,
    # `endpoint` where it began, `number` that of its last event.
    """create table runs(
        seq integer primary key autoincrement, id text not null unique, thread_id text not null, status text not null,
        created_at bigint not null, expires_at bigint not null, owner text, attempt integer not null,
        deaths integer not null, endpoint text, number bigint not null, data text not null)""",
    "create index runs_by_thread on runs(thread_id, seq)",
    f"create unique index one_active_run on runs(thread_id) where status in {ACTIVE}",
    f"create index active_runs on runs(seq) where status in {ACTIVE}",
    """create table steps(
        seq integer primary key autoincrement, id text not null unique, run_id text not null, status text not null,
        data text not null)""",
    "create index steps_by_run on steps(run_id, seq)",
    # A row is one fact, or a batch of deltas: then `event` is empty and `number` that of the last one.
    """create table events(
        run_id text not null, number bigint not null, event text not null, data text not null,
        primary key(run_id, number))""",
    "create index event_deltas on events(run_id) where event = ''",
    """create table processes(
        owner text primary key, endpoint text, reclaims integer not null, started_at bigint not null)""",
    "create virtual table message_search using fts5(text, content='messages', content_rowid='seq', tokenize='trigram')",
    "create virtual table title_search using fts5(title, tokenize='trigram')",
]

CURSORS = [
    # A program that deletes what it lists, page after page, continues after a deleted object. `list`: the table that
    # the object was in, and its thread if it had one.
    "create table deleted(id text primary key, list text not null, seq bigint not null)",
]

MODEL_CALLS = [
    # What is known of an answer besides OpenAI's objects. `server_fields` goes back to the same model with the outputs
    # of the step `step_id`, and is emptied when the run is over.
    """create table model_calls(
        run_id text not null, number integer not null, model text not null, endpoint text not null,
        reasoning text not null, seconds double precision not null, first_token_s double precision,
        is_finished integer not null, step_id text, server_fields blob not null, primary key(run_id, number))""",
]

LONG_TEXTS = [
    # The text of a long message, in pieces. `text` in `messages` has the beginning of it, `data` nothing.
    """create table long_texts(
        message_id text not null, place integer not null, is_refusal integer not null, text text not null,
        primary key(message_id, place))""",
]

LATER_TEXTS = [
    # The step of the message that an answer has behind its calls: the order of the steps alone does not tell it from
    # the message of the next answer.
    "alter table model_calls add column later_step_id text",
]

PROFILES = [
    # The name under which the user keeps the endpoint that a run began on, and the one that answered. A process says
    # which it has: `profiles` is a JSON object, profile to base URL. Rows of older versions name none.
    "alter table runs add column profile text",
    "alter table model_calls add column profile text not null default ''",
    "alter table processes add column profiles text not null default '{}'",
]

CALL_USAGE = [
    # What one model call used, as its endpoint reports it, and how long its answer took. Older rows know neither.
    "alter table model_calls add column answer_s double precision not null default 0",
    "alter table model_calls add column prompt_tokens bigint",
    "alter table model_calls add column completion_tokens bigint",
    "alter table model_calls add column total_tokens bigint",
]

BRANCHES = [
    # `copy_of`: the message that this one is a copy of, also of a copy the first one. A copy is in the search index
    # only if the message that was is deleted.
    "alter table messages add column copy_of text",
    "create index message_copies on messages(copy_of) where copy_of is not null",
    # `forked_from` is that of the metadata. `hidden`: why a thread is in no list, see `threads`.
    "alter table threads add column forked_from text",
    "alter table threads add column hidden integer not null default 0",
    "create index thread_branches on threads(forked_from) where forked_from is not null",
    "create index unfinished_branches on threads(created_at) where hidden = 2",
]

LABELS = [
    # `pinned`, `archived` and the tags are those of the metadata. An archived thread counts as not pinned.
    "alter table threads add column pinned integer not null default 0",
    "alter table threads add column archived integer not null default 0",
    # What a list leaves out is passed over within the index.
    "drop index if exists threads_by_activity",
    "create index threads_by_activity on threads(active_at, seq, hidden, archived)",
    "create index threads_pinned_first on threads(pinned, active_at, seq, hidden, archived)",
    "create table thread_tags(tag text not null, thread_seq bigint not null, primary key(tag, thread_seq))",
    "create index tags_of_thread on thread_tags(thread_seq)",
    # What other programs had written before these keys had a meaning. A quoted text stays one where a comma is taken
    # for a border of two.
    "update threads set archived = 1 where json_extract(data, '$.metadata.archived') = 'true'",
    "update threads set pinned = 1 where archived = 0 and json_extract(data, '$.metadata.pinned') = 'true'",
    """insert or ignore into thread_tags(tag, thread_seq)
        select trim(lower(tag.value), '# '), seq from threads, json_each('[' || replace(
            json_quote(replace(json_extract(data, '$.metadata.tags'), ' ', ',')), ',', '","') || ']') tag
        where json_extract(data, '$.metadata.tags') is not null and trim(tag.value, '# ') <> ''""",
]

GENERATED_TITLES = [
    # `by_person`: begun in the terminal or with `ask`, not by a program over HTTP. Only such a thread may have a title
    # that the model made; the one that the user gave is in the metadata and comes first.
    "alter table threads add column by_person integer not null default 0",
    "alter table threads add column generated_title text",
]

USAGE_SUMS = [
    # All that the sums of a month need, so that neither the objects of runs nor the reasoning of calls is read.
    "create index runs_by_time on runs(created_at, id)",
    """create index call_usage on model_calls(
        run_id, is_finished, model, profile, endpoint, prompt_tokens, completion_tokens, total_tokens)""",
]

CALL_CONTEXT = [
    # What a model call saw: how many tokens its model takes, 0 for unknown, and from which message on the thread was
    # sent, empty for all of it. `keeps_first`: the first message was sent too.
    "alter table model_calls add column context_window bigint not null default 0",
    "alter table model_calls add column first_sent_id text not null default ''",
    "alter table model_calls add column keeps_first integer not null default 0",
    # Threads that are only there for a summary, see `threads`.
    "create index thread_summaries on threads(created_at) where hidden = 3",
]

CACHED_TOKENS = [
    # Tokens of the prompt that the endpoint had in its cache, which have a price of their own. Of older rows none is
    # known, so that their whole prompt has the full price.
    "alter table model_calls add column cached_tokens bigint not null default 0",
    "drop index if exists call_usage",
    """create index call_usage on model_calls(
        run_id, is_finished, model, profile, endpoint, prompt_tokens, completion_tokens, total_tokens,
        cached_tokens)""",
]

OTHER_CALLS = [
    # Model calls of no stored run, for the sums alone. `purpose`: what they made, a title or a summary.
    """create table other_calls(
        seq integer primary key autoincrement, thread_id text not null, purpose text not null,
        created_at bigint not null, model text not null, profile text not null, endpoint text not null,
        prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cached_tokens bigint not null)""",
    "create index other_calls_by_thread on other_calls(thread_id)",
    "create index other_calls_by_time on other_calls(created_at)",
]

INDEX_BACKLOG = [
    # What the search index still has to take in or to give up, see `index_backlog`. `pieces`: how many pieces of the
    # text are in `piece_search`. `removed`: the text to remove, of a message that may be gone. `is_wanted`: the text of
    # the message is to be added, after that.
    """create table index_backlog(
        seq integer primary key, pieces integer not null, removed text, is_wanted integer not null)""",
    # Longer texts, in pieces. The row ids are those of `search_index.piece_row`; the texts are in `messages`.
    "create virtual table piece_search using fts5(text, content='', tokenize='trigram')",
]

LONG_MESSAGES = [
    # The messages whose texts are not searched together with others, see `search_index.long_rows`: the length of a text
    # is not known without reading it. An index with that condition would read the text that a change replaces, too.
    "create table long_messages(seq integer primary key, thread_id text not null)",
    "create index long_messages_by_thread on long_messages(thread_id, seq)",
    "insert into long_messages select seq, thread_id from messages where length(text) > 4096",
    """create trigger long_message_stored after insert on messages when length(new.text) > 4096 begin
        insert into long_messages values(new.seq, new.thread_id); end""",
    """create trigger long_message_changed after update of text on messages begin
        delete from long_messages where seq = new.seq;
        insert into long_messages select new.seq, new.thread_id where length(new.text) > 4096; end""",
    """create trigger long_message_deleted after delete on messages begin
        delete from long_messages where seq = old.seq; end""",
]

PARTS = [
    # `text` is a part as JSON: of a message that was sent with much text in several parts, which stay what they are.
    "alter table long_texts add column is_part integer not null default 0",
]

FILES = [
    # The bytes are in the folder of files, see `file_contents`. `owner`: the process that is writing them, else null.
    # `is_leaving`: the bytes are being deleted, or were. Neither kind is found by readers.
    """create table files(
        seq integer primary key autoincrement, id text not null unique, purpose text not null, expires_at bigint,
        owner text, is_leaving integer not null default 0, data text not null)""",
    "create index unfinished_files on files(id) where owner is not null or is_leaving = 1",
    "create index files_by_expiry on files(expires_at) where expires_at is not null",
]

MIGRATIONS: Sequence[Sequence[str]] = [
    TABLES,
    CURSORS,
    MODEL_CALLS,
    LONG_TEXTS,
    LATER_TEXTS,
    PROFILES,
    CALL_USAGE,
    BRANCHES,
    LABELS,
    GENERATED_TITLES,
    USAGE_SUMS,
    CALL_CONTEXT,
    CACHED_TOKENS,
    OTHER_CALLS,
    INDEX_BACKLOG,
    LONG_MESSAGES,
    PARTS,
    FILES,
]


def prepare(connection: sqlite3.Connection, path: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring the database to the version of the last migration.

    Raises `Unavailable` for one from a newer version and for a database of another program.
    """
    version, newest = _version(connection), len(migrations)
    if version > newest:
        raise Unavailable(
            f"{path} was written by a newer assistant-chat (data version {version}, this one knows {newest}). "
            "Update assistant-chat, or choose another folder with --data-dir. Nothing was changed."
        )
    if version == newest:
        return
    occupied = connection.execute("select 1 from sqlite_master").fetchone() is not None
    if occupied and _version(connection) == 0:  # read again: another process may just have made it
        raise Unavailable(
            f"{path} is a database of another program. Choose another folder with --data-dir. Nothing was changed."
        )
    if not version:
        connection.execute("pragma auto_vacuum = incremental")  # see `vacuum`; it has no effect once there are tables
    if version:
        _copy(connection, path.with_name(f"{path.name}.v{version}.bak"))
    connection.execute("begin immediate")
    try:
        for step in range(_version(connection), newest):  # another process may have been faster
            for statement in migrations[step]:
                connection.execute(statement)
            connection.execute(f"pragma user_version = {step + 1}")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("pragma user_version").fetchone()[0]


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    """Copy the database whole or not at all: half a copy would pass for a whole one at the next start."""
    if path.exists():
        return
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        open_private(unfinished, "wb").close()
        with closing(sqlite3.connect(unfinished)) as copy:
            connection.backup(copy)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
