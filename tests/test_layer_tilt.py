"""The tilt between the layers of the groove: a planted turn comes back, and real grooves have what the design says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from conftest import groove_from, structure_from
from nesgroove.measure.layer_tilt import LayerTilt
from nesgroove.measure.registry import measures
from nesgroove.measure.scalar import measure_dictionary
from nesgroove.model.frame import GrooveFrame, HelixAxis

ACROSS = np.array((0.0, 12.0, 0.0))


def tilt(outer, inner, along=0.0):
    """The measure on helices whose layers are turned about x by these angles, and shifted along it."""
    axes = {}
    for layer, angle, z in (("A", outer, 0.0), ("B", inner, -9.0)):
        half = Rotation.from_euler("x", angle, degrees=True).apply(ACROSS) / 2
        for helix, sign in (("H11", -1), ("H12", 1)):
            centre = sign * half + np.array((sign * along, 0.0, z))
            axes[helix + layer] = HelixAxis(centre, np.array((1.0, 0.0, 0.0)))
    groove = groove_from(structure_from([]), {}, replace(GrooveFrame(np.eye(3), np.zeros(3), {}), axes=axes))
    return dict(LayerTilt().values(groove))["layer_tilt"]


@pytest.mark.parametrize(("outer", "inner"), [(0, 0), (10, 0), (-13, -37), (25, -25), (170, -170), (-90, 95)])
def test_the_turn_between_the_layers_is_the_one_planted(outer, inner):
    expected = (outer - inner + 180) % 360 - 180
    assert tilt(outer, inner) == pytest.approx(expected, abs=1e-9)


def test_a_shift_along_the_groove_does_not_tilt():
    assert tilt(20, 5, along=7.0) == pytest.approx(15)


@pytest.mark.parametrize(
    ("entry", "outer", "inner"),
    # Helix centres (y, z) of the design: H11A, H12A; H11B, H12B.
    [
        ("3gjx", ((-7.3, 1.9), (7.7, -1.6)), ((-4.2, -5.1), (4.6, -11.8))),
        ("4hb2", ((-6.5, 1.9), (6.7, -1.1)), ((-4.5, -5.3), (4.8, -11.7))),
    ],
)
def test_real_grooves_have_the_tilt_of_their_helix_centres(survey_of, entry, outer, inner):
    angles = [np.degrees(np.arctan2(b[1] - a[1], b[0] - a[0])) for a, b in (outer, inner)]
    assert survey_of(entry).value("layer_tilt") == pytest.approx(angles[0] - angles[1], abs=0.8)


def test_one_module_is_all_that_a_measure_takes(survey_of):
    assert any(isinstance(measure, LayerTilt) for measure in measures())
    assert survey_of("composite_v6a").one("geometry", measure="layer_tilt").unit == "deg"
    assert "| `layer_tilt` | deg |" in measure_dictionary()
