"""How the words of a choice make conditions."""

from __future__ import annotations

import re

from nesgroove.model.choice_words import WORDS, Words
from nesgroove.model.condition import (
    TRUTHS,
    All,
    Among,
    Any,
    Comparison,
    Condition,
    Literal,
    Name,
    Not,
    Operand,
    Truth,
    is_empty,
)


class Parser(Words):
    """Reads one text, from left to right; the parameters are those of its words."""

    def whole(self) -> Condition:
        """Read all of it."""
        if self.token.kind == "end":
            self.refuse("it says nothing", 0)
        condition = self.either()
        if self.token.text == ")":
            self.refuse("a parenthesis ends that did not begin", self.token.at)
        if self.token.kind != "end":
            self.refuse("something is missing before this: and, or, or a comparison", self.token.at)
        return condition

    def either(self) -> Condition:
        """Read conditions of which one is enough."""
        parts = [self.both()]
        while self.word == "or":
            self.take()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def both(self) -> Condition:
        """Read conditions that are true together."""
        parts = [self.one()]
        while self.word == "and":
            self.take()
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self) -> Condition:
        """Read what is between two joining words."""
        if self.word == "not":
            with_not = self.take()
            self.deeper(with_not)
            inner = Not(self.one())
            self.depth -= 1
            return inner
        if self.token.text == "(" and not self.operand_in_parentheses():
            begin = self.take()
            self.deeper(begin)
            inside = self.either()
            self.depth -= 1
            self.close(")", begin)
            if self.compared():
                self.refuse("what is compared is a name, a number or text, and no condition", self.token.at)
            return inside
        return self.comparison()

    def compared(self) -> bool:
        """Whether a comparison comes next."""
        negated = self.word == "not" and WORDS.get(self.tokens[self.next + 1].text.lower()) == "in"
        return self.word == "in" or negated or self.token.text in ("==", "!=", "<", "<=", ">", ">=")

    def comparison(self) -> Condition:
        """Read a name by itself, or comparisons: several in a row are true together, as in ``10 < x < 12``."""
        begin = self.token
        left = self.operand()
        if not self.compared():
            if isinstance(left, Name):
                return Truth(left)
            self.refuse(f"{begin.text} stands alone", begin.at, "Compare it: name == value, or name in (value, value)")
        parts: list[Condition] = []
        while self.compared():
            if self.token.text in ("==", "!=", "<", "<=", ">", ">="):
                sign = self.take().text
                right = self.operand()
                parts.append(Comparison(left, sign, right))
                left = right
            else:
                parts.append(self.among(left))
                break
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def among(self, left: Operand) -> Among:
        """Read the values behind ``in``."""
        negated = self.word == "not"
        if negated:
            self.take()
        self.take()
        begin = self.take()
        ends = {"(": ")", "[": "]"}
        if begin.text not in ends:
            self.refuse("after in stand values in parentheses", begin.at, "Write in ('open', 'closed')")
        items = [self.operand()]
        while self.token.text == ",":
            self.take()
            if self.token.text in ends.values():
                break
            items.append(self.operand())
        self.close(ends[begin.text], begin)
        return Among(left, tuple(items), negated)

    def operand_in_parentheses(self) -> bool:
        """Whether a name or value stands alone in the parentheses that begin here, and is compared."""
        at = self.next
        while self.tokens[at].text == "(":
            at += 1
        opened = at - self.next
        behind = [token.text for token in self.tokens[at + 1 : at + 1 + opened]]
        return behind == [")"] * opened and self.tokens[at].kind in ("name", "quoted", "text", "number")

    def operand(self) -> Operand:
        """Read a name or a value."""
        token = self.take()
        if token.text == "(":
            self.deeper(token)
            inner = self.operand()
            self.depth -= 1
            if self.token.text == ",":
                self.refuse("several values are compared by in", self.token.at, "Write name in ('open', 'closed')")
            self.close(")", token)
            return inner
        if token.kind == "number":
            if abs(float(token.text)) == float("inf"):
                self.refuse(f"{token.text} is too large", token.at)
            return Literal(float(token.text))
        if token.kind == "text":
            value = re.sub(r"\\([\\'\"])", r"\1", token.text[1:-1])
            if is_empty(value):
                self.refuse("nothing is equal to an empty text", token.at, "Write not NAME for where there is none")
            return Literal(value)
        if token.kind == "quoted" and token.text.strip("` "):
            return Name(token.text[1:-1])
        if token.kind == "name" and token.text.lower() in ("true", "false"):
            return Literal(TRUTHS[token.text.lower()])
        if token.kind != "name" or token.text.lower() in WORDS:
            self.refuse("a name, a number or text in quotes is missing here", token.at)
        return Name(token.text)
