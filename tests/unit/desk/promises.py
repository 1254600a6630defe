"""What must hold after any night, as questions to it: the names of the invariants that it broke."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.desk.kept.records import OutboxStatus, PageRow
from bot.desk.pages.case_log import rebuilt
from tests.unit.desk.chaos import Night, copies

_ADVANCED = ("not_told", "refuse", "alarm", "taken")


def broken(night: Night) -> list[str]:
    """The invariants (I1 to I7 and I9 of the model) this night broke, each with what shows it; empty when all held."""
    found: dict[str, Sequence[object]] = {
        "I1 lost": _every_page_reached_its_end(night),
        "I2 doubled": _copies_beyond_the_crashes(night),
        "I3 paged after it was taken": night.late,
        "I4 too soon": _steps_too_soon(night),
        "I5 silent": [] if _never_silent(night) else [night.case().state],
        "I6 a step without trace": _steps_without_trace(night),
        "I7 moved by somebody else": _moved_by_others(night),
        "I9 not in the log": _not_rebuilt(night),
    }
    return [f"{name}: {shown[0]}" for name, shown in found.items() if shown]


def _every_page_reached_its_end(night: Night) -> list[str]:
    """I1: delivered when sent; else cancelled by a human's act, or told as not reached."""
    entries, got = night.entries(), copies(night.delivered)
    not_told = sum(1 for _, kind, _ in night.events() if kind == "not_told")
    lost = [mid for mid, e in entries.items() if e.status is OutboxStatus.SENT and mid not in got]
    stuck = [mid for mid, e in entries.items() if e.status in (OutboxStatus.QUEUED, OutboxStatus.SENDING)]
    given_up = [e for e in entries.values() if e.status in (OutboxStatus.FAILED, OutboxStatus.UNCERTAIN)]
    unnamed = sorted(entries.keys() ^ {page.message_id for page in night.pages()})
    ordered = sorted((d["round"], d["step"], d["person"]) for _, kind, d in night.events() if kind == "page")
    never = [] if ordered == sorted((p.round, p.step, p.person) for p in night.pages()) else ["decided, never ordered"]
    return [*lost, *stuck, *unnamed, *never, *(["given up unseen"] if len(given_up) > not_told else [])]


def _copies_beyond_the_crashes(night: Night) -> list[str]:
    """I2: one Message-ID for a page for ever, at most one copy more for each crash or doubt."""
    pages, allowed = night.pages(), 1 + night.crashes + night.doubts
    shared = [page.message_id for page in pages if sum(page.message_id == other.message_id for other in pages) > 1]
    return [*shared, *(mid for mid, count in copies(night.delivered).items() if count > allowed)]


def _steps_too_soon(night: Night) -> list[str]:
    """I4: a step's whole wait before the next one, unless somebody refused, was absent or could not be reached."""
    policy, events, found = night.office.rules.policies["off-hours"], night.events(), []
    asked = 0
    for one, next_one in pairwise(night.pages()):
        asked = asked if _call_back(night, one) else one.step
        alarming = any(at == one.at and d.get("kind") == "exhausted" for at, _, d in events)
        wait = policy.alarm_every if alarming else policy.steps[asked].wait
        may = (*_ADVANCED, "postponed") if _call_back(night, next_one) else _ADVANCED
        advanced = any(one.at <= at <= next_one.at and kind in may for at, kind, _ in events)
        if next_one.at - one.at < wait and not advanced:
            found.append(f"{one} then {next_one}")
    return found


def _call_back(night: Night, page: PageRow) -> bool:
    """The page of whoever asked for time: numbered after the steps of its round, and no alarm."""
    if page.step != len(night.office.rules.policies["off-hours"].steps):
        return False
    return not any(at == page.at and d.get("kind") == "exhausted" for at, _, d in night.events())


def _never_silent(night: Night) -> bool:
    """I5: taken, closed, or something is due."""
    case = night.case()
    idle = case.state == "closed" or (case.state == "acknowledged" and case.lease_until is None)
    return idle or (case.due_at is not None and case.due_at > night.silent_before)


def _steps_without_trace(night: Night) -> list[tuple[int, int]]:
    """I6: each step before the last one paged somebody or left an alarm that nobody was there."""
    told = [str(detail.get("detail")) for _, kind, detail in night.events() if kind == "alarm"]
    empty = {(int(m[1]) - 1, int(m[2]) - 1) for t in told if (m := re.search(r"at round (\d+), step (\d+)", t))}
    seen = {(page.round, page.step) for page in night.pages() if not _call_back(night, page)} | empty
    return sorted((r, s) for r, last in seen for s in range(last) if (r, s) not in seen)


def _moved_by_others(night: Night) -> list[str]:
    """I7: only a letter of the person paged moves the case; strangers, forgeries and machines never."""
    moves = [str(detail.get("message_id")) for _, kind, detail in night.events() if kind in ("take", "refuse", "later")]
    return [message_id for message_id in moves if not message_id.startswith(("take.", "refuse.", "later."))]


def _not_rebuilt(night: Night) -> list[str]:
    """I9: the events alone rebuild the case and its pages."""
    case, pages = rebuilt(night.row.id, night.events())
    known = sorted(pages, key=lambda page: (page.at, page.round, page.step))
    return [*([] if case == night.case() else [f"{case}"]), *([] if known == night.pages() else [f"{known}"])]
