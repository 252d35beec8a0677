"""An archive on loopback for pages that fetch: the real entries at hand, in the layouts of the mirrors, and its faults.

``/download/3GJX.cif.gz`` is laid out as RCSB does it, ``/pub/pdb/data/structures/divided/mmCIF/gj/3gjx.cif.gz`` as the
wwPDB does, ``/pub/pdb/holdings/all_removed_entries.json.gz`` holds one entry that is superseded (1abc, by 3gjx) and one
that is obsolete (2abc). ``/cut/3gjx.cif.gz`` ends in the middle, ``/drip/`` sends a header byte by byte, ``/endless/``
a body without an end, ``/bomb/`` 60 MB of zeros in 58 kB, ``/later/`` has another release of each entry. 3gjx has a
validation report, of one residue, without a number. ``/rcsbsearch/v2/query`` and
``/pdbe/api/mappings/best_structures/{accession}`` answer which of five entries hold XPO1; ``/down/rcsbsearch/v2/query``
is out of order.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

import gemmi

REPORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<wwPDB-validation-information><Entry pdbid="3GJX" PDB-resolution="2.50"/>
<ModelledSubgroup model="1" said="E" chain="E" resnum="1" resname="MET" altcode=" " icode=" " seq="1" ent="2"/>
</wwPDB-validation-information>
"""

MAPPED = {"O14980": ["3GB8"], "Q6P5F9": ["3GJX", "3NC1"], "P30822": ["4HB2"]}
"""Entries of the search by accession."""

ALIKE = ["3GB8", "3GJX", "3NC1", "4HB2", "4FGV"]
"""Entries of the search by sequence."""

REMOVED = {"1ABC": {"superseded_by": ["3GJX"]}, "2ABC": {"superseded_by": []}}


@contextmanager
def archive(structures: Path) -> Iterator[str]:
    """Serve the real entries at hand; gives the address of the server.

    Parameters
    ----------
    structures
        The directory of structures: entries are those of ``experimental``.
    """
    entries = {path.name[:4]: _archive_style(path) for path in (structures / "experimental").glob("????.cif.gz")}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):
                self.answer(*self.path.strip("/").lower().rsplit("/", 1))

        def answer(self, place: str, name: str = "") -> None:
            whole = entries.get(name[:4])
            found = urlsplit(self.path)
            if found.path.endswith("/rcsbsearch/v2/query") or found.path.startswith("/pdbe/api/"):
                self.search(found)
                return
            if name.endswith("_validation.xml.gz"):
                self.send(gzip.compress(REPORT)) if name.startswith("3gjx") else self.send_error(404)
            elif name == "all_removed_entries.json.gz":
                self.send(gzip.compress(json.dumps(REMOVED).encode()))
            elif whole is None or place == "nothing":
                self.send_error(404)
            elif place == "cut":
                self.send(gzip.compress(_cut(gzip.decompress(whole))))
            elif place == "later":
                self.send(gzip.compress(_released(gzip.decompress(whole), "10", "2024-02-21")))
            elif place == "drip":
                while True:
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.2)
            elif place == "endless":
                self.start(None)
                while True:
                    self.wfile.write(bytes(1_000_000))
            elif place == "bomb":
                self.send(gzip.compress(bytes(60_000_000)))
            else:
                self.send(whole)

        def search(self, asked: SplitResult) -> None:
            if asked.path.startswith("/down/"):
                self.send_error(503)
            elif asked.path.startswith("/pdbe/"):
                accession = asked.path.rsplit("/", 1)[1]
                chains = [{"pdb_id": entry.lower(), "chain_id": "A"} for entry in MAPPED[accession]]
                self.send(json.dumps({accession: chains}).encode())
            else:
                nodes = json.loads(parse_qs(asked.query)["json"][0])["query"].get("nodes")
                ids = MAPPED[nodes[0]["parameters"]["value"]] if nodes else ALIKE
                hits = [{"identifier": entry, "score": 1.0} for entry in ids]
                self.send(json.dumps({"result_type": "entry", "total_count": len(ids), "result_set": hits}).encode())

        def start(self, length: int | None) -> None:
            self.send_response(200)
            if length is not None:
                self.send_header("Content-Length", str(length))
            self.end_headers()

        def send(self, body: bytes) -> None:
            self.start(len(body))
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _archive_style(path: Path) -> bytes:
    """Write an entry as the archive does, with a line ``#`` behind each category."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    style = gemmi.cif.WriteOptions(gemmi.cif.Style.Pdbx)
    return gzip.compress(_released(gemmi.cif.read_string(text).as_string(style).encode(), "9", "2011-07-13"))


def _released(text: bytes, minor: str, date: str) -> bytes:
    """Give an entry the date of a release, as the archive's files have it."""
    category = "_pdbx_audit_revision_history"
    row = f"1 'Structure model' 1 {minor} {date}"
    names = "".join(
        f"{category}.{name}\n"
        for name in ("ordinal", "data_content_type", "major_revision", "minor_revision", "revision_date")
    )
    whole = re.sub(rf"loop_\n(?:{category}\S+\n)+.*?\n#\n".encode(), b"", text, flags=re.DOTALL)
    return whole + f"loop_\n{names}{row}\n#\n".encode()


def _cut(text: bytes) -> bytes:
    """End a file at a line of its coordinates, as a transfer that broke off leaves it."""
    lines = text.splitlines(keepends=True)
    atoms = [i for i, line in enumerate(lines) if line.startswith(b"ATOM")]
    return b"".join(lines[: atoms[len(atoms) // 2]])
