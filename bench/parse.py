"""`python -m bench.parse`: small letters read by the product, by mail-parser alone and by the standard library alone.

One process, one core, the three in turn over the same letters; the whole command `veilleur parse` beside them.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import mailparser

from bench.letters import letters
from bot.daemon.config import load
from bot.daemon.reader import make_reader
from bot.daemon.wiring import reader_setup
from bot.ingest.parse import parse
from bot.ingest.parsed_json import parsed
from bot.report import fields
from bot.settings.model import ReadingLimits

AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
SMALL = 20_000


def product() -> Callable[[bytes], object]:
    """Everything `veilleur parse` does with a letter: read, sorted, authenticated, its report, as a line of JSON."""
    read = make_reader(reader_setup(load(None, {})))

    def one(octets: bytes) -> object:
        reading = read(octets, None)
        report = fields.bare(reading.report) if reading.report else None
        return json.dumps(parsed(reading.message, reading.verdict, reading.authentication, report, "x"))

    return one


def message_only(octets: bytes) -> object:
    """The letter as a Message, before anything is made of it."""
    return parse(octets, ReadingLimits())


def mail_parser(octets: bytes) -> object:
    """The same facts by mail-parser, as a line of JSON."""
    found = mailparser.parse_from_bytes(octets)
    return json.dumps([found.subject, found.from_, found.to, str(found.date), found.body, len(found.attachments)])


def standard_library(octets: bytes) -> object:
    """The same facts by the standard library's modern policy, as a line of JSON."""
    found = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    body = found.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    files = [one.get_content() for one in found.iter_attachments()]
    return json.dumps([found["subject"], found["from"], found["to"], found["date"], text, len(files)])


def speed(read: Callable[[bytes], object], small: Sequence[bytes]) -> float:
    """Letters a second of computing time."""
    begun = time.process_time()
    for octets in small:
        read(octets)
    return len(small) / (time.process_time() - begun)


def command(small: Sequence[bytes]) -> float:
    """Letters a second of computing time of the whole command, its start included."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, octets in enumerate(small):
            path = Path(folder) / f"{number}.eml"
            path.write_bytes(octets)
            names.append(str(path))
        words = [sys.executable, "-m", "bot", "parse", "--files-from", "-"]
        begun = _children()
        done = subprocess.run(words, input="\n".join(names), capture_output=True, text=True, check=True)
        took = _children() - begun
    assert len(done.stdout.splitlines()) == len(small)
    return len(small) / took


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Three rounds, the medians, and how many times as fast as mail-parser."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", type=int, default=2_000, help="letters")
    count = options.parse_args().n
    small = [one.octets for one in letters(2 * count, AT) if len(one.octets) < SMALL][:count]
    readers = {
        "veilleur, all of it": product(),
        "veilleur, the message": message_only,
        "mail-parser alone": mail_parser,
        "standard library alone": standard_library,
    }
    rounds = [{name: speed(read, small) for name, read in readers.items()} for _ in range(3)]
    print(f"{count} letters, {sum(map(len, small)) / count / 1000:.1f} kB on average; medians of three rounds")
    for name in readers:
        ratio = statistics.median(one[name] / one["mail-parser alone"] for one in rounds)
        print(f"{name:<24} {statistics.median(one[name] for one in rounds):8.0f} letters/s  {ratio:5.2f}")
    print(f"{'`veilleur parse`':<24} {command(small):8.0f} letters/s, its start included")


if __name__ == "__main__":
    main()
