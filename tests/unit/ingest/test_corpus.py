"""Every letter of tests/corpus is read as its .expect.json says; each fixed fault leaves one there."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.ingest.parsed_json import parsed
from bot.ingest.trust.authenticate import authenticate
from bot.settings.model import ReadingLimits

CORPUS = Path(__file__).parents[2] / "corpus"
LETTERS = sorted(CORPUS.glob("*.eml"))
CONTEXT = SortingContext(own_addresses=frozenset({"fssi@desk.example", "desk@desk.example"}), key=b"k" * 32)


def _subset(told: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    assert len(told) == len(wanted)
    for one, want in zip(told, wanted, strict=True):
        assert {key: one[key] for key in want} == want


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_it_reads_each_letter_of_the_corpus_as_told(path: Path) -> None:
    want = json.loads(path.with_suffix("").with_suffix(".expect.json").read_text(encoding="utf-8"))
    message = parse(path.read_bytes(), ReadingLimits())
    verdict = classify(message, CONTEXT)
    ids = want.get("authserv_ids", ())
    told = parsed(message, verdict, authenticate(message, ids, CONTEXT.own_addresses), None, path.name)
    assert pickle.loads(pickle.dumps((message, verdict))) == (message, verdict)
    assert json.loads(json.dumps(told, ensure_ascii=False).encode("utf-8")) == told
    for key in ("kind", "automatic", "subject", "date", "new_text", "original_message_id", "feedback"):
        if key in want:
            assert told[key] == want[key], key
    if "from" in want:
        assert [one["address"] for one in told["from"]] == [want["from"]]
    if "from_none" in want:
        assert told["from"] == []
    for key in ("trust", "dkim", "signed"):
        if key in want:
            assert told["authentication"][key] == want[key], key
    if "seals" in want:
        assert [[one["method"], one["state"]] for one in told["authentication"]["seals"]] == want["seals"]
    if "flags" in want:
        assert [one["flags"] for one in told["attachments"]] == want["flags"]
    if "received_at" in want:
        assert message.received_at is not None
        assert message.received_at.isoformat() == want["received_at"]
    if "absence" in want:
        assert verdict.absence is want["absence"]
    if "attachments" in want:
        assert [[one["path"], one["filename"]] for one in told["attachments"]] == want["attachments"]
    if "delivery" in want:
        _subset(told["delivery"], want["delivery"])
    if "forwarded" in want:
        flat = [{**one, "address": (one["from"] or {}).get("address")} for one in told["forwarded"]]
        _subset(flat, want["forwarded"])
    if "inner_ids" in want:
        assert list(message.inner_ids) == want["inner_ids"]
    for piece in want.get("text_contains", ()):
        assert piece in told["text"]
    for piece in want.get("text_lacks", ()):
        assert piece not in told["text"]
    if "defects" in want:
        assert set(want["defects"]) <= {one["code"] for one in told["defects"]}
        if not want["defects"]:
            assert told["defects"] == []


def test_the_corpus_is_not_empty() -> None:
    assert len(LETTERS) >= 100
