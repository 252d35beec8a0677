"""Pages of the documentation that give commands print what they say; the site is whole and needs no network."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nesgroove.cli.app import COMMANDS
from pages.page import read_page, steps
from pages.running import agrees
from run_pages import all_pages, tried
from structures import MISSING, shared_structures

ROOT = Path(__file__).parents[1]


def cases():
    return [
        pytest.param(page, id=page.path.stem, marks=[pytest.mark.full] if page.long else []) for page in all_pages()
    ]


@pytest.mark.parametrize("page", cases())
def test_what_a_page_says_is_what_comes(page):
    structures = shared_structures()
    if structures is None:
        pytest.skip(f"{MISSING}: the page's files are in no archive")
    assert tried(page, structures) == []


def test_every_command_has_a_page_on_which_it_is_run():
    given = "\n".join(step.command for page in all_pages() for block in page.blocks for step in block)
    assert "measure" in COMMANDS
    assert {name for name in COMMANDS if not re.search(rf"\bnesgroove {name}\b", given)} == set()


BLOCK = """# A page
<!-- run
given mine.txt = ./LICENSE
long
-->
```console
$ head -n 1 \\
> mine.txt
MIT License
$ seq 5
1
...
5
```
"""


def made_page(path, text=BLOCK):
    path.write_text(text)
    return read_page(path)


def test_commands_are_run_in_order_and_their_output_compared(tmp_path):
    page = made_page(tmp_path / "page.md")
    assert (page.given, page.long, page.archive) == ((("mine.txt", "./LICENSE"),), True, False)
    assert [step.command for step in page.blocks[0]] == ["head -n 1 \\\nmine.txt", "seq 5"]
    assert tried(page, tmp_path) == []
    wrong = made_page(tmp_path / "wrong.md", BLOCK.replace("MIT License", "Apache"))
    (difference,) = tried(wrong, tmp_path)
    assert "Apache" in difference
    assert "MIT License" in difference
    assert tried(wrong, tmp_path, write=True) != []
    assert (tmp_path / "wrong.md").read_text() == BLOCK  # and what agrees keeps its dots


FETCHING = """<!-- run
archive
before mkdir cache
-->
```console
$ nesgroove fetch 4HB2 --to cache
4hb2	fetched	cache/4hb2.cif.gz
$ nesgroove fetch 3nc1 --to cache --mirror $ARCHIVE/cut/{id}.cif.gz
nesgroove: 3nc1: fetch: corrupt, what was delivered is not the whole entry ...
```
"""


def test_an_archive_is_at_hand_and_a_message_that_the_page_shows_is_no_failure(tmp_path):
    structures = shared_structures()
    if structures is None:
        pytest.skip(f"{MISSING}: they are what the archive holds")
    (difference,) = tried(made_page(tmp_path / "page.md", FETCHING), structures)
    assert "it does not end with the line '#'" in difference


def test_a_command_that_fails_is_no_output(tmp_path):
    page = made_page(tmp_path / "page.md", BLOCK.replace("seq 5", "ls nothing_of_that_name"))
    with pytest.raises(RuntimeError, match="exit code 2"):
        tried(page, tmp_path)


def test_what_a_page_cannot_say(tmp_path):
    with pytest.raises(ValueError, match="says nothing about how"):
        made_page(tmp_path / "page.md", BLOCK.replace("long", "lnog"))
    with pytest.raises(ValueError, match="no command"):
        steps("1\n$ seq 1\n")
    assert made_page(tmp_path / "plain.md", "# A page\n```console\n$ rm\n```\n") is None


@pytest.mark.parametrize(
    ("said", "came", "same"),
    [
        (["a"], ["a"], True),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a", "b"], True),
        (["...", "b"], ["a"], False),
        (["in 3.2 s"], ["in 11 s"], True),
        (["12.75 A"], ["12.76 A"], False),
        (["3 complexes"], ["4 complexes"], False),
    ],
)
def test_numbers_are_compared_and_times_are_not(said, came, same):
    assert agrees(said, came) is same


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make site` builds it, but elsewhere."""
    directory = tmp_path_factory.mktemp("site")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(directory)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    return directory


def words(path):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")))


def test_the_site_holds_the_text_of_the_api(site):
    assert "Measure every XPO1 copy in structure files" in words(site / "api" / "index.html")
    assert "NesgrooveError" in words(site / "api" / "index.html")
    for page in sorted((ROOT / "docs" / "api").glob("*.md")):
        directives = re.findall(r"^::: (\S+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        text = (site / "api" / f"{page.stem}.html").read_text(encoding="utf-8")
        assert directives
        assert [name for name in directives if f'id="{name}"' not in text] == []


def test_every_page_is_in_the_navigation_and_none_takes_anything_from_elsewhere(site):
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if f": {page}" not in navigation] == []
    for page in site.rglob("*.html"):
        taken = re.findall(r"<(?:script|img|iframe|source)[^>]*\ssrc=\"?(?:https?:)?//[^\s>]*", page.read_text())
        taken += re.findall(r"<link[^>]*rel=\"?(?:stylesheet|preconnect|preload)[^>]*//[^\s>]*", page.read_text())
        assert taken == [], page
    assert [path for path in site.rglob("*.css") if re.search(r"url\([\"']?https?:", path.read_text())] == []


def test_the_search_answers_from_the_file_system(site, chromium):
    page = chromium.new_context(offline=True).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.fill(".md-search__input", "leptomycin")
    page.wait_for_selector(".md-search-result__item a")
    assert page.locator(".md-search-result__item a").count() > 0
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    page.context.close()
