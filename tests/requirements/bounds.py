"""What one caller stores, however much it is, holds up no other."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "bounds.indexed-in-slices": Requirement(
        "A transaction adds to the search index no more than 32 Ki characters; a short message is in it at once, long "
        "texts are taken in behind all other writes, by any process that lives, and given up so when they are deleted.",
        "the engine",
    ),
    "bounds.whole-pages": Requirement(
        "A page has as many objects as were asked for, however large they are: over HTTP they are read and sent one "
        "after another, in each order and direction, also while some of them are deleted.",
        "the server",
    ),
    "bounds.large-reads": Requirement(
        "Objects of more than 4 MiB are read one after another, and no other read waits for them.", "the engine"
    ),
    "bounds.whole-lists": Requirement(
        "`runs` and `assistants` list as many as --limit says, however large they are.",
        "the command line",
    ),
    "bounds.scans": Requirement(
        "A search without the index, for one or two characters or in one conversation, reads at most so much text at "
        "once, however long the messages are; other reads come in between.",
        "the engine",
    ),
    "bounds.forks": Requirement(
        "A fork copies about a megabyte of long messages in one transaction, of a larger one its parts in several. "
        "Until the last one no reader sees it, and one whose process ended is deleted by a later fork.",
        "the engine",
    ),
    "bounds.deletion": Requirement(
        "The deletion of a thread, or of a message, deletes about a megabyte of long texts, events, outputs and "
        "reasoning in one transaction; the rest is gone for readers, and deleted in others, by any process that lives.",
        "the engine",
    ),
    "bounds.compaction": Requirement(
        "The deltas of runs that are over are deleted about a megabyte in one transaction, with rests.", "the engine"
    ),
    "bounds.facts": Requirement(
        "What is known of many runs with much reasoning is read a few megabytes at a time; over HTTP it is one page, "
        "sent run by run and as long as it was asked for, and `runs` and the terminal have all of it.",
        "the server",
    ),
    "bounds.outputs": Requirement(
        "Large outputs of function calls are stored once, in their step; who follows the run gets them in its event.",
        "the engine",
    ),
    "bounds.no-large-reads": Requirement(
        "The list of threads, a search of titles and the sums of usage read no long message, no object of a run and no "
        "reasoning.",
        "the engine",
    ),
    "bounds.search-says": Requirement(
        "While messages are still to be indexed, a search finds what is indexed and says how many are not: over HTTP "
        "in `unindexed`, in the terminal below the list, in `threads` and `--plain` in a sentence.",
        "the engine",
    ),
    "server.body-total": Requirement(
        "The bodies under way hold 64 MiB at most, over all connections; a large one beyond it gets a 503 with "
        "retry-after, small ones pass, and a single one of the allowed size always does.",
        "bounds of the server",
    ),
    "server.two-lengths": Requirement(
        "A request with a Content-Length and a Transfer-Encoding gets a 400, and its connection is closed.",
        "bounds of the server",
    ),
    "server.quiet-log": Requirement(
        "Requests that are malformed, or ask for another protocol, write no line to the log.", "bounds of the server"
    ),
    "server.out-of-files": Requirement(
        "When the file descriptors run out, new connections get a 503 with retry-after and others are served; when "
        "some are free again, new ones are accepted.",
        "bounds of the server",
    ),
    "serve.socket": Requirement(
        "`serve --socket` listens on a unix socket with the mode 0600, whatever the umask; it replaces a stale one and "
        "nothing else, removes its own at the end, and --server unix:PATH uses it.",
        "bounds of the server",
    ),
    "serve.says-who-may-read": Requirement(
        "Without a key, `serve` says that every user of the machine can read the conversations, unless it listens on a "
        "socket.",
        "bounds of the server",
    ),
    "server.keep-alive-interval": Requirement(
        "A stream is never silent for more than 15 seconds, its beginning included.", "old programs: promises"
    ),
}
