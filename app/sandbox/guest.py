"""What is run first inside the sandbox, by the interpreter there: cells with their last value, and figures as files.

Nothing of the program imports this file. The code that is run later can change all of it: what is reported here is
only text for the model.
"""

import ast
import json
import linecache
import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType, TracebackType
from typing import Any

VALUE_CHARACTERS = 5_000
ERROR_CHARACTERS = 4_000
host: Any = import_module("_host")  # the runtime's door to the process around it
CELL = "<cell>"
NAMESPACE = sys.modules["__main__"].__dict__
FIGURES = '''
import os
from matplotlib import pyplot
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

class FigureManager(FigureManagerBase):
    @classmethod
    def pyplot_show(cls, *, block=None):
        """Save each open figure as a file of the working folder, since there is no screen."""
        number = 1
        for figure in map(pyplot.figure, pyplot.get_fignums()):
            while os.path.exists(f"/mnt/data/figure-{number}.png"):
                number += 1
            figure.savefig(f"/mnt/data/figure-{number}.png")
        pyplot.close("all")

class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager
'''


def run(source: str) -> None:
    """Run a cell in the namespace that all cells share, and hand its last value and its error to the host."""
    value = error = None
    try:
        value = evaluate(source)
    except BaseException as caught:
        caught.__traceback__ = from_cell(caught.__traceback__)
        error = "".join(traceback.format_exception(caught))[-ERROR_CHARACTERS:]
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    with suppress(ConnectionError):  # the host takes it and answers nothing
        host.call(json.dumps({"value": value, "error": error}).encode())


def evaluate(source: str) -> str | None:
    """Execute the statements; return the text of the last one where that is an expression."""
    linecache.cache[CELL] = (len(source), None, source.splitlines(True), CELL)
    tree = ast.parse(source, CELL)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, CELL, "exec"), NAMESPACE)
    if not isinstance(last, ast.Expr):
        return None
    value: object = eval(compile(ast.Expression(last.value), CELL, "eval"), NAMESPACE)
    return None if value is None else repr(value)[:VALUE_CHARACTERS]


def from_cell(trace: TracebackType | None) -> TracebackType | None:
    """Leave out the frames of this file, which come first."""
    while trace is not None and trace.tb_frame.f_code.co_filename != CELL:
        trace = trace.tb_next
    return trace


class FigureBackend(MetaPathFinder, Loader):
    """Answers matplotlib's import of its backend."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        """Find this one module."""
        return spec_from_loader(fullname, self) if fullname == "_figures" else None

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module."""
        exec(FIGURES, module.__dict__)


cells = ModuleType("_cells")
vars(cells)["run"] = run
sys.modules["_cells"] = cells
sys.meta_path.append(FigureBackend())
stdout: Any = sys.stdout
stdout.reconfigure(line_buffering=True)  # what was printed before a hard stop is kept
os.chdir("/mnt/data")
