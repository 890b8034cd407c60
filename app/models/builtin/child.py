"""The program of the built-in model's process: llama.cpp's own HTTP server on a port of this machine.

It runs as a file, not as part of the package, and imports nothing of ours. The argument is a JSON object: `model`
(path), `name`, `threads`, `context` (tokens). The environment variable BUILT_IN_KEY holds the key. The first line on
stdout is the address.
The process ends when stdin closes, so it never outlives its parent.
"""

import json
import os
import sys
from typing import Any

BATCH_TOKENS = 128
"""Tokens between two checks that the client is still connected; at the default of 2,048 a cancel takes 10 s."""
CACHE_MIB = 512


def main() -> None:
    """Serve until stdin ends."""
    try:
        import xllamacpp  # late: a missing system library becomes a sentence
    except ImportError as error:
        sys.exit(f"ImportError: {error}")
    runtime: Any = xllamacpp  # has no types
    options = json.loads(sys.argv[1])
    params = runtime.CommonParams()
    params.model.path = options["model"]
    params.model_alias = {options["name"]}  # without it the path of the file is the name
    params.n_ctx = options["context"]
    params.n_parallel = 1  # parallel slots would divide the context
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options["threads"]
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [os.environ.pop("BUILT_IN_KEY")]
    params.cors_origins = "http://localhost"  # the default lets every web page in
    params.ui = False
    params.n_gpu_layers = 0
    params.cache_ram_mib = CACHE_MIB
    params.verbosity = 1
    server = runtime.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)  # the server's threads do not end by themselves


if __name__ == "__main__":
    main()
