"""The grammar by which rows are chosen: what is written, what it means, what is refused and where."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesgroove.errors import ConfigError
from nesgroove.model.choice import parse_choice
from nesgroove.model.choice_words import DEEPEST, LONGEST

ROW = {
    "state": "open", "ca_525_568": 12.75, "n": 3, "zero": 0, "covalent": True, "bonded": "no", "free": "yes",
    "entry": "3gjx", "chain": "D", "none": None, "blank": "", "nan": float("nan"), "score": "-7.50", "P3": False,
    "lower": 10.0, "Gold.PLP.Fitness": 61.2, "a b": 1, "quote": "O'Hara", "two": '"',
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("state == 'open'", True),
        ('state == "open"', True),
        ("state == 'Open'", False),
        ("state != 'open'", False),
        ("ca_525_568 > 11", True),
        ("ca_525_568 > 12.75", False),
        ("ca_525_568 >= 12.75", True),
        ("12 < ca_525_568 < 13", True),
        ("12 < ca_525_568 < 12.5", False),
        ("11 < ca_525_568", True),
        ("lower < ca_525_568", True),
        ("n == 3", True),
        ("n == 3.0", True),
        ("n == '3'", True),
        ("n <= .3e1", True),
        ("n > -1", True),
        ("score < -7", True),
        ("score == -7.5", True),
        ("score == '-7.5'", False),
        ("state < 5", False),
        ("state >= 5", False),
        ("state != 5", True),
        ("chain < 'E'", True),
        ("entry in ('3gjx', '4hb2')", True),
        ("entry in ['4hb2',]", False),
        ("entry not in ('4hb2')", True),
        ("not entry in ('3gjx')", False),
        ("n in (1, 2, 3)", True),
        ("covalent", True),
        ("covalent == true", True),
        ("free == TRUE", True),
        ("bonded == false", True),
        ("n == true", False),
        ("P3", False),
        ("bonded", False),
        ("free", True),
        ("chain", True),
        ("zero", False),
        ("n", True),
        ("!P3 & ~bonded && not zero", True),
        ("`a b` == 1", True),
        ("Gold.PLP.Fitness > 60", True),
        (r"quote == 'O\'Hara'", True),
        ('quote == "O\'Hara"', True),
        ("two == '\"'", True),
        ("(state) == ('open')", True),
        ("((n == 3))", True),
    ],
)
def test_what_is_written_means(text: str, *, holds: bool) -> None:
    choice = parse_choice(text)
    assert choice.holds(ROW) is holds
    assert pickle.loads(pickle.dumps(choice)).holds(ROW) is holds


@pytest.mark.parametrize("empty", ["none", "blank", "nan", "missing"])
@pytest.mark.parametrize(
    "rest", ["== 1", "!= 1", "< 1", ">= 1", "== 'x'", "!= 'x'", "in (1, 2)", "not in (1, 2)", "== chain", ""]
)
def test_nothing_is_true_of_an_empty_cell(empty: str, rest: str) -> None:
    assert not parse_choice(f"{empty} {rest}").holds(ROW)
    assert parse_choice(f"not {empty} {rest}").holds(ROW)


def test_not_binds_before_and_before_or_and_comparisons_before_all() -> None:
    yes = {"a": True, "b": False, "c": False}
    assert parse_choice("a or b and c").holds(yes)
    assert not parse_choice("(a or b) and c").holds(yes)
    assert parse_choice("a | b & c").holds(yes)
    assert parse_choice("not b or a and b").holds(yes)
    assert not parse_choice("not (b or a) and not c").holds(yes)
    # In Python and pandas & binds before ==; here it joins two comparisons.
    assert parse_choice("state == 'open' & n == 3").holds(ROW)
    assert not parse_choice("~ state == 'open'").holds(ROW)


def test_names_are_those_written_each_once() -> None:
    choice = parse_choice("b == 'a' and (a < 3 or not b) and c in (1, d) and `e f`")
    assert choice.names == ("b", "a", "c", "d", "e f")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it says nothing"),
        ("   ", "it says nothing"),
        ("state = 'open'", r"= is not understood \(character 7: state >>= 'open'\). Write =="),
        ("n <> 3", r"<> is not understood \(character 3.*Write !="),
        ("entry == 3gjx", "3gjx is neither a number nor a name .character 10: .*Write '3gjx' for text"),
        ("n == 1_000", "1_000 is neither"),
        ("state == 'open", "' is not understood .character 10.*same quote"),
        ("state == \u2018open\u2019", "Write text in '"),
        ("ca \u2265 11", "Write >="),
        ("state ==", "missing here .character 9: state == >> at its end"),
        ("== 3", "missing here .character 1"),
        ("state 'open'", "missing before this"),
        ("n > 3 chain", "missing before this"),
        ("n - 3 > 1", "arithmetic"),
        ("state == 'open' or 'closed'", "'closed' stands alone .character 20"),
        ("state == 'open' and", "missing here"),
        ("and state", "missing here"),
        ("(n == 3", r"the \( that began at character 1 has no \)"),
        ("n == 3)", "ends that did not begin .character 7"),
        ("(n == 3) == true", "no condition"),
        ("n == (a or b)", r"has no \)"),
        ("n == (1, 2)", "Write name in"),
        ("n in 3", "in parentheses .character 6"),
        ("n in ()", "missing here"),
        ("n in (1 2)", r"has no \)"),
        ("'open' in state", "in parentheses"),
        ("state == ''", "Write not NAME"),
        ("n == 1e999", "too large"),
        ("n ==\x00 3", "is not understood"),
        ("__import__('os').system('true')", "neither a number nor a name"),
        ("(lambda: 1)()", "lambda|not understood"),
        ("`` == 1", "missing here"),
        ("n > True False", "missing before"),
        ("(" * (DEEPEST + 1) + "n" + ")" * (DEEPEST + 1), "in each other"),
        ("not " * (DEEPEST + 1) + "n", "in each other"),
        ("n == " + "(" * 5000, "longer than|in each other"),
        ("n or " * LONGEST + "n", "longer than"),
    ],
)
def test_odd_choices_are_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as error:
        parse_choice(text, step="picture", option="--require")
    assert str(error.value).startswith("--require: picture: ")


def test_what_is_just_not_too_deep_or_long_is_read() -> None:
    assert parse_choice("(" * DEEPEST + "n" + ")" * DEEPEST).holds(ROW)
    assert parse_choice(" or ".join(["zero"] * 500) + " or n").holds(ROW)


def test_an_unknown_name_lists_the_known_ones_and_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"there is no stat to choose by\. Did you mean state") as error:
        parse_choice("stat == 'open'").check(["state", "entry", "ca_525_568"], step="figure")
    assert str(error.value).startswith("--where: figure: ")
    assert "There are: ca_525_568, entry, state" in str(error.value)
    with pytest.raises(ConfigError, match="as text it is written 'open'"):
        parse_choice("state == open").check(["state"], step="figure")
    with pytest.raises(ConfigError) as error:
        parse_choice("xyz and state").check(["state"], step="figure")
    assert "as text" not in str(error.value)
    parse_choice("state == 'stat'").check(["state"], step="figure")


NAMES = ("a", "b", "c", "d")
TREES = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=12,
)
WORDS = {"and": ("and", "&", "&&", "AND"), "or": ("or", "|", "||"), "not": ("not ", "~", "!")}
RANK = {"or": 0, "and": 1, "not": 2}


def written(tree: object, draw: st.DrawFn, above: int = 0) -> str:
    """Write a tree, with parentheses where they are needed, and sometimes where they are not."""
    if isinstance(tree, str):
        text, rank = draw(st.sampled_from([tree, f"{tree} == true", f"{tree} != false", f"({tree})"])), 3
    elif tree[0] == "not":
        text, rank = draw(st.sampled_from(WORDS["not"])) + written(tree[1], draw, 2), 2
    else:
        rank = RANK[tree[0]]
        text = f" {draw(st.sampled_from(WORDS[tree[0]]))} ".join(written(part, draw, rank) for part in tree[1])
    return f"({text})" if rank < above or draw(st.integers(0, 4)) == 0 else text


def truth(tree: object, row: dict[str, bool]) -> bool:
    """What a tree says of a row, by Python's own logic."""
    if isinstance(tree, str):
        return row[tree]
    if tree[0] == "not":
        return not truth(tree[1], row)
    return (all if tree[0] == "and" else any)(truth(part, row) for part in tree[1])


@st.composite
def choices(draw: st.DrawFn) -> tuple[object, str]:
    tree = draw(TREES)
    return tree, written(tree, draw)


@given(choices())
def test_a_choice_holds_where_python_says_so(drawn: tuple[object, str]) -> None:
    tree, text = drawn
    choice = parse_choice(text)
    for bits in range(2 ** len(NAMES)):
        row = {name: bool(bits >> place & 1) for place, name in enumerate(NAMES)}
        assert choice.holds(row) == truth(tree, row), text


@given(st.text(max_size=40) | st.text(alphabet="ab'\"`()[]<>=!&|~ 1.,notinadr", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_choice(text).holds({"a": 1, "b": "x"})
    except ConfigError as error:
        assert "character" in str(error)  # noqa: PT017 (either is right)
