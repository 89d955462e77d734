"""Many names and numbers sought in a text at once, each as a word, however it is spaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

_WORD: Final = re.compile(r"\w+")


class Finder:
    """Terms, kept by their first word: a text is gone through once, whatever their number."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Take terms; capitals and the width of gaps make no difference."""
        self._by_word: dict[str, list[re.Pattern[str]]] = {}
        for term in sorted(terms, key=lambda term: (-len(term), term)):
            if first := _WORD.search(term):
                # Signs before the first word are left standing: they tell nobody.
                spaced = r"\s+".join(map(re.escape, term[first.start() :].split()))
                pattern = re.compile(
                    rf"{spaced}(?!\w)" if term[-1:].isalnum() else spaced, re.IGNORECASE
                )
                self._by_word.setdefault(first[0].casefold(), []).append(pattern)

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Each place where a term stands, the longest where several begin; they never overlap."""
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            for pattern in self._by_word.get(word[0].casefold(), ()):
                if found := pattern.match(text, word.start()):
                    yield found
                    end = found.end()
                    break

    def replace(self, text: str, said: Callable[[str], str]) -> str:
        """The text with what `said` gives for each term found."""
        parts: list[str] = []
        last = 0
        for found in self.find(text):
            parts.extend((text[last : found.start()], said(plain(found[0]))))
            last = found.end()
        return "".join((*parts, text[last:]))


def plain(text: str) -> str:
    """A term in the one spelling by which it is compared."""
    return " ".join(text.split()).casefold()
