"""The one table of ticket states: state and event give the next; a pair that is not in it changes nothing."""

from __future__ import annotations

from enum import StrEnum

from bot.errors import Illegal


class State(StrEnum):
    """States of a ticket (docs/reference: contract)."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    QUALIFYING = "qualifying"
    WAITING_DECLARANT = "waiting_declarant"
    IN_PROGRESS = "in_progress"
    SUPPORTING = "supporting"
    RESOLVED_DECLARED = "resolved_declared"
    CLOSED = "closed"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"
    EXERCISE = "exercise"
    REDIRECTED = "redirected"


class Event(StrEnum):
    """What happens to a ticket, in the past tense."""

    RECEIPT_ACKNOWLEDGED = "receipt_acknowledged"
    TAKEN = "taken"
    QUALIFIED = "qualified"
    QUESTIONS_ASKED = "questions_asked"
    DECLARANT_WROTE = "declarant_wrote"
    SUPPORT_BEGUN = "support_begun"
    RESOLUTION_DECLARED = "resolution_declared"
    RELAPSED = "relapsed"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    JUDGED_OUT_OF_SCOPE = "judged_out_of_scope"
    JUDGED_EXERCISE = "judged_exercise"
    JUDGED_REAL = "judged_real"
    REDIRECTED = "redirected"


_OPEN = (State.NEW, State.ACKNOWLEDGED, State.QUALIFYING, State.WAITING_DECLARANT, State.IN_PROGRESS, State.SUPPORTING)
_ENDED = (State.CLOSED, State.OUT_OF_SCOPE, State.DUPLICATE, State.REDIRECTED)
_LIVE = (*_OPEN, State.RESOLVED_DECLARED, State.EXERCISE)

_TABLE: dict[tuple[State, Event], State] = {
    (State.NEW, Event.RECEIPT_ACKNOWLEDGED): State.ACKNOWLEDGED,
    **{(s, Event.TAKEN): State.QUALIFYING for s in (State.NEW, State.ACKNOWLEDGED)},
    **{
        (s, Event.TAKEN): s
        for s in (
            State.QUALIFYING,
            State.WAITING_DECLARANT,
            State.IN_PROGRESS,
            State.SUPPORTING,
            State.RESOLVED_DECLARED,
            State.EXERCISE,
        )
    },
    **{
        (s, Event.QUALIFIED): State.IN_PROGRESS
        for s in (State.NEW, State.ACKNOWLEDGED, State.QUALIFYING, State.WAITING_DECLARANT)
    },
    **{(s, Event.QUALIFIED): s for s in (State.IN_PROGRESS, State.SUPPORTING)},
    **{(s, Event.QUESTIONS_ASKED): State.WAITING_DECLARANT for s in _OPEN},
    **{(s, Event.QUESTIONS_ASKED): s for s in (State.RESOLVED_DECLARED, State.EXERCISE)},
    (State.WAITING_DECLARANT, Event.DECLARANT_WROTE): State.QUALIFYING,
    **{(s, Event.DECLARANT_WROTE): s for s in _LIVE if s is not State.WAITING_DECLARANT},
    **{(s, Event.DECLARANT_WROTE): State.QUALIFYING for s in _ENDED if s not in (State.DUPLICATE, State.REDIRECTED)},
    **{(s, Event.DECLARANT_WROTE): s for s in (State.DUPLICATE, State.REDIRECTED)},
    **{(s, Event.SUPPORT_BEGUN): State.SUPPORTING for s in _OPEN},
    **{(s, Event.RESOLUTION_DECLARED): State.RESOLVED_DECLARED for s in _OPEN},
    (State.RESOLVED_DECLARED, Event.RESOLUTION_DECLARED): State.RESOLVED_DECLARED,
    (State.EXERCISE, Event.RESOLUTION_DECLARED): State.EXERCISE,
    (State.RESOLVED_DECLARED, Event.RELAPSED): State.IN_PROGRESS,
    (State.CLOSED, Event.RELAPSED): State.IN_PROGRESS,
    **{(s, Event.CLOSED): State.CLOSED for s in (*_LIVE, State.OUT_OF_SCOPE, State.REDIRECTED)},
    **{(s, Event.REOPENED): State.QUALIFYING for s in (*_ENDED, State.RESOLVED_DECLARED)},
    **{(s, Event.MERGED): State.DUPLICATE for s in _LIVE},
    **{(s, Event.JUDGED_OUT_OF_SCOPE): State.OUT_OF_SCOPE for s in _LIVE},
    **{(s, Event.JUDGED_EXERCISE): State.EXERCISE for s in _OPEN},
    (State.EXERCISE, Event.JUDGED_EXERCISE): State.EXERCISE,
    (State.EXERCISE, Event.JUDGED_REAL): State.QUALIFYING,
    **{(s, Event.REDIRECTED): State.REDIRECTED for s in _OPEN},
}


def after(state: State, event: Event) -> State:
    """The state that follows. Raises Illegal when this event cannot happen in this state."""
    try:
        return _TABLE[state, event]
    except KeyError:
        allowed = ", ".join(sorted(str(e) for s, e in _TABLE if s is state))
        raise Illegal(f"a ticket that is {state} cannot be {event}; possible here: {allowed}") from None


def is_open(state: State) -> bool:
    """True while the desk still has work with the ticket."""
    return state in _LIVE
