"""Letters nobody would write, by the million: `make fuzz` (ARGS="-max_total_time=600"), or a few without any tool.

With atheris the search is led by what parts of the reader a letter reaches; without it letters are changed by chance.
A find is written to `crash-*` and belongs into tests/corpus or tests/unit/ingest/test_found.py.
"""

from __future__ import annotations

import importlib
import json
import pickle
import random
import sys
import time
from pathlib import Path

SEEDS = Path(__file__).parent / "corpus"
WORDS = (
    b"Content-Type: multipart/mixed; boundary=B\r\n",
    b"\r\n--B\r\n",
    b"--B--",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"=?utf-8?b?",
    b"=?iso-8859-1?q?=E9?=",
    b"name*0*=utf-8''",
    b"charset=utf-16\r\n",
    b"begin 644 a\r\n",
    b"\x78\x9f\x3e\x22",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1 ",
    b"BEGIN:VEVENT\r\n",
    b"<div style='display:none'>",
    b"-----Message d'origine-----\r\nDe : a@b.example\r\n",
    b"Final-Recipient: rfc822; a@b.example\r\n",
    b"-----BEGIN PGP MESSAGE-----",
    b"Received: from a by b; ",
)
LONGEST_S = 1.0


def check(octets: bytes) -> None:
    """Read one letter in every way the daemon does; raises AssertionError when a promise is broken."""
    from bot.ingest.kinds.classify import SortingContext, classify
    from bot.ingest.parse import parse
    from bot.ingest.parsed_json import parsed
    from bot.ingest.trust.authenticate import authenticate
    from bot.ingest.trust.lookalike import lookalike
    from bot.settings.model import ReadingLimits

    own = frozenset({"fssi@desk.example"})
    begun = time.process_time()
    _inside(octets)
    message = parse(octets, ReadingLimits())
    verdict = classify(message, SortingContext(own_addresses=own, key=b"k" * 32))
    authentication = authenticate(message, ("mx.desk.example",), own, ("ars.sante.fr",))
    lookalike(message, ("ars.sante.fr",), own)
    took = time.process_time() - begun
    assert not [one for one in message.defects if one.code == "parser_failed"], message.defects
    told = parsed(message, verdict, authentication, None, "x")
    json.dumps(told, ensure_ascii=False).encode("utf-8")
    assert pickle.loads(pickle.dumps(message)) == message
    assert took < LONGEST_S, f"{took:.2f} s"


def _inside(octets: bytes) -> None:
    """What usually stands under base64, given bare: so each change is one to the format itself."""
    from bot.ingest.containers.compound import SIGNATURE as COMPOUND
    from bot.ingest.containers.outlook import read_outlook
    from bot.ingest.containers.tnef import SIGNATURE, read_tnef
    from bot.ingest.text.rtf import decompressed, rtf_text
    from bot.ingest.trust.dkim import dkim_seals

    if octets.startswith(SIGNATURE):
        read_tnef(octets)
    elif octets.startswith(COMPOUND):
        read_outlook(octets, 100_000)
    elif octets.startswith(b"{\\rtf"):
        rtf_text(octets)
    elif octets[8:12] == b"LZFu":
        rtf_text(decompressed(octets))
    elif octets[:15].lower() == b"dkim-signature:":
        dkim_seals(octets, {}.get, None)


def changed(seeds: list[bytes], chance: random.Random) -> bytes:
    """A letter made of others by a few changes."""
    octets = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(octets) + 1)
        turn = chance.randrange(6)
        if turn == 0:
            octets[at : at + 1] = bytes([chance.randrange(256)])
        elif turn == 1:
            del octets[at : at + chance.randint(1, 200)]
        elif turn == 2:
            octets[at:at] = chance.choice(WORDS)
        elif turn == 3:
            octets[at:at] = octets[at : at + chance.randint(1, 100)] * chance.choice((2, 10, 200))
        elif turn == 4:
            other = chance.choice(seeds)
            start = chance.randrange(len(other) + 1)
            octets[at:at] = other[start : start + chance.randint(1, 2_000)]
        else:
            octets[at:at] = chance.choice((b"\0", b"\r", b"\n", b"\r\n\r\n", b"\xff\xfe", b"\xed\xa0\x80", b">", b"("))
    return bytes(octets[:200_000])


def seed_octets() -> list[bytes]:
    """The letters and formats that a search begins from."""
    return [path.read_bytes() for path in (*sorted(SEEDS.glob("*.eml")), *sorted((SEEDS / "seeds").iterdir()))]


def search(seconds: float, number: int) -> int:
    """Check letters changed by chance for so long; how many there were."""
    seeds = seed_octets()
    chance = random.Random(number)
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        octets = changed(seeds, chance)
        count += 1
        try:
            check(octets)
        except Exception:
            Path(f"crash-{number}-{count}.eml").write_bytes(octets)
            raise
    return count


def main() -> None:
    """By atheris when it is there (its own options), else by chance for the seconds given."""
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        seconds = float(next((one for one in sys.argv[1:] if one.replace(".", "").isdigit()), "60"))
        print(f"{search(seconds, int(seconds))} letters, nothing found")
        return
    with atheris.instrument_imports(include=["bot.ingest", "bot.mail"]):
        check(b"")
    known = [str(SEEDS)] if not [one for one in sys.argv[1:] if not one.startswith("-")] else []
    atheris.Setup([*sys.argv, "-timeout=5", "-rss_limit_mb=300", *known], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
