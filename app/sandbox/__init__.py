"""The code interpreter: Python that a model wrote, run apart from everything of the user's.

Between the engine and this package there are three steps:

- `find_runtime(cache)` answers a `Runtime`, or an `Unusable` with the reason: the tool is off then, and says so. There
  is no other way to run the code, so that it is never run unconfined.
- `Runtime.prepare` compiles the interpreter once; `Runtime.cost` says beforehand what that takes.
- `Runtime.interpreter(folder, limits)` makes an `Interpreter` for one thread: `start`, `run` and `kill`.

Two walls stand around the code. WebAssembly gives it a working folder (`/mnt/data`), a library that it can only read,
clock and random numbers: no other file, no network, no processes, no environment of ours. The process around it has an
empty environment and can be killed at any moment. `wasm_host` is its program, `guest` what is run first inside
WebAssembly. Another interpreter is another program that answers the same lines (`frames`).
"""
