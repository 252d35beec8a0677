import pytest

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.fetch import EntryId, parse_mirror, read_sheet
from nesgroove.fetch.errors import EntryIdError, MirrorError
from nesgroove.fetch.holdings import checked_holdings
from nesgroove.fetch.limits import Limits, limits_of
from nesgroove.fetch.mirrors import DEFAULT_MIRRORS, HOLDINGS_URL, parse_mirrors
from nesgroove.fetch.shown import expanded, shown
from structures import ROOT


@pytest.mark.parametrize("text", ["3gjx", "3GJX", " 3gJx\n", "pdb_00003gjx", "PDB_00003GJX"])
def test_one_entry_in_every_form_is_one_id(text):
    entry = EntryId.parse(text)
    assert entry == EntryId.parse("3gjx")
    assert (entry.short, str(entry), entry.extended, entry.middle) == ("3gjx", "3gjx", "pdb_00003gjx", "gj")


def test_an_extended_id_without_a_short_form_stays_extended():
    entry = EntryId.parse("PDB_1000ABCD")
    assert (entry.short, entry.middle) == ("pdb_1000abcd", "bc")
    assert EntryId.parse("pdb_0000abcd").short == "pdb_0000abcd"  # a short id begins with a digit


@pytest.mark.parametrize(
    "text", ["", "gjx3", "3gj", "3gjxx", "0gjx", "3gj/", "../3", "pdb_3gjx", "pdb_00003gjx_v1", "3gjx 4hb2"]
)
def test_nonsense_is_refused_by_name(text):
    with pytest.raises(EntryIdError) as caught:
        EntryId.parse(text)
    assert repr(text) in str(caught.value)
    assert isinstance(caught.value, NesgrooveError)
    assert (caught.value.step, bool(caught.value.remedy)) == ("fetch", True)


def test_matches_what_files_say():
    entry = EntryId.parse("3gjx")
    assert entry.matches("3GJX")
    assert entry.matches("pdb_00003gjx")
    assert not entry.matches("4HB2")
    assert not entry.matches("no id")


def test_named_mirrors_have_the_archives_addresses():
    addresses = {name: parse_mirror(name).addresses(EntryId.parse("3GJX")) for name in DEFAULT_MIRRORS}
    assert addresses == {
        "rcsb": ["https://files.rcsb.org/download/3GJX.cif.gz"],
        "wwpdb": ["https://files.wwpdb.org/pub/pdb/data/structures/divided/mmCIF/gj/3gjx.cif.gz"],
        "pdbj": ["https://data.pdbj.org/pub/pdb/data/structures/divided/mmCIF/gj/3gjx.cif.gz"],
        "pdbe": ["https://www.ebi.ac.uk/pdbe/entry-files/download/3gjx_updated.cif"],
    }
    assert HOLDINGS_URL == "https://files.wwpdb.org/pub/pdb/holdings/all_removed_entries.json.gz"


def test_templates_fill_their_fields(tmp_path):
    entry = EntryId.parse("3gjx")
    url = parse_mirror("https://host/{middle}/{ID}/{id}/{extended}.cif.gz")
    assert url.addresses(entry) == ["https://host/gj/3GJX/3gjx/pdb_00003gjx.cif.gz"]
    file = parse_mirror(f"file://{tmp_path}/{{middle}}/{{id}}.cif")
    assert file.addresses(entry) == [str(tmp_path / "gj" / "3gjx.cif")]
    assert file.directory == tmp_path


def test_a_directory_may_be_a_tree_or_flat(tmp_path):
    entry = EntryId.parse("3gjx")
    addresses = parse_mirror(str(tmp_path)).addresses(entry)
    assert str(tmp_path / "structures/divided/mmCIF/gj/3gjx.cif.gz") in addresses
    assert str(tmp_path / "3GJX.cif") in addresses
    local = parse_mirror("local", {"PDB_DIR": str(tmp_path)})
    assert local.addresses(entry) == addresses


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("https://host/{code}.cif.gz", "{code}"),
        ("https://host/{id[1:3]}/{id}.cif.gz", "id[1"),
        ("https://host/{id!r}.cif.gz", "{id!r}"),
        ("https://host/{}.cif.gz", "{}"),
        ("https://host/{id.cif.gz", "braces"),
        ("https://host/{middle}.cif.gz", "does not contain the entry's id"),
        ("https://host/3gjx.cif.gz", "does not contain the entry's id"),
        ("ftp://host/{id}.cif.gz", "'ftp'"),
        ("host/{id}.cif.gz", "scheme"),
        ("rscb", "'rscb'"),
        ("local", "PDB_DIR"),
        ("", "is no mirror"),
        ("https://host/{id}\n", "is no mirror"),
        ("/a\0b/", "is no mirror"),
        ("https:///{id}", "names no host"),
        ("https://{id}/", "names no host"),
        ("https://a host/{id}", "names no host"),
        ("https://host:99999/{id}", "cannot be read"),
        ("https://host:port/{id}", "cannot be read"),
        ("https://[host/{id}", "cannot be read"),
        ("file://host/{id}.cif", "of the host 'host'"),
        ("javascript://x/{id}", "'javascript'"),
    ],
)
def test_a_mirror_that_is_not_understood_is_refused_by_name(text, named):
    with pytest.raises(MirrorError) as caught:
        parse_mirror(text, {})
    assert named in str(caught.value)
    assert caught.value.file in {text, None}
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://me:pw@host/{code}", "https://***@host/{code}"),
        ("https://me:p/w@host/{id}", "https://***@host/{id}"),
        ("https://me:p@w@host/{code}?key=pw", "https://***@host/{code}?key=***"),
        ("ftp://me:pw@host/{id}", "ftp://***@host/{id}"),
        ("me:pw@host/{id}", "***@host/{id}"),
        ("me:pw@host", "***@host"),
        ("https://me:pw@host:pw/{id}", "https://***@host:pw/{id}"),
        ("https://me:pw@host/$UNSET/{id}", "https://***@host/$UNSET/{id}"),
        ("https://host/{code}?key=pw#pw", "https://host/{code}?key=***"),
    ],
)
def test_a_mirror_that_is_refused_is_named_without_its_password(text, written):
    with pytest.raises(MirrorError) as caught:
        parse_mirror(text, {})
    assert caught.value.file == written
    assert "pw" not in str(caught.value).replace("host:pw", "")


@pytest.mark.parametrize(
    "plain", ["https://host/{middle}/{id}.cif.gz", "https://host/a?id={id}", "https://host/a?id=3gjx.cif.gz", "a b"]
)
def test_what_holds_no_secret_is_shown_as_it_is(plain):
    assert shown(plain) == plain


@pytest.mark.parametrize("text", ["", "ftp://host/list", "https://host:x/list", "a\tb"])
def test_an_address_of_the_list_that_is_none_is_refused(text):
    with pytest.raises(MirrorError):
        checked_holdings(text)
    assert checked_holdings(HOLDINGS_URL) == HOLDINGS_URL


def test_variables_are_filled_in_as_a_url_needs_them_and_never_shown():
    url = "https://$PDB_USER:$PDB_PASSWORD@host/$TOKEN/{id}?key=$KEY&other=x"
    values = {"PDB_USER": "me", "PDB_PASSWORD": "p@s/s", "TOKEN": "t", "KEY": "k&k"}
    assert expanded(url, values) == "https://me:p%40s%2Fs@host/t/{id}?key=k%26k&other=x"
    assert shown(url) == "https://***@host/$TOKEN/{id}?key=$KEY&other=***"
    assert expanded("https://host/%24TOKEN/$token/{id}", {}) == "https://host/%24TOKEN/$token/{id}"
    mirror = parse_mirror(url, values)
    assert (mirror.name, mirror.templates) == (shown(url), (url,))
    with pytest.raises(MirrorError, match=r"\$KEY is not set"):
        parse_mirror(url, {name: value for name, value in values.items() if name != "KEY"})


def test_a_name_that_is_too_long_for_a_directory_is_refused_in_words():
    with pytest.raises(MirrorError, match="no directory of the name"):
        parse_mirror("x" * 5000)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_limit_that_is_none_is_refused(value):
    with pytest.raises(ConfigError, match="--max-unpacked-mb"):
        limits_of(download_mb=1, unpacked_mb=value, seconds=1)
    assert limits_of(download_mb=1.5, unpacked_mb=2, seconds=3) == Limits(1_500_000, 2_000_000, 3)


def test_no_mirror_at_all_is_refused():
    with pytest.raises(MirrorError, match="no mirror"):
        parse_mirrors([])


def test_the_projects_sheet_reads():
    entries = [row.entry.short for row in read_sheet(ROOT / "config" / "structures.tsv")]
    assert len(entries) == 44
    assert entries == sorted(entries)
    assert {"1w9c", "3gjx", "4hb2", "5uww", "6xjs", "9ogn"} <= set(entries)


def test_a_sheet_needs_no_notes(tmp_path):
    sheet = tmp_path / "sheet.tsv"
    sheet.write_text("entry\tnote\n# a remark\n\n3GJX\n4hb2\tunliganded\n")
    assert [(str(row.entry), row.note) for row in read_sheet(sheet)] == [("3gjx", ""), ("4hb2", "unliganded")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        ("entry\trole\n3gjx\tcargo\n", "line 1: unknown column 'role'"),
        ("note\n3gjx\n", "line 1: the header must name"),
        ("entry\tentry\n3gjx\t3gjx\n", "each column once"),
        ("entry\n3gjx\nXPO1\n", "line 3: 'XPO1'"),
        ("entry\tnote\n3gjx\ta\n\npdb_00003GJX\tb\n", "line 4: the entry 3gjx stands already in line 2"),
        ("entry\tnote\n3gjx\ta\tb\n", "line 2 has 3 cells"),
        ("entry\tnote\n\tnothing\n", "line 2: ''"),
    ],
)
def test_a_bad_sheet_is_refused_with_its_line(tmp_path, text, named):
    sheet = tmp_path / "sheet.tsv"
    sheet.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_sheet(sheet)
    assert named in str(caught.value)
    assert caught.value.file == str(sheet)
    assert caught.value.remedy


def test_a_missing_sheet_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"missing\.tsv"):
        read_sheet(tmp_path / "missing.tsv")
