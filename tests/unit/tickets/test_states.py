"""The one table of states."""

from __future__ import annotations

import itertools

import pytest

from bot.errors import Illegal
from bot.tickets.states import Event, State, after, is_open

ALL = list(itertools.product(State, Event))


def _allowed(state: State, event: Event) -> bool:
    try:
        after(state, event)
    except Illegal:
        return False
    return True


@pytest.mark.parametrize(("state", "event"), [pair for pair in ALL if not _allowed(*pair)])
def test_a_pair_that_is_not_in_the_table_is_refused_with_what_is_possible(state: State, event: Event) -> None:
    with pytest.raises(Illegal, match=f"{state}.*possible here"):
        after(state, event)


def test_most_pairs_are_refused_and_every_state_has_some_that_are_not() -> None:
    assert all(any(_allowed(state, event) for event in Event) for state in State)
    assert sum(_allowed(*pair) for pair in ALL) < len(ALL)


@pytest.mark.parametrize("state", State)
def test_a_letter_of_the_declarant_is_never_illegal(state: State) -> None:
    after(state, Event.DECLARANT_WROTE)


@pytest.mark.parametrize("state", State)
def test_a_resolution_told_by_letter_never_closes(state: State) -> None:
    try:
        assert after(state, Event.RESOLUTION_DECLARED) is not State.CLOSED
    except Illegal:
        assert not is_open(state)


def test_every_state_can_be_reached_from_a_new_ticket() -> None:
    reached, frontier = {State.NEW}, [State.NEW]
    while frontier:
        state = frontier.pop()
        for event in Event:
            try:
                following = after(state, event)
            except Illegal:
                continue
            if following not in reached:
                reached.add(following)
                frontier.append(following)
    assert reached == set(State)


def test_a_closed_ticket_reopens_when_the_declarant_writes() -> None:
    assert after(State.CLOSED, Event.DECLARANT_WROTE) is State.QUALIFYING


@pytest.mark.parametrize("state", [State.DUPLICATE, State.REDIRECTED])
def test_what_was_passed_on_stays_passed_on(state: State) -> None:
    assert after(state, Event.DECLARANT_WROTE) is state
