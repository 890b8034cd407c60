"""Calls as a model makes them: values, errors, state, plots and files."""

from pathlib import Path

import pytest

from app.sandbox.interpreter import Interpreter
from tests.requirements import requirement

PNG = b"\x89PNG\r\n\x1a\n"
INTEGRAL = "from scipy.integrate import quad\narea, _ = quad(lambda x: x ** 2, 0, 3)\nround(area, 6)"
PLOT = "import numpy as np\nimport matplotlib.pyplot as plt\nx = np.linspace(0, 3, 50)\nplt.plot(x, x ** 2)\n"


@requirement("code.calls")
async def test_a_call_says_what_it_printed_and_what_its_last_line_is(session: Interpreter):
    outcome = await session.run("import sys\nprint('out', 'ä')\nprint('err', file=sys.stderr)\n6 * 7")
    assert (outcome.stdout, outcome.stderr, outcome.value) == ("out ä\n", "err\n", "42")
    assert (outcome.error, outcome.is_cut, outcome.state_lost, outcome.files) == (None, False, False, ())
    assert outcome.duration_s > 0


@requirement("code.calls")
async def test_variables_stay_after_an_error_which_is_the_traceback_of_the_code_alone(session: Interpreter):
    first = await session.run("def half(n):\n    return n / 0\nn = 5\nhalf(n)")
    assert first.error
    assert first.error.splitlines()[:3] == [
        "Traceback (most recent call last):",
        '  File "<cell>", line 4, in <module>',
        "    half(n)",
    ]
    assert first.error.endswith("ZeroDivisionError: division by zero\n")
    second = await session.run("n")
    assert (second.value, first.is_fresh, second.is_fresh) == ("5", True, False)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("(", "SyntaxError"),
        ("input()", "EOFError"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("class Bad:\n    def __repr__(self): raise ValueError('no text')\nBad()", "ValueError: no text"),
        ("import threading; threading.Thread(target=print).start()", "can't start new thread"),
    ],
)
@requirement("code.calls")
async def test_what_ends_a_program_ends_only_the_call(session: Interpreter, code: str, error: str):
    outcome = await session.run(code)
    assert error in (outcome.error or "")
    assert (await session.run("1")).is_fresh is False


@requirement("code.calls")
async def test_text_of_any_characters_arrives(session: Interpreter):
    outcome = await session.run("print('\\x1b[2J\\x00\\u202e\U0001f600')\nprint('half \ud800')")
    assert outcome.stdout.startswith("\x1b[2J\x00\u202e\U0001f600\n")
    assert (await session.run("import os; os.write(1, b'\\xff\\xfe')")).stdout == "��"


@requirement("code.worked-example")
async def test_it_integrates_and_draws_a_plot(session: Interpreter, folder: Path):
    assert (await session.run(INTEGRAL)).value == "9.0"
    drawn = await session.run(PLOT + "plt.savefig('plot.png')")
    assert [file.path for file in drawn.files] == ["plot.png"], drawn
    assert (folder / "plot.png").read_bytes().startswith(PNG)
    shown = await session.run("plt.show()\nplt.plot(x, x)\nplt.show()")
    assert [file.path for file in shown.files] == ["figure-1.png", "figure-2.png"], shown
    assert (folder / "figure-1.png").read_bytes().startswith(PNG)


@requirement("code.worked-example")
async def test_data_is_read_with_pandas_from_an_attached_file(session: Interpreter, folder: Path):
    (folder / "sales.csv").write_text("city,sold\nA,3\nB,4\n")
    outcome = await session.run("import pandas as pd\nint(pd.read_csv('/mnt/data/sales.csv')['sold'].sum())")
    assert (outcome.value, outcome.files) == ("7", ())


@requirement("code.files")
async def test_made_and_changed_files_are_reported_once(session: Interpreter, folder: Path):
    (folder / "attached.txt").write_text("as it was")
    (folder / "link.txt").symlink_to("/etc/hostname")
    made = await session.run(
        "import os\nos.makedirs('sub/deep')\nopen('sub/deep/a.csv', 'w').write('1,2')\n"
        "open('.hidden', 'w').write('x')\nopen('attached.txt', 'a').write('!')"
    )
    assert [(file.path, file.size) for file in made.files] == [("attached.txt", 10), ("sub/deep/a.csv", 3)]
    assert (await session.run("open('attached.txt').read()")).files == ()


@requirement("code.file-names")
async def test_names_of_files(session: Interpreter, folder: Path):
    names = ["日本語 ñ é.txt", "…", "a\\b", "-rf", "\U0001f600\u200d.txt", "line\nbreak"]
    outcome = await session.run(f"for name in {names!r}:\n    open(name, 'w').write('x')")
    assert outcome.error is None
    assert sorted(file.path for file in outcome.files) == sorted(names)


@pytest.mark.parametrize("name", ["missing/a.txt", "a\0b", "x" * 300, "../out.txt", "..", "/out.txt", ""])
@requirement("code.file-names")
async def test_names_that_cannot_be(session: Interpreter, folder: Path, name: str):
    code = f"try:\n    open({name!r}, 'w')\nexcept (OSError, ValueError) as error:\n    caught = repr(error)\ncaught"
    outcome = await session.run(code)
    assert outcome.value, outcome
    assert outcome.files == ()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["work"]
