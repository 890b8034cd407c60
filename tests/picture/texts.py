"""The texts of the pictures. In Latin script: a machine without East Asian fonts shows boxes for other letters."""

EARLIER = (
    ["Un week-end à Kyoto et à Nara ?", "Samedi à **Kyoto**, dimanche à **Nara**."],
    ["Why is my Postgres query slow?", "The plan shows a sequential scan."],
    ["Ramen broth for two", "Start with the bones."],
)
"""Questions and answers, the oldest first."""

ANAGRAMS = "Group words by their anagrams in Python."
ANAGRAMS_BEGINNING = """\
Sort the letters of each word: anagrams share the result, so it serves as the **key**.

```python
from collections import defaultdict

def anagrams(words: list[str]) -> list[list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        groups["".join(sorted(word))].append(word)
    return list(groups.values())
```

"""
ANAGRAMS_END = """\
| step | cost |
|---|---|
| sort one word of *k* letters | O(k log k) |
| all *n* words | O(n · k log k) |

- Two words meet only if their letters agree, so there are no"""

TUTOR_FIELDS = (
    "Math Tutor",
    "You are a patient math tutor.\nExplain each step, then have the student try a similar problem.",
    "qwen3:8b",
    "0.3",
)
"""Name, instructions, model and temperature, in the order of the editor."""

INTEGRAL = "Integrate x² from 0 to 3, then let me try one."
INTEGRAL_REASONING = "The power rule gives one third of x cubed. From 0 to 3 that is 9."
INTEGRAL_ANSWER = """\
## The power rule

An antiderivative of x² is **x³/3**, so the integral is

1. its value at 3, which is 27/3 = 9,
2. less its value at 0, which is 0: **9**.

## Your turn

- [x] Find an antiderivative of x²
- [ ] Integrate x³ from 0 to 2, with the same rule
"""

SPENT_ON_DAYS = (
    (2, 41_000, 3_800),
    (3, 12_500, 2_100),
    (6, 66_000, 9_400),
    (7, 58_200, 6_900),
    (9, 23_000, 4_100),
    (13, 88_700, 12_300),
    (14, 104_000, 9_900),
    (15, 35_100, 5_200),
    (20, 71_400, 8_000),
    (22, 49_900, 6_100),
    (27, 18_300, 2_900),
    (29, 62_000, 7_700),
)
"""Day of the month, tokens read and tokens written."""

ASKED_TWICE = "A one-line summary of the CAP theorem?"
TWO_REPLIES = (
    "Of consistency, availability and partition tolerance a distributed store can promise only two.",
    "When the network splits, a store must either **refuse** some requests or answer with **old data**.",
)
