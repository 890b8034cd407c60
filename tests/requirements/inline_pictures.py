"""Pictures drawn among the messages (app/tui/history, app/tui/pictures)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "pictures.inline": Requirement(
        "A picture in a message is drawn below the line that names it, at most 12 rows high and in its proportions; "
        "a click on it shows it as large as the window. Its rows are known from its header, and it is decoded when "
        "they are in view. What cannot be drawn has its line alone.",
        "the terminal",
    ),
    "pictures.text-around": Requirement(
        "Pictures drawn among the messages change nothing of their text: what is found, selected and copied is the "
        "same, and the view keeps its place when one is drawn, refused or gets another width.",
        "the terminal",
    ),
    "pictures.kitty": Requirement(
        "In kitty and Ghostty, once they have said that they draw pictures, each is sent once for its size as pixels "
        "alone and shown by placeholders, among the messages and in the viewer. It is removed when it is no longer "
        "shown, and always at the end; after an editor or the shell it is sent again.",
        "the terminal",
    ),
    "pictures.over-cells": Requirement(
        "The viewer draws pixels over its cells in iTerm2 and WezTerm, and as Sixel where the terminal says that it "
        "has it and how large its cells are; what is written is made of the pixels alone, and it is written again with "
        "each frame that paints the cells.",
        "the terminal",
    ),
    "pictures.switched-off": Requirement(
        "Pictures are not drawn among the messages with `pictures = false`, for screen readers (ACCESSIBLE), without "
        "colours and on the Linux console.",
        "the terminal",
    ),
}
