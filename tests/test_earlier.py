"""How changes since an earlier commit are applied to its tests."""

from pathlib import Path

from tests.earlier.mapping import Change, apply, read_changes
from tests.requirements import requirement


@requirement("house.earlier-tests")
def test_words_are_replaced_whole_and_texts_in_the_files_they_are_for(tmp_path: Path):
    (tmp_path / "one.py").write_text("from app.join import Join\nfrom app.joins import x\nfrom my.app.join import y\n")
    (tmp_path / "two.py").write_text("say('Who shall answer?')\n")
    unused = Change("never there", "")
    changes = [
        Change("app.join", "app.services", is_word=True),
        Change("Who shall answer?", "Choose a model", "two.py"),
        Change("from", "import", "two.py"),
        unused,
    ]
    assert apply(changes, tmp_path) == [changes[2], unused]
    assert (tmp_path / "one.py").read_text().split("\n")[:3] == [
        "from app.services import Join",
        "from app.joins import x",
        "from my.app.join import y",
    ]
    assert (tmp_path / "two.py").read_text() == "say('Choose a model')\n"


@requirement("house.earlier-tests")
def test_the_mapping_can_be_read():
    assert read_changes()
