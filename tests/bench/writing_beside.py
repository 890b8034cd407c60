"""Another process that writes to a database all the time: `python -m tests.bench.writing_beside DATABASE`.

It prints a line when it has begun, and when its stdin is closed how many writes it made and the longest of them in
milliseconds. It waits for the lock as the program does.
"""

import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

from app.store.database import BUSY_TIMEOUT_S

REST_S = 0.002
"""Between two writes."""
WRITE = "update threads set active_at = active_at where seq = 1"


def main(path: Path) -> None:
    """Write until stdin is closed."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    count, longest_s = 0, 0.0
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as connection:
        connection.execute("pragma synchronous = normal")
        while not ended.wait(REST_S):
            begun = time.perf_counter()
            connection.execute("begin immediate")
            connection.execute(WRITE)
            connection.execute("commit")
            longest_s = max(longest_s, time.perf_counter() - begun)
            count += 1
            if count == 1:
                print("writing", flush=True)
    print(count, 1000 * longest_s, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
