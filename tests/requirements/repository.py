"""The repository itself: its layers, its sizes and what is shipped."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "house.promises-are-tested": Requirement(
        "Every promise in this table has a test, and every test names the promises that it proves.", "the repository"
    ),
    "house.layers": Requirement(
        "A package imports only packages below it in the map of app/README.md.", "the repository"
    ),
    "house.helpers-are-modules": Requirement(
        "Tests share helpers in modules of their own, never in a test module or a conftest.py.", "the repository"
    ),
    "house.late-imports-have-a-reason": Requirement(
        "Every import inside a function is listed with its reason, and the list has no stale entry.", "the repository"
    ),
    "house.late-imports-are-late": Requirement(
        "The command line, the first paint and each package import nothing before they need it.", "the repository"
    ),
    "house.no-cycles": Requirement(
        "No modules import each other in a circle, lazy imports and imports for types included.", "the repository"
    ),
    "house.figures": Requirement(
        "Long classes, callbacks of constructors and conditional expressions stay below their limits.",
        "the repository",
    ),
    "house.earlier-tests": Requirement(
        "The tests of an earlier commit run against this one; one mapping file lists what has changed on purpose.",
        "the repository",
    ),
    "house.planted-faults": Requirement(
        "Faults can be planted in a copy of the program, and the tests that must notice them are found by promise.",
        "the repository",
    ),
    "house.dependencies-are-imported": Requirement(
        "Every declared dependency is imported or run, and every imported distribution is declared.", "the repository"
    ),
    "house.few-entries": Requirement("No package has more than twelve entries.", "the repository"),
    "house.one-idea-a-file": Requirement(
        "No file is longer than 400 lines or has a name that says nothing, such as utils or helpers.", "the repository"
    ),
    "house.one-meaning-a-file-name": Requirement(
        "Two files have the same name only if both are about the same resource of the API, or both open their package.",
        "the repository",
    ),
    "house.top-level": Requirement(
        "The top level holds pyproject.toml, README.md, LICENSE, app/, tests/, styles.tcss and dot files.",
        "the repository",
    ),
    "house.no-foreign-places": Requirement(
        "No file names a package registry or a folder of one particular machine.", "the repository"
    ),
    "house.stylesheet-is-found": Requirement(
        "styles.tcss is found in a checkout, in an editable install and in a wheel.", "the repository"
    ),
}
