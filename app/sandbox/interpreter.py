"""One conversation's interpreter: variables stay between calls, and every limit ends in a fresh process."""

import asyncio
import time
from pathlib import Path

from app.sandbox.folder import Contents, changed_files, read_contents, remove_new
from app.sandbox.frames import Mismatch, call_line
from app.sandbox.host_process import Process, start_process
from app.sandbox.outcome import Ended, Limits, Outcome
from app.sandbox.printed import Printed

WATCH_S = 0.1
"""Between two looks at the folder while code runs; how far it can grow beyond its limit meanwhile."""
SENTENCES: dict[Ended, str] = {
    "time": "The code was stopped after {limits.time_s:g} s.",
    "folder": "The code was stopped: more than {limits.folder_bytes} bytes or {limits.folder_files} files in /mnt/data"
    " or /tmp, or folders too deep. What it had made there was removed.",
    "exit": "The interpreter ended.",
    "protocol": "The interpreter was stopped: its process sent what it must not send.",
}


class Ending(Exception):
    """The call has ended the process."""

    def __init__(self, cause: Ended, said: str | None = None) -> None:
        super().__init__(cause)
        self.cause: Ended = cause
        self._said = said

    def sentence(self, limits: Limits) -> str:
        """Say what happened, with what the process said last."""
        sentence = SENTENCES[self.cause].format(limits=limits)
        return f"{sentence} ({self._said})" if self._said else sentence


class Interpreter:
    """Runs one call after another in a process that is started when it is needed."""

    def __init__(self, program: Path, prepared: Path, folder: Path, limits: Limits) -> None:
        self._program = program
        self._prepared = prepared
        self._folder = folder
        self._limits = limits
        self._process: Process | None = None
        self._calls = 0
        self._one_call = asyncio.Lock()

    async def start(self) -> None:
        """Start the process unless it runs. Raises `SandboxError`."""
        if self._process and self._process.child.returncode is not None:
            await self.kill()
        if self._process is None:
            self._process = await start_process(self._program, self._prepared, self._folder, self._limits)
            self._calls = 0

    async def run(self, code: str) -> Outcome:
        """Run code and say what it did. Raises `SandboxError` when there is no process to run it.

        A caller that is cancelled has the process killed.
        """
        async with self._one_call:
            await self.start()
            is_fresh = self._calls == 0
            before = await asyncio.to_thread(read_contents, self._folder)
            begun = time.monotonic()
            printed = Printed(self._limits.output_bytes)
            try:
                value, error = await self._call(code, printed, before)
                ended, after = None, await self._check_folder(before)
            except Ending as ending:
                await self.kill()
                if ending.cause == "folder":
                    await asyncio.to_thread(remove_new, self._folder, before)
                value, error, ended = None, ending.sentence(self._limits), ending.cause
                after = await asyncio.to_thread(read_contents, self._folder)
            except BaseException:
                await self.kill()
                raise
            return Outcome(
                stdout=printed.text("stdout"),
                stderr=printed.text("stderr"),
                is_cut=printed.is_cut,
                value=value,
                error=error,
                files=changed_files(before, after),
                duration_s=time.monotonic() - begun,
                is_fresh=is_fresh,
                ended=ended,
            )

    async def kill(self) -> None:
        """End the process now, also in the middle of a call."""
        process, self._process = self._process, None
        if process:
            await process.end()

    async def _call(self, code: str, printed: Printed, before: Contents) -> tuple[str | None, str | None]:
        process = self._process
        assert process
        self._calls += 1
        answer = asyncio.create_task(self._answer(process, code, printed))
        watch = asyncio.create_task(self._watch(process, before))
        try:
            done, _ = await asyncio.wait(
                {answer, watch}, timeout=self._limits.time_s, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                raise Ending("time")
            if watch in done:
                await watch
            return await answer
        finally:
            for task in (answer, watch):
                task.cancel()
            await asyncio.gather(answer, watch, return_exceptions=True)

    async def _answer(self, process: Process, code: str, printed: Printed) -> tuple[str | None, str | None]:
        """Send the code and read what comes of it. Raises `Ending`."""
        try:
            await process.send(call_line(self._calls, code))
            while frame := await process.receive():
                if frame.failed is not None:
                    raise Ending("exit", frame.failed)
                if frame.id != self._calls:
                    raise Mismatch
                if frame.stream is None:
                    return frame.value, frame.error
                printed.add(frame)
        except Mismatch as error:
            raise Ending("protocol") from error
        except OSError as error:
            raise Ending("exit") from error
        raise Ending("exit")

    async def _watch(self, process: Process, before: Contents) -> None:
        """Look at both folders while code runs. Raises `Ending`."""
        while True:
            await asyncio.sleep(WATCH_S)
            await self._check_folder(before)
            await self._check(process.temporary, Contents())

    async def _check_folder(self, before: Contents) -> Contents:
        """Return what is in the working folder. Raises `Ending` when it has grown beyond a limit."""
        return await self._check(self._folder, before)

    async def _check(self, folder: Path, before: Contents) -> Contents:
        size = max(self._limits.folder_bytes, before.size)
        count = max(self._limits.folder_files, before.count)
        contents = await asyncio.to_thread(read_contents, folder, count)
        if contents.size > size or contents.count > count or contents.is_too_deep > before.is_too_deep:
            raise Ending("folder")
        return contents
