"""Labels: each takes its cheapest candidate, keeps off the others, and is left out where it has none."""

from __future__ import annotations

import numpy as np
import pytest

from nesgroove.show.labels import boxes_around, crossings, free_boxes, overlaps, runs_through, settle, shared_area
from nesgroove.show.text import shortened, text_width


def test_the_first_free_box_is_taken_and_the_next_label_keeps_off_it():
    boxes = boxes_around(np.array([(0.0, 0.0), (2.0, 0.0), (4.0, 0.0)]), (1.0, 1.0))
    chosen = free_boxes([boxes, boxes], [(-0.4, -0.4, 0.4, 0.4)])
    assert [one.index for one in chosen if one is not None] == [1, 2]
    assert [one.cost for one in chosen if one is not None] == [0, 0]


def test_where_nothing_is_free_the_least_overlap_is_taken():
    boxes = boxes_around(np.array([(0.0, 0.0), (0.8, 0.0)]), (1.0, 1.0))
    (chosen,) = free_boxes([boxes], [(-0.5, -0.5, 0.5, 0.5)])
    assert chosen is not None
    assert (chosen.index, chosen.cost) == (1, pytest.approx(0.2))


def test_a_penalty_is_dearer_than_an_overlap():
    boxes = boxes_around(np.array([(0.0, 0.0), (9.0, 0.0)]), (1.0, 1.0))
    (chosen,) = free_boxes([boxes], [(-0.5, -0.5, 0.5, 0.5)], [np.array([0.0, 1e3])])
    assert chosen is not None
    assert chosen.index == 0


def test_labels_choose_again_until_none_finds_a_better_candidate():
    alone = np.array([[0.0, 3.0], [1.0, 2.0]])

    def costs(label, chosen):
        other = chosen[1 - label]
        return alone[label] + 5 * np.array([other == 0, other == 1])

    assert [one.index for one in settle(2, costs, 4)] == [0, 1]
    alone[1] = (0.0, 9.0)  # now the second gives way too dearly, and the first moves in the second sweep
    assert [one.index for one in settle(2, costs, 1)] == [0, 0]
    assert [one.index for one in settle(2, costs, 4)] == [1, 0]


def test_a_label_without_a_candidate_is_left_out():
    assert settle(1, lambda *_: np.array([np.inf, np.inf])) == [None]
    assert settle(1, lambda *_: np.zeros(0)) == [None]


def test_boxes_and_lines_meet_where_they_do():
    boxes = np.array([(0.0, 0.0, 2.0, 2.0), (3.0, 0.0, 4.0, 1.0)])
    assert shared_area(boxes, np.array([(1.0, 1.0, 5.0, 5.0)])).tolist() == [[1.0], [0.0]]
    assert overlaps(boxes, np.array([(1.0, 1.0, 5.0, 5.0)])).tolist() == [[1.0], [0.0]]
    line = np.array([[(-1.0, 0.5), (5.0, 0.5)]])
    assert runs_through(line, boxes).tolist() == [[1.0], [1.0]]
    assert runs_through(line + np.array([0.0, 1.0]), boxes).tolist() == [[1.0], [0.0]]
    assert crossings(line, np.array([[(1.0, 0.0), (1.0, 1.0)], [(1.0, 1.0), (1.0, 2.0)]])).tolist() == [[1.0, 0.0]]


def test_a_text_that_is_too_wide_loses_its_middle():
    name = "a-file-with-quite-a-long-name"
    room = text_width(name, 6.0) / 2
    short = shortened(name, 6.0, room)
    assert text_width(short, 6.0) <= room
    assert short[0] == "a"
    assert short[-1] == "e"
    assert "…" in short
    assert shortened(name, 6.0, 2 * room) == name
