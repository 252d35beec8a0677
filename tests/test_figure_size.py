"""How wide figures are: what is understood, and that each is exactly as wide as was asked for."""

from __future__ import annotations

import pytest

from nesgroove.errors import ConfigError
from nesgroove.show.look import COLUMN, PAGE
from nesgroove.show.size import WHOLE_PAGE, FigureSize


@pytest.mark.parametrize(
    ("given", "mm"),
    [("85mm", 85), ("180", 180), (180, 180), ("8.5cm", 85), ("8.5 CM", 85), ("3.35in", 85.09), (" 60mm ", 60),
     (250.0, 250), ("120.5", 120.5)],
)  # fmt: skip
def test_a_width_is_understood(given: str | float, mm: float) -> None:
    size = FigureSize.read(given)
    assert size.width * 25.4 == pytest.approx(mm)
    assert size.asked


@pytest.mark.parametrize(
    "given", ["wide", "8,5cm", "85px", "-85", "nan", "inf", "1e2", "59.9", "251mm", "0", "180mm 85mm", "9in9"]
)
def test_what_is_no_width_is_refused(given: str) -> None:
    with pytest.raises(ConfigError) as refused:
        FigureSize.read(given)
    assert refused.value.file == "--width"
    assert "60 to 250 mm" in refused.value.remedy


def test_without_a_width_a_figure_may_be_narrower_than_the_page() -> None:
    assert FigureSize.read(None) == FigureSize.read("") == WHOLE_PAGE
    assert WHOLE_PAGE.at_most(COLUMN) == COLUMN
    assert FigureSize.read(180).at_most(COLUMN) == PAGE
    assert FigureSize.read(85).narrow
    assert not WHOLE_PAGE.narrow
