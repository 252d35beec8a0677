"""Figures of a trajectory: what is drawn is what is tabled, and what is not known is not drawn as if it were."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from typer.testing import CliRunner

import nesgroove
from nesgroove.cli.app import app
from nesgroove.cli.names import figure_names, figure_names_over_time
from nesgroove.errors import ConfigError
from nesgroove.io.motion.files import write_motions
from nesgroove.series.trajectory.statistics.records import PersistenceRecord
from nesgroove.show.atlas.over_time import trajectories_of
from nesgroove.show.atlas.site import write_atlas
from nesgroove.show.figures.style import figure_style
from nesgroove.show.size import WHOLE_PAGE, FigureSize
from nesgroove.show.trajectory.persistence import LEAST, bars
from nesgroove.show.trajectory.registry import draw_trajectory, figures_over_time, trajectory_figures
from nesgroove.show.trajectory.ruler_over_time import means
from nesgroove.show.trajectory.time_series import FILLED
from nesgroove.show.trajectory.watched import Watched, binned
from nesgroove.show.trajectory.width_depth import sampled

nan = float("nan")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Six replicas of a phantom that trembles: 12 frames each, pockets in every third, contacts in every fourth."""
    directory = tmp_path_factory.mktemp("moving")
    [(topology, trajectory)] = write_motions(directory, ["phantom_trembling"])
    import MDAnalysis

    universe = MDAnalysis.Universe(str(topology), str(trajectory))
    paths = []
    for number in range(6):
        paths.append(directory / f"run{number}.xtc")
        with MDAnalysis.Writer(str(paths[-1]), universe.atoms.n_atoms) as writer:
            for ts in universe.trajectory[60 * number : 60 * number + 12]:
                ts.time -= 600.0 * number
                writer.write(universe.atoms)
    made = nesgroove.trajectory(topology, paths, stride_pockets=3, stride_contacts=4)
    made.write(directory / "results")
    return directory / "results"


def drawn(directory, name):
    with figure_style():
        return list(trajectory_figures()[name].pages(Watched(directory), WHOLE_PAGE))


def axes_of(figure, begin):
    return [axes for axes in figure.axes if (axes.get_gid() or "").startswith(begin)]


def test_names_are_those_of_the_registry_and_of_no_other_figure():
    assert set(figure_names_over_time()) == set(trajectory_figures())
    assert not set(figure_names_over_time()) & set(figure_names())
    assert list(trajectory_figures()) == ["time-series", "ruler-over-time", "persistence", "width-depth"]
    assert all(kind.caption.endswith(".") for kind in trajectory_figures().values())


def test_the_command_draws_them_where_there_are_frames(results, tmp_path):
    names = ["ruler", "time-series", "ruler-over-time"]
    options = ["--from", str(results), "--out", str(tmp_path), "--format", "svg"]
    run = CliRunner().invoke(app, ["figure", *names, *options])
    assert run.exit_code == 0, run.output
    assert {path.stem for path in tmp_path.iterdir()} == {*names, "time-series-2", "ruler-over-time-2"}
    assert figures_over_time(results, []) == list(trajectory_figures())


def test_without_frames_they_are_refused_by_name_and_left_out_else(tmp_path):
    assert figures_over_time(tmp_path, []) == []
    assert figures_over_time(tmp_path, ["ruler"]) == []
    with pytest.raises(ConfigError, match="width-depth: there are no frames in it"):
        figures_over_time(tmp_path, ["ruler", "width-depth"])
    assert draw_trajectory(tmp_path, [], tmp_path, [".svg"], print) == []


@pytest.mark.slow
def test_the_same_frames_give_the_same_bytes(results, tmp_path):
    for out in ("a", "b"):
        assert draw_trajectory(results, list(trajectory_figures()), tmp_path / out, [".svg"], lambda _: None) == []
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_the_front_door_has_them(results, tmp_path):
    made = nesgroove.read_results(results)
    made.figure("time-series").save(tmp_path / "x.svg")
    assert b"phantom, not observed" in (tmp_path / "x.svg").read_bytes()
    assert list(made.persistence.layer.unique()) == ["contact", "pocket", "touch"]
    assert made.trajectory.attrs["units"]["correlation_time"] == "ps"


def test_lines_are_the_frames_and_each_replica_has_its_column(results):
    frames = pd.read_parquet(results / "frames.parquet")
    first, second = drawn(results, "time-series")
    panels = axes_of(first, "groove width")
    assert len(panels) == 4
    assert len(axes_of(second, "groove width")) == 2
    for replica, axes in enumerate(panels, start=1):
        (line,) = [line for line in axes.lines if (line.get_gid() or "").startswith("width")]
        own = frames[frames.replica == replica]
        np.testing.assert_allclose(line.get_ydata(), own.groove_width)
        np.testing.assert_allclose(line.get_xdata(), own.time)
    assert any("replicas 1 to 4 of 6" in text.get_text() for text in first.texts)
    # A trajectory of 12 frames with a memory of five has no error, and none is written.
    assert any("error n/a" in text.get_text() for axes in panels for text in axes.texts)


def test_the_ruler_shows_what_is_filled_and_hatches_what_was_not_measured(results):
    filled = pd.read_parquet(results / "frame_occupancy.parquet").query("replica == 2 and pocket == 'P3'").filled
    figure = drawn(results, "ruler-over-time")[0]
    axes = axes_of(figure, "ruler")[1]
    (image,) = [image for image in axes.images if image.get_gid() == "filled P3"]
    np.testing.assert_allclose(np.asarray(image.get_array())[0], filled)
    assert any(collection.get_hatch() for collection in axes.collections)


@pytest.mark.parametrize("width", [85, 180])
def test_titles_of_axes_stay_on_the_page(results, width):
    with figure_style():
        figure = next(iter(trajectory_figures()["time-series"].pages(Watched(results), FigureSize.read(f"{width}mm"))))
        figure.draw_without_rendering()
    titles = [axes.yaxis.label for axes in figure.axes if axes.get_ylabel()]
    assert any(title.get_text() == FILLED for title in titles)
    (part,) = [axes for axes in figure.axes if axes.get_ylabel() == FILLED]
    assert part.get_ylim()[0] <= 0
    assert min(title.get_window_extent().x0 for title in titles) >= 0


@pytest.mark.parametrize("width", [85, 180])
def test_markers_of_contacts_stand_clear_of_the_names_of_residues(results, width):
    size = FigureSize.read(f"{width}mm")
    with figure_style():
        (figure,) = trajectory_figures()["persistence"].pages(Watched(results), size)
        figure.draw_without_rendering()
    (axes,) = axes_of(figure, "frequency")
    names = [text.get_window_extent() for text in axes.get_yticklabels() if text.get_text()]
    markers = [line.get_window_extent() for line in axes.lines if line.get_xdata()[0] < 0]
    assert markers
    reach = 3.6 / 2 * figure.dpi / 72
    assert max(box.x1 for box in names) < min(box.x0 for box in markers) - reach


def test_bars_are_frequencies_and_hatched_where_the_error_is_not_known(results):
    (figure,) = drawn(results, "persistence")
    rows = Watched(results).persistence
    shown = bars(rows, rows[0].occupant)
    (axes,) = axes_of(figure, "frequency")
    solid = [p for p in axes.patches if isinstance(p, Rectangle) and (p.get_gid() or "").startswith("bar")]
    assert [patch.get_width() for patch in solid] == [bar.row.frequency for bar in shown]
    hatched = [patch for patch in axes.patches if patch.get_hatch()]
    assert len(hatched) == sum(bar.row.error is None for bar in shown)
    assert all(bar.row.replica is None and len(bar.replicas) == 6 for bar in shown)
    order = [bar.row.layer for bar in shown]
    assert order == sorted(order, key=["pocket", "contact"].index)


def test_the_atlas_shows_a_trajectory_as_one_complex_with_its_figures(results, tmp_path):
    assert write_atlas(results, tmp_path / "atlas") == []
    (page,) = (tmp_path / "atlas/complex").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert '<h2 id="over-time">' in text
    assert "72 frames of 6 replicas" in text
    for source in re.findall(r'(?:src|href)="\.\./((?:figures|files)/over-time/[^"]+)"', text):
        assert (tmp_path / "atlas" / source).stat().st_size > 0
    assert len(re.findall(r'src="\.\./figures/over-time/', text)) == 6  # two of them have a second page
    (row,) = [r for r in Watched(results).averages if r.quantity == "groove_width" and r.replica is None]
    assert f">{row.mean:.3f}<" in text
    assert f">{row.error:.3f}<" in text


def test_complexes_of_one_name_in_two_trajectories_are_refused(results, tmp_path):
    assert list(trajectories_of([results, results, tmp_path])) == ["phantom_trembling-C"]
    shutil.copy(results / "frames.parquet", tmp_path)
    with pytest.raises(ConfigError, match="has a complex phantom_trembling-C too"):
        trajectories_of([results, tmp_path])


def record(**values):
    common = {"entry": "x", "complex": "x-A", "trajectory": "t", "replica": 1, "occupant": "D", "n": 10}
    return PersistenceRecord(**common, **values)


def test_what_is_rare_is_left_out_and_touches_stand_in_for_contacts_alone():
    contact = record(layer="contact", position=568, residue="K568", type="ionic", frequency=0.5)
    rare = record(layer="contact", position=521, residue="I521", type="hydrophobic", frequency=LEAST / 2)
    touch = record(layer="touch", position=528, residue="C528", frequency=1.0)
    pocket = record(layer="pocket", pocket="P3", frequency=0.4)
    assert [bar.group for bar in bars([contact, rare, touch, pocket], "D")] == ["P3", "K568"]
    assert [bar.group for bar in bars([touch, pocket], "D")] == ["P3", "C528"]
    assert bars([contact], "E") == []


def test_an_energy_is_the_logarithm_of_a_frequency_and_empty_is_empty():
    width = np.array([10.0] * 30 + [12.0] * 10)
    depth = np.array([5.0] * 30 + [6.0] * 10)
    map_ = sampled(width, depth, 40.0)
    known = map_.energy[~np.isnan(map_.energy)]
    assert sorted(known) == pytest.approx([0.0, np.log(3)])
    assert np.isnan(map_.energy).sum() == map_.energy.size - 2
    assert not map_.unsure.any()
    assert sampled(width, depth, 2.0).unsure.sum() == 1  # of 10 frames half an independent one, of 30 more than one
    still = sampled(np.full(5, 11.0), np.full(5, 5.0), None)
    assert still.energy.shape == (1, 1)
    assert still.energy[0, 0] == 0


def test_a_map_that_is_not_sampled_says_so_and_one_without_depths_too(results, tmp_path):
    (figure,) = drawn(results, "width-depth")
    assert any(text.get_gid() == "too-few" for text in figure.texts)
    for path in results.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    frames = pd.read_parquet(results / "frames.parquet").drop(columns="depth_all")
    frames.to_parquet(tmp_path / "frames.parquet")
    (blank,) = drawn(tmp_path, "width-depth")
    assert [text.get_gid() for text in blank.texts] == ["nothing-to-draw"]


def test_long_series_keep_their_extremes_and_short_ones_their_points():
    time = np.arange(10_000.0)
    values = np.sin(time / 50)
    values[4321] = 9.0
    line = binned(time, values, 100)
    assert line.binned
    assert len(line.x) == 100
    assert line.high.max() == 9.0
    assert line.middle.max() < 1.1
    few = binned(np.arange(4.0), np.array([1.0, nan, 3.0, 4.0]))
    assert not few.binned
    assert few.middle.tolist() == [1.0, 3.0, 4.0]
    assert len(binned(np.array([]), np.array([])).x) == 0


def test_means_of_stretches_leave_empty_what_was_not_measured():
    time, values = np.array([0.0, 1.0, 8.0, 9.0]), np.array([1.0, 3.0, nan, 5.0])
    np.testing.assert_allclose(means(time, values, 0.0, 10.0, 2), [2.0, 5.0])
    out = means(time, values, 0.0, 10.0, 3)
    assert out[0] == 2.0
    assert np.isnan(out[1])
    assert out[2] == 5.0
    assert np.isnan(means(time, np.full(4, nan), 0.0, 10.0)).all()
