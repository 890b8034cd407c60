"""Lists that can be searched, and the model picker."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "search-list.finds": Requirement(
        "A search in a list finds entries by all words of the query, each as it is or by its letters in their order; "
        "the best is first and under the cursor, what was found is bold.",
        "the terminal",
    ),
    "search-list.whole-names": Requirement(
        "In a list that can be searched no name is cut, however narrow the window is.", "the terminal"
    ),
    "search-list.any-text": Requirement(
        "Nothing that a model server or a file writes into a list breaks it or reaches the terminal as a command.",
        "the terminal",
    ),
    "search-list.many": Requirement(
        "A list of 10,000 entries draws only the rows on screen, and is moved through by line, by screenful and to "
        "both ends.",
        "the terminal",
    ),
    "search-list.rows-that-move": Requirement(
        "When entries arrive, the entry under the cursor stays in its row, and a click within 0.3 s means the row as "
        "it was before.",
        "the model picker",
    ),
    "models.picker": Requirement(
        "Ctrl+L lists the models of all profiles as they arrive, by profile, each once, with the model in use, "
        "favourites and recent ones first.",
        "the model picker",
    ),
    "models.picker-prices": Requirement(
        "The model picker shows the list price of 1M tokens beside each model that has one, as soon as it is known, "
        "and nothing where none is known or the window has no column for it.",
        "the model picker",
    ),
    "models.picker-prices-cost": Requirement(
        "For the models of a server on this machine the price table, which takes 0.2 s, is not loaded.",
        "the embedded program",
    ),
    "models.chosen-for-the-conversation": Requirement(
        "Choosing a model is one key: it answers the following messages of this conversation, is shown at once, and "
        "is kept for it over a restart.",
        "the model picker",
    ),
    "models.favourites": Requirement(
        "Ctrl+F makes a model a favourite or none; favourites and recent models are kept.", "the model picker"
    ),
    "models.why-no-list": Requirement(
        "A profile whose models cannot be listed says why, Enter there asks again, and a name that no list has can "
        "be used as it is.",
        "the model picker",
    ),
    "models.named": Requirement(
        "/model NAME and /assistant NAME search for the name; what has exactly this name, alone, is taken at once.",
        "the model picker",
    ),
    "models.add-endpoint": Requirement(
        "The last entry of the model picker opens the choices of the first start.", "the model picker"
    ),
}
