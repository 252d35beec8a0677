"""An HTTP server on loopback that has the mirrors' layouts, and their faults."""

import gzip
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import gemmi

from nesgroove.fetch import RetryPolicy, fetch_entries
from nesgroove.fetch.mirrors import HOLDINGS_URL, NAMED_MIRRORS
from structures import structure_path

# The rules of the real policy with waits that a test can afford.
QUICK = RetryPolicy(connect=2, read=0.4, attempts=3, backoff=0.01, longest_wait=3)

ATOM_COLUMNS = (
    *("group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id"),
    *("label_entity_id", "label_seq_id", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy", "B_iso_or_equiv"),
    *("auth_seq_id", "auth_asym_id", "pdbx_PDB_model_num"),
)


def real_structure(entry):
    """Uncompressed mmCIF of a real structure as a user has it, or skip the test and say why."""
    return gzip.decompress(structure_path(f"{entry}.cif").read_bytes())


def archive_style(text):
    """The same file with a line '#' after every category, as the archive writes its files."""
    return gemmi.cif.read_string(text).as_string(gemmi.cif.Style.Pdbx).encode()


def tiny_mmcif(entry="1abc", residues=6, unobserved=2, rules=True, note=""):
    """An mmCIF file in the archive's order: one chain of glycines, the last residues not observed."""
    rule = "#\n" if rules else ""
    text = f"data_{entry.upper()}\n{rule}_entry.id   {entry.upper()}\n{rule}"
    text += f"_struct.title   'a test{note}'\n{rule}"
    text += f"loop_\n_struct_asym.id\n_struct_asym.entity_id\nA 1\nB 2\n{rule}"
    total = residues + unobserved
    text += "loop_\n" + "".join(
        f"_pdbx_poly_seq_scheme.{name}\n" for name in ("asym_id", "entity_id", "seq_id", "mon_id", "pdb_mon_id")
    )
    text += "".join(f"A 1 {i} GLY {'GLY' if i <= residues else '?'}\n" for i in range(1, total + 1)) + rule
    text += "loop_\n" + "".join(f"_atom_site.{name}\n" for name in ATOM_COLUMNS)
    for i in range(1, residues + 1):
        text += f"ATOM {i} C CA . GLY A 1 {i} {3.8 * i:.3f} 0.000 0.000 1.00 20.00 {i} A 1\n"
    text += f"HETATM {residues + 1} O O . HOH B 2 . 0.000 9.000 0.000 1.00 20.00 101 A 1\n{rule}"
    return text.encode()


def cut_in_atoms(text, keep=0.5):
    """Cut a file at a line end inside its coordinates: what every parser reads in silence."""
    lines = text.splitlines(keepends=True)
    atoms = [i for i, line in enumerate(lines) if line.startswith((b"ATOM", b"HETATM"))]
    return b"".join(lines[: atoms[int(len(atoms) * keep)]])


@dataclass
class Reply:
    """What a path answers.

    `fail_first` answers of status `fail_status` (with `retry_after`) come before the real one. `cut` sends
    only so many bytes: with `framing` "length" under a Content-Length that promises all of them, with
    "chunked" without the last chunk, with "close" as a body that simply ends. `stall` waits so many seconds
    in the middle of the body. `raw` writes the whole answer itself, as bytes one after another with pauses.
    """

    body: bytes = b""
    status: int = 200
    fail_first: int = 0
    fail_status: int = 500
    retry_after: str = ""
    framing: str = "length"
    cut: int | None = None
    stall: float = 0.0
    headers: dict = field(default_factory=dict)
    raw: Callable[[], Iterable[bytes]] | None = None


class FetchServer(ThreadingHTTPServer):
    """Paths in `replies`, then what `route` makes of a path; everything else is 404.

    `asked` counts, `times` dates the requests of each path.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = {}
        self.route = lambda path: None
        self.asked = Counter()
        self.times = {}
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.lock = threading.Lock()

    def template(self, name):
        """The template of a named mirror, with this server in the place of its host."""
        return self.base + urlsplit(NAMED_MIRRORS[name]).path

    @property
    def holdings_url(self):
        return self.base + urlsplit(HOLDINGS_URL).path

    def serve(self, name, entry, text, **faults):
        """Put an entry's uncompressed mmCIF where the mirror keeps it, compressed as the mirror does."""
        path = urlsplit(self.template(name)).path.format(id=entry, ID=entry.upper(), middle=entry[1:3])
        body = gzip.compress(text, mtime=1) if path.endswith(".gz") else text
        reply = Reply(body, **faults)
        self.replies[path] = reply
        return path, reply

    def serve_removed(self, content):
        """Put the list of removed entries where the archive keeps it."""
        self.replies[urlsplit(HOLDINGS_URL).path] = Reply(gzip.compress(json.dumps(content).encode()))

    def fetch(self, ids, cache, names=("rcsb",), **options):
        """`fetch_entries` from the mirrors of these names, or from any other mirror, quickly."""
        mirrors = [self.template(name) if name in NAMED_MIRRORS else str(name) for name in names]
        options = {"policy": QUICK, "holdings_url": self.holdings_url, **options}
        return fetch_entries(ids, cache, mirrors=mirrors, **options)

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
        self.thread.join()

    def handle_error(self, request, client_address):
        """A client that goes away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        server, path = self.server, self.path
        with server.lock:
            server.asked[path] += 1
            server.times.setdefault(path, []).append(time.monotonic())
            count = server.asked[path]
        reply = server.replies.get(path) or server.route(path) or Reply(b"no such file", status=404)
        status, body = reply.status, reply.body
        self.close_connection = True
        if reply.raw is not None:
            for piece in reply.raw():
                self.wfile.write(piece)
                self.wfile.flush()
            return
        if count <= reply.fail_first:
            status, body = reply.fail_status, b"try again"
        self.send_response(status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if count <= reply.fail_first and reply.retry_after:
            self.send_header("Retry-After", reply.retry_after)
        if reply.framing == "length":
            self.send_header("Content-Length", str(len(body)))
        elif reply.framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        sent = body if reply.cut is None else body[: reply.cut]
        half = len(sent) // 2
        for number, piece in enumerate((sent[:half], sent[half:])):
            if number == 1:
                time.sleep(reply.stall)
            if piece:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if reply.framing == "chunked" else piece)
                self.wfile.flush()
        if reply.framing == "chunked" and reply.cut is None:
            self.wfile.write(b"0\r\n\r\n")
