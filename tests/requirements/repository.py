"""The repository itself: its layers, its sizes and what is shipped."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "house.promises-are-tested": Requirement(
        "Every promise of this table has a test, and every test proves a promise of it.", "the house"
    ),
    "house.layers": Requirement("A folder imports only folders below its line.", "the house"),
    "house.late-imports-have-a-reason": Requirement(
        "An import inside a function is listed with its reason, and nothing is listed that is gone.", "the house"
    ),
    "house.late-imports-are-late": Requirement(
        "The command line, the first paint and each part import nothing that they do not need yet.", "the house"
    ),
    "house.few-entries": Requirement("No package has more than twelve entries.", "the house"),
    "house.one-idea-a-file": Requirement(
        "No file is longer than 400 lines, none is named by what it is not.", "the house"
    ),
    "house.top-level": Requirement(
        "The top level holds pyproject.toml, README.md, LICENSE, app/, tests/, styles.tcss and dot files.", "the house"
    ),
    "house.no-foreign-places": Requirement(
        "No file names a package registry or a folder of somebody's machine.", "the house"
    ),
    "house.stylesheet-is-found": Requirement(
        "styles.tcss is found in a checkout, in an editable install and in a wheel.", "the house"
    ),
}
