"""What MkDocs asks for while it builds the site: pages that stand outside ``docs/``, and links that lead there.

The documentation is read in three places: as files of the repository, in an unpacked source archive, and as a site.
Links are written for the first; here those that leave ``docs/`` are led to the site's own pages, and what is no page
(a program, a table of the package) is named instead of linked.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]

OUTSIDE = {
    "config/README.md": "configuration.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
}
"""Files of the repository that are pages of the site too, and their names there."""

LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def on_files(files: Files, config: Any) -> Files:  # noqa: ANN401
    """Add the pages whose files stand outside ``docs/``."""
    for source, name in OUTSIDE.items():
        files.append(File.generated(config, name, content=(ROOT / source).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:  # noqa: ANN401
    """Lead links of a page to where they are on the site."""
    written = {name: source for source, name in OUTSIDE.items()}
    source = PurePosixPath(written.get(page.file.src_uri, f"docs/{page.file.src_uri}"))
    depth = len(PurePosixPath(page.file.src_uri).parts) - 1
    return LINK.sub(lambda link: led(link, source, depth), markdown)


def led(link: re.Match[str], source: PurePosixPath, depth: int) -> str:
    """Give a link as the site has it.

    Parameters
    ----------
    link
        A match of :data:`LINK`.
    source
        The file it stands in, from the repository's root.
    depth
        How many directories of the site the page is in.
    """
    target, anchor = link["target"], link["anchor"] or ""
    if "://" in target or target.startswith("mailto:"):
        return link[0]
    path = collapsed(source.parent / target)
    up = "../" * depth
    if str(path) in OUTSIDE:
        return f"[{link['text']}]({up}{OUTSIDE[str(path)]}{anchor})"
    if path.parts[:1] == ("docs",):
        return f"{link['image']}[{link['text']}]({up}{'/'.join(path.parts[1:])}{anchor})"
    if str(path) == "README.md":
        return f"[{link['text']}]({up}index.md)"
    if not (ROOT / path).exists():
        return link[0]  # the strict build says which link leads nowhere
    return link["text"] if f"`{path}`" in link["text"] else f"{link['text']} (`{path}`)"


def collapsed(path: PurePosixPath) -> PurePosixPath:
    """Resolve ``..`` of a path without asking the file system."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return PurePosixPath(*parts)
