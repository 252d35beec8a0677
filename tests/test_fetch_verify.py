import gzip

import pytest

from fetch_server import archive_style, cut_in_atoms, real_structure, tiny_mmcif
from nesgroove.fetch import EntryId
from nesgroove.fetch.errors import CorruptError
from nesgroove.fetch.verify import verified_gzip

ENTRY = EntryId.parse("1abc")


def verified(data, entry=ENTRY):
    return verified_gzip(data, entry, "a source")


def test_a_whole_file_is_believed():
    packed = gzip.compress(tiny_mmcif(), mtime=99)
    assert verified(packed) == packed
    assert gzip.decompress(verified(tiny_mmcif())) == tiny_mmcif()
    assert verified(tiny_mmcif(rules=False))


def test_equal_texts_are_compressed_to_equal_bytes():
    packed = verified(tiny_mmcif())
    assert packed == verified(tiny_mmcif())
    assert packed[4:8] == bytes(4)  # no time
    assert not packed[3]  # no file name


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "web page"),
        (b"HEADER    NOT MMCIF\n", "not readable"),
        (tiny_mmcif("4hb2"), "of the entry 4HB2, not of 1abc"),
        (tiny_mmcif().replace(b"_entry.id ", b"_other.id "), "does not say which entry"),
        (tiny_mmcif(residues=0).split(b"loop_\n_atom_site")[0], "no atoms"),
        (gzip.compress(tiny_mmcif(), mtime=0)[:-6], "no gzip trailer"),
        (gzip.compress(tiny_mmcif(), mtime=0)[:-8] + b"\0" * 8, "CRC"),
        (tiny_mmcif()[:-20], "not readable|last line"),
        (tiny_mmcif()[:-1], "last line"),
        (cut_in_atoms(tiny_mmcif()), "'#'"),
        (cut_in_atoms(tiny_mmcif(), keep=0.99), "'#'"),
    ],
)
def test_what_is_not_the_whole_entry_is_refused(data, wrong):
    with pytest.raises(CorruptError, match=wrong) as caught:
        verified(data)
    assert caught.value.file == "a source"
    assert (caught.value.step, bool(caught.value.remedy)) == ("fetch", True)


def test_a_cut_without_the_archives_end_is_seen_by_chains_and_residues():
    plain = tiny_mmcif(rules=False, residues=60)
    with pytest.raises(CorruptError, match="chains without atoms: B"):
        verified(cut_in_atoms(plain))
    one_chain = plain.replace(b"A 1\nB 2\n", b"A 1\n", 1)
    assert verified(one_chain)
    with pytest.raises(CorruptError, match="30 of 60 residues"):
        verified(cut_in_atoms(one_chain, keep=30 / 61))


def test_residues_that_were_not_observed_are_not_missed():
    assert verified(tiny_mmcif(residues=3, unobserved=400))


@pytest.mark.parametrize("name", ["3gjx", "3m1i", "3nc1", "3wyf", "4hb2"])
def test_a_real_structure_is_believed_and_its_parts_are_not(name):
    entry = EntryId.parse(name)
    text = archive_style(real_structure(name))
    assert gzip.decompress(verified(text, entry)) == text
    assert verified(real_structure(name), entry)
    for keep in (0.05, 0.5, 0.999):
        with pytest.raises(CorruptError, match="cut short"):
            verified(cut_in_atoms(text, keep), entry)
    with pytest.raises(CorruptError, match=f"of the entry {name.upper()}"):
        verified(text)


def test_a_text_whose_end_nothing_tells_is_not_believed():
    plain = tiny_mmcif(rules=False)
    assert verified_gzip(plain, ENTRY, "a source", measured=True)
    with pytest.raises(CorruptError, match="nothing shows where the file ends"):
        verified_gzip(plain, ENTRY, "a source", measured=False)
    assert verified_gzip(tiny_mmcif(), ENTRY, "a source", measured=False)
    assert verified_gzip(gzip.compress(plain), ENTRY, "a source", measured=False)
