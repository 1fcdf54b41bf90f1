"""Recognise values that were copied from an example or a tutorial and never replaced."""

import hashlib
import re
from itertools import pairwise

# What stand-ins are written of. Random text has few of these by chance, and strong pass phrases are not made of them.
_WORDS = (
    "admin amet asdf asdfgh asdfghjkl backend battery bits bytes cat change characters choose correct default "
    "demo dev development dolor enter env environment example fake foobar generate god hello here horse insecure "
    "insert ipsum jwt key keyboard least letmein local long lorem love master min minimum most must need not only "
    "passphrase passwd password placeholder please postgres private prod production put qwerty qwertyuiop random "
    "real redis replace root safe sample secret secrets secure security session set shared should sign signing "
    "some something staple string strong super temporary test testing text that this token tokens top ultra "
    "unsafe use used user value very welcome with word world your zxcvbnm"
)
_WORD = re.compile("|".join(sorted(_WORDS.split(), key=len, reverse=True)))
_FORM = re.compile(r"^(<.*>|\$?\{.*\}|%.*%|x{4,}|pass|pw|pwd)$", re.IGNORECASE)
_FEWEST_DIFFERENT_CHARACTERS = 8
_LONGEST_RANDOM_REPEAT = 5
_MOST_COVERED = 0.5
# SHA-256, in lower case, of secrets that look random and stand in public documentation.
_PUBLISHED = {
    "570dad43de1af4c925f92c16a68a50936da42b7dd6fdeb24850507a1199aac89",  # FastAPI's tutorial
    "2b1fa627178e3424e20ffd0e18b7440c322ad538d3c96aef1e3f60d99951c23c",  # tutorials of Spring
    "138e3c21f8c5581ec97cca6b029c0b232b5bc4bfe6d573ace3be91f80784e2b4",  # tutorials of Spring
    "c1d2e8726375f11fda33d032c5d84eec753aba4bad251dfdfaf8bdd8c4d26243",  # RFC 7515, appendix A.1
}


def is_placeholder(value: str) -> bool:
    """Tell whether `value` reads like the stand-in of an example, as `changeme` or `your-secret-here` do.

    That is: it has the form of one, or words that stand-ins are made of cover more than half of its letters.
    """
    letters = re.sub(r"[^a-z]", "", value.lower())
    covered = sum(len(word) for word in _WORD.findall(value.lower()))
    return _FORM.search(value) is not None or covered > _MOST_COVERED * len(letters) > 0


def is_published(value: str) -> bool:
    """Tell whether `value` is one of the secrets that stand in public documentation."""
    return hashlib.sha256(value.lower().encode()).hexdigest() in _PUBLISHED


def is_monotonous(value: str) -> bool:
    """Tell whether `value` cannot have been drawn at random: it has few characters, repeats itself, or counts."""
    if len(set(value)) < _FEWEST_DIFFERENT_CHARACTERS:
        return True
    return len(_repeated(value) | _counting(value)) > _MOST_COVERED * len(value)


def _repeated(value: str) -> set[int]:
    """Return the places of what has stood there before, in pieces longer than chance makes them."""
    length = _LONGEST_RANDOM_REPEAT + 1
    places: set[int] = set()
    for start in range(len(value) - length + 1):
        if value.find(value[start : start + length]) < start:
            places.update(range(start, start + length))
    return places


def _counting(value: str) -> set[int]:
    """Return the places of runs of four and more neighbours, such as `abcd` and `4321`."""
    steps = [ord(after) - ord(before) for before, after in pairwise(value)]
    places: set[int] = set()
    for start in range(len(steps) - 2):
        if set(steps[start : start + 3]) in ({1}, {-1}):
            places.update(range(start, start + 4))
    return places
