"""The words of a choice: what is a name, a number, a text or a sign, and what to do about what is none of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from nesgroove.errors import ConfigError
from nesgroove.model.condition import NUMBER
from nesgroove.model.plain_text import shown

LONGEST: Final = 5000
"""Of a choice, characters."""

DEEPEST: Final = 50
"""Of parentheses and ``not`` in each other."""

TOKEN: Final = re.compile(
    rf"""(?P<blank>\s+)
    |(?P<name>[^\W\d][\w.]*)
    |(?P<quoted>`[^`]*`)
    |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<number>{NUMBER})(?![\w.])
    |(?P<sign>==|!=|<=|>=|&&|\|\||<(?!>)|[>()\[\],&|~!])""",
    re.VERBOSE | re.DOTALL,
)

WORDS: Final = {"and": "and", "&": "and", "&&": "and", "or": "or", "|": "or", "||": "or", "not": "not", "~": "not",
                "!": "not", "in": "in"}  # fmt: skip
"""The ways to write what joins conditions."""

INSTEAD: Final = {
    "=": "Write == for the same", "<>": "Write != for another", "'": "End the text with the same quote",
    '"': "End the text with the same quote", "`": "End the name with another `", "*": "There is no arithmetic here",
    "+": "There is no arithmetic here", "-": "There is no arithmetic here", "/": "There is no arithmetic here",
    "\u2018": "Write text in ' or \"", "\u2019": "Write text in ' or \"", "\u201c": "Write text in ' or \"",
    "\u201d": "Write text in ' or \"", "\u2264": "Write <=", "\u2265": "Write >=", "\u2260": "Write !=",
}  # fmt: skip
"""Remedies for what is often written and is not of the grammar."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


class Words:
    """The words of one text, taken from left to right.

    Parameters
    ----------
    text
        The choice.
    step, option
        The step and the option that an error names.

    Raises
    ------
    ConfigError
        It holds what is no word of the grammar.
    """

    def __init__(self, text: str, step: str, option: str) -> None:
        self.step, self.option, self.text = step, option, text
        if len(text) > LONGEST:
            self.refuse(f"it is longer than {LONGEST} characters", LONGEST, "Choose in several steps")
        self.tokens = self.split()
        self.next = 0
        self.depth = 0

    def refuse(self, message: str, at: int, remedy: str = "") -> NoReturn:
        """Say what is wrong, and where.

        Raises
        ------
        ConfigError
            Always.
        """
        before, behind = self.text[max(0, at - 20) : at], self.text[at : at + 20]
        near = shown(f"{before}>>{behind}") if len(behind) else f"{shown(before)} >> at its end"
        raise ConfigError(
            f"{message} (character {at + 1}: {near})", file=self.option, step=self.step,
            remedy=remedy or "An example: state == 'open' and (ca_525_568 > 11 or not cargo_chain)",
        )  # fmt: skip

    def split(self) -> list[_Token]:
        """Part the text into names, texts, numbers and signs."""
        tokens = []
        at = 0
        while at < len(self.text):
            match = TOKEN.match(self.text, at)
            if match is None:
                self.strange(at)
            kind = str(match.lastgroup)
            if kind != "blank":
                tokens.append(_Token(kind, match.group(), at))
            at = match.end()
        return [*tokens, _Token("end", "", len(self.text))]

    def strange(self, at: int) -> NoReturn:
        """Refuse what is no word of the grammar."""
        word = re.match(r"[+-]?[\d.][\w.]*", self.text[at:])
        if word is not None:
            self.refuse(
                f"{shown(word.group())} is neither a number nor a name", at,
                f"Write '{word.group()}' for text, `{word.group()}` for a name",
            )  # fmt: skip
        sign = self.text[at : at + 2] if self.text.startswith("<>", at) else self.text[at]
        self.refuse(f"{shown(sign) or 'this'} is not understood", at, INSTEAD.get(sign, ""))

    @property
    def token(self) -> _Token:
        """What comes next."""
        return self.tokens[self.next]

    @property
    def word(self) -> str:
        """The joining word that comes next, or nothing."""
        return WORDS.get(self.token.text.lower(), "") if self.token.kind in ("name", "sign") else ""

    def take(self) -> _Token:
        """Go on to what is behind the next one, and give that."""
        self.next += 1
        return self.tokens[self.next - 1]

    def deeper(self, token: _Token) -> None:
        """Count parentheses and nots in each other."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"more than {DEEPEST} parentheses and nots in each other", token.at, "Choose in several steps")

    def close(self, sign: str, begin: _Token) -> None:
        """Go over the end of what was opened."""
        if self.token.text != sign:
            self.refuse(f"the {begin.text} that began at character {begin.at + 1} has no {sign} here", self.token.at)
        self.take()
