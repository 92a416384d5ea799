"""The archive: what was written is what is read, and whatever else is refused by the name of the member."""

import dataclasses
import hashlib
import json
import random
import zipfile

import pytest

from config.backup import Refusal, archive
from config.backup.archive import MANIFEST, Manifest

ABOUT = Manifest(
    engine="sqlite", version="0.1", made_at="2026-11-26T08:00:00+07:00", server="3.40", tool="3.40",
    migrations={"workflow": ["0001_initial"]}, counts={"hồ sơ": 2},
)
ROWS = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(100))
MEMBERS = {"database.sqlite3": ROWS, "media/ab/abcd": b"%PDF scan", "media/cd/cdef": b"\x00" * 3000}


@pytest.fixture
def file(tmp_path):
    into = tmp_path / "copy.zip"
    with archive.written(into) as writer:
        for number, (name, content) in enumerate(MEMBERS.items()):
            source = tmp_path / f"source{number}"
            source.write_bytes(content)
            writer.add(name, source, packed=name.endswith("sqlite3"))
        writer.finish(ABOUT)
    return into


def rewritten(file, change):
    """The archive with its members as `change` (name → bytes) leaves them, in order, as a whole ZIP."""
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    return file


def test_it_is_read_as_it_was_written_and_only_its_owner_may(file, tmp_path):
    manifest = archive.verified(file)
    assert dataclasses.replace(manifest, members={}) == ABOUT
    assert {name: about["size"] for name, about in manifest.members.items()} == {
        name: len(content) for name, content in MEMBERS.items()
    }
    assert file.stat().st_mode & 0o777 == 0o600
    with archive.opened(file) as members:
        for name, content in MEMBERS.items():
            archive.extract(members, name, tmp_path / "out", sha256=manifest.members[name]["sha256"])
            assert (tmp_path / "out").read_bytes() == content
            assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600


def test_one_changed_byte_of_any_member_is_refused_by_its_name(file):
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as members:
        places = {each.filename: each.header_offset + 200 for each in members.infolist()}
        places["media/ab/abcd"] = whole.index(b"%PDF scan") + 3
    for name in (*MEMBERS, MANIFEST):
        changed = bytearray(whole)
        changed[places[name]] ^= 1
        file.write_bytes(bytes(changed))
        with pytest.raises(Refusal, match=f"mục {name} không khớp; chưa có gì thay đổi"):
            archive.verified(file)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda members: members.update({"media/ab/abcd": b"%PDF scam"}), "mục media/ab/abcd không khớp"),
        (lambda members: members.pop("media/cd/cdef"), "thiếu mục media/cd/cdef"),
        (lambda members: members.update({"media/zz/new": b"x"}), "mục lạ media/zz/new"),
        (lambda members: members.update({MANIFEST: b"{}"}), "định dạng None"),
        (lambda members: members.update({MANIFEST: b"no json"}), "mục manifest.json không khớp"),
        (lambda members: members.pop(MANIFEST), "mục manifest.json không khớp"),
    ],
)
def test_an_archive_that_was_made_over_is_refused(file, change, words):
    with pytest.raises(Refusal, match=words):
        archive.verified(rewritten(file, change))


def test_a_member_leads_nowhere_else(file):
    def escape(members):
        told = json.loads(members[MANIFEST])
        told["members"]["media/../../x"] = told["members"].pop("media/ab/abcd")
        members |= {MANIFEST: json.dumps(told).encode(), "media/../../x": members.pop("media/ab/abcd")}

    with pytest.raises(Refusal, match="mục manifest.json không khớp"):
        archive.verified(rewritten(file, escape))


def test_what_is_no_archive_is_said_in_words(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"nothing")
    with pytest.raises(Refusal, match="không phải là tệp sao lưu"):
        archive.verified(tmp_path / "a.zip")
    with pytest.raises(Refusal, match="Không có tệp"):
        archive.verified(tmp_path / "b.zip")


def test_what_is_broken_off_leaves_no_file(tmp_path):
    with pytest.raises(KeyboardInterrupt), archive.written(tmp_path / "copy.zip"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"made_at": "hôm qua"}, {"server": "mới nhất"}, {"tool": 3}, {"migrations": ["workflow"]},
        {"migrations": {"workflow": 1}}, {"counts": {"hồ sơ": "hai"}}, {"counts": None}, {"more": 1},
        {"members": []}, {"members": {"media/ab/abcd": {"size": "9", "sha256": "0" * 64}}},
        {"members": {"media/ab/abcd": {"size": 9, "sha256": "x"}}}, {"members": {"media/ab/abcd": 9}},
        {"members": {"media/ab\nabcd": {"size": 9, "sha256": "0" * 64}}},
    ],
)
def test_a_manifest_that_says_other_things_than_it_must_is_refused(file, change):
    def written_over(members):
        members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | change).encode()

    with pytest.raises(Refusal, match="mục manifest.json không khớp"):
        archive.verified(rewritten(file, written_over))


def test_whatever_was_broken_is_refused_in_words_or_did_no_harm(file):
    whole, chance, refused = file.read_bytes(), random.Random(4), 0
    for _ in range(300):
        broken = bytearray(whole)
        if chance.random() < 0.3:
            del broken[chance.randrange(len(whole)):]
        else:
            broken[chance.randrange(len(whole))] = chance.randrange(256)
        file.write_bytes(bytes(broken))
        try:
            assert set(archive.verified(file).members) == set(MEMBERS)
        except Refusal:
            refused += 1
    assert refused > 100
