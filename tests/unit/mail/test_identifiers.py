"""Our identifiers: what we sign verifies, what anybody else writes does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail.identifiers import (
    OwnIdentifier,
    claimed_kind,
    find_signed_tokens,
    find_tokens,
    mint_mark,
    mint_message_id,
    mint_token,
    ours,
    subject_token,
    ticket_number,
    verify_mark,
    verify_message_id,
)

KEY = b"k" * 32
PARTS = st.from_regex(r"[A-Za-z0-9_-]{1,20}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(PARTS, PARTS, PARTS, PARTS)
def test_a_message_id_of_ours_verifies_even_when_a_mailer_changes_its_case(
    kind: str, ticket: str, entry: str, random: str
) -> None:
    made = mint_message_id(KEY, "desk.example", kind, ticket, entry, random)
    wanted = OwnIdentifier(kind.lower(), ticket.lower(), entry.lower())
    assert verify_message_id(KEY, made) == wanted
    assert verify_message_id(KEY, f"<{made.upper()}>") == wanted
    assert verify_message_id(b"another" * 5, made) is None


def test_the_kind_a_message_id_claims_is_told_without_the_key_and_of_no_other_shape() -> None:
    made = mint_message_id(KEY, "desk.example", "notice", "SSI-2026-000123", "7", "r4nd0m")
    assert claimed_kind(made) == claimed_kind(made.upper()) == "notice"
    assert claimed_kind("v1.notice.x@desk.example") is None and claimed_kind("CAF12@mail.example") is None


def test_a_changed_message_id_does_not_verify() -> None:
    made = mint_message_id(KEY, "desk.example", "ack", "SSI-2026-000123", "7", "r4nd0m")
    assert verify_message_id(KEY, made.replace("000123", "000124")) is None
    assert verify_message_id(KEY, made[:-20] + "@desk.example") is None
    assert verify_message_id(b"", made) is None


def test_a_mark_is_no_message_id_and_the_other_way_round() -> None:
    mark = mint_mark(KEY, "ack", "SSI-2026-000123", "7")
    assert verify_mark(KEY, mark) == OwnIdentifier("ack", "ssi-2026-000123", "7")
    assert verify_mark(KEY, mark.replace("ack", "page")) is None
    assert verify_mark(KEY, "a/b/c/d") is None


def test_it_refuses_to_sign_what_could_break_out() -> None:
    with pytest.raises(ValueError, match="identifier"):
        mint_mark(KEY, "ack\r\nBcc: x", "1", "2")


def test_it_finds_ours_among_foreign_identifiers() -> None:
    made = mint_message_id(KEY, "desk.example", "ack", "T1", "E1", "x")
    assert [one.ticket for one in ours(KEY, ["foreign@x.example", made, "v1.a.b.c.d@desk.example"])] == ["t1"]


@pytest.mark.parametrize(
    "subject",
    [
        "RE: [SSI-2026-000123] Questions",
        "re : [ssi-2026-123]",
        "TR: [ SSI - 2026 - 000123 ]",
        "[SSI-2026-000123][SSI-2026-000123]",
    ],
)
def test_it_reads_the_bare_token_as_people_mangle_it(subject: str) -> None:
    assert find_tokens("SSI", subject) == ("SSI-2026-000123",)


def test_it_makes_the_token_it_finds() -> None:
    number = ticket_number("SSI", 2026, 123)
    assert subject_token(number) == "[SSI-2026-000123]"
    assert find_tokens("SSI", subject_token(number)) == (number,)
    assert find_tokens("ABC", subject_token(number)) == ()


def test_a_signed_token_proves_its_ticket_in_text_and_in_a_plus_address() -> None:
    token = mint_token(KEY, "SSI-2026-000123")
    address = f"desk+{token}@desk.example"
    assert len(address.partition("@")[0]) <= 64
    assert find_signed_tokens(KEY, "SSI", address) == ("SSI-2026-000123",)
    assert find_signed_tokens(KEY, "SSI", f"voir {token}.") == ("SSI-2026-000123",)
    assert find_signed_tokens(KEY, "SSI", token.replace("000123", "000124")) == ()
    assert find_signed_tokens(b"", "SSI", token) == ()
