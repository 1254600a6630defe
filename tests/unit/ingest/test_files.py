"""Letters out of files, whatever the files are."""

from __future__ import annotations

import io
import mailbox
import time
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Missing
from bot.ingest.files import letter_in, letters_in

LETTER = b"From: dsi@ch-exemple.example\r\nSubject: incident\r\n\r\nBonjour\r\n"
NO_INPUT = io.BytesIO()
LIMIT = 1_000_000


def test_single_letters_come_as_they_are_in_the_order_given(tmp_path: Path) -> None:
    for name in ("b.eml", "a.eml"):
        (tmp_path / name).write_bytes(LETTER + name.encode())
    names = [str(tmp_path / name) for name in ("b.eml", "a.eml")]
    assert list(letters_in(names, NO_INPUT, LIMIT)) == [
        (name, LETTER + name[-5:].encode(), len(LETTER) + 5) for name in names
    ]


def test_standard_input_is_read_where_a_dash_stands() -> None:
    assert list(letters_in(["-"], io.BytesIO(LETTER), LIMIT)) == [("-", LETTER, len(LETTER))]


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"no letter at all", b"From\r\n", b"From:x\r\n\r\n"])
def test_whatever_a_file_holds_is_given_for_reading(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd"
    path.write_bytes(content)
    assert list(letters_in([str(path)], NO_INPUT, LIMIT)) == [(str(path), content, len(content))]


def test_an_mbox_of_the_standard_library_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "box"
    box = mailbox.mbox(path)
    for number in range(3):
        message = Message()
        message["Subject"] = f"incident {number}"
        message.set_payload(f"Bonjour\n\nFrom Paris\n>From Lyon\n{number}\n")
        box.add(message.as_bytes())
    box.close()
    found = list(letters_in([str(path)], NO_INPUT, LIMIT))
    assert [one.name for one in found] == [f"{path}:{number}" for number in (1, 2, 3)]
    assert all(f"Subject: incident {number}".encode() in octets for number, (_, octets, _) in enumerate(found))
    assert all(b"\nFrom Paris\n" in octets for _, octets, _ in found)


def test_a_line_beginning_with_from_divides_only_after_an_empty_line(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a x\nS: 1\n\nhello\nFrom the start\n\nFrom b x\nS: 2\n\n>>From far\n")
    assert [octets for _, octets, _ in letters_in([str(path)], NO_INPUT, LIMIT)] == [
        b"S: 1\n\nhello\nFrom the start\n",
        b"S: 2\n\n>From far\n",
    ]


def test_a_maildir_is_read_by_time_of_delivery_and_left_alone(tmp_path: Path) -> None:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new/1700000003.a.host").write_bytes(b"third")
    (tmp_path / "cur/1700000001.b.host:2,S").write_bytes(b"first")
    (tmp_path / "cur/1700000002.c.host:2,").write_bytes(b"second")
    (tmp_path / "tmp/1700000000.d.host").write_bytes(b"unfinished")
    before = sorted(tmp_path.rglob("*"))
    found = [octets for _, octets, _ in letters_in([str(tmp_path)], NO_INPUT, LIMIT)]
    assert found == [b"first", b"second", b"third"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_of_loose_letters_is_read_by_name(tmp_path: Path) -> None:
    for name in ("002.eml", "001.eml", ".hidden"):
        (tmp_path / name).write_bytes(name.encode())
    assert [octets for _, octets, _ in letters_in([str(tmp_path)], NO_INPUT, LIMIT)] == [b"001.eml", b"002.eml"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"absent\.eml"):
        list(letters_in([str(tmp_path / "absent.eml")], NO_INPUT, LIMIT))


def test_no_letter_is_larger_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "big.eml").write_bytes(LETTER + b"x" * 5000)
    (tmp_path / "box").write_bytes(b"From a\n" + LETTER + b"x" * 5000 + b"\n\nFrom b\nshort\n")
    names = [str(tmp_path / name) for name in ("big.eml", "box")]
    found = list(letters_in(names, NO_INPUT, 1000))
    assert [len(one.octets) for one in found] == [1000, 1000, 6]
    assert [one.size > 1000 for one in found] == [True, True, False] and found[2].size == 6
    assert found[0].size == len(LETTER) + 5000


def test_a_letter_that_is_read_alone_shows_by_one_octet_that_it_is_larger(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(LETTER)
    assert letter_in(str(path), len(LETTER)) == LETTER
    assert letter_in(str(path), len(LETTER) - 3) == LETTER[:-2]


def test_one_endless_line_takes_no_endless_time(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n" + b">" * 8_000_000)
    begun = time.monotonic()
    assert len(next(iter(letters_in([str(path)], NO_INPUT, LIMIT)))[1]) == LIMIT
    assert time.monotonic() - begun < 5


@given(bodies=st.lists(st.binary(max_size=200).map(lambda body: body.replace(b"\r", b"")), min_size=1, max_size=5))
def test_what_was_written_as_mboxrd_is_read_back(bodies: list[bytes]) -> None:
    written = b""
    for body in bodies:
        lines = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in body.split(b"\n")]
        written += b"From desk.example\n" + b"\n".join(lines) + b"\n\n"
    read = [octets for _, octets, _ in letters_in(["-"], io.BytesIO(written), LIMIT)]
    assert read == [body + b"\n" for body in bodies]
