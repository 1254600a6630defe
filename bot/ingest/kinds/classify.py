"""What kind of letter this is: a Message in, a Verdict with its reasons out. In doubt a letter is a report for a
human to see.

Order: own, delivery report, receipt, feedback, calendar, automatic answer, junk, list, follow-up, report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.ingest.kinds.bulletin import by_list_program, declares_through, sent_to_many
from bot.ingest.kinds.junk import junk_by
from bot.ingest.kinds.signs import is_absence, list_signs, replied_by_machine, sent_by_machine
from bot.ingest.text.forward import is_forward_subject
from bot.mail.identifiers import MARK_FIELD, find_signed_tokens, find_tokens, ours, verify_mark
from bot.mail.message import Message
from bot.mail.verdict import Kind, Verdict

FORGED = "identifier forged"
_RECEIPT_SUBJECT = re.compile(
    r"^\s{0,4}(?:lu|non lu|read|not read|gelesen|leído|letto|accus[ée] de lecture|confirmation de lecture|return "
    r"receipt|read receipt|read-receipt|disposition notification|lesebestätigung)\s?(?:\(?[^:]{0,20})?:|"
    r"^\s{0,4}(?:accus[ée] de r[ée]ception|return receipt|empfangsbestätigung|ricevuta di ritorno|"
    r"acuse de recibo)\s?\((?:affich|"
    r"lu\b|supprim|display|read|delet|angezeigt|gelesen|visualizz|mostrad)[^)]{0,20}\)\s?[-–:]",
    re.IGNORECASE,
)
_RECEIPT_TEXT = re.compile(
    r"(?:votre|your) (?:message|mail)[^.]{0,200}(?:a été (?:lu|affiché|ouvert|supprimé)|was (?:read|displayed|"
    r"opened|deleted))|accus[ée] de (?:lecture|r[ée]ception) (?:pour|du|de)|return receipt for|this is a (?:return|"
    r"read) receipt",
    re.IGNORECASE | re.DOTALL,
)
_REPLY_SUBJECT = re.compile(
    r"\s{0,5}(?:\[[^\]]{0,60}\]\s?)?(?:re|r[ée]p|r[ée]f|aw|sv|antw|odp|vs|ref|答复|回复)\s?(?:\[\d+\])?\s?[:：]",
    re.IGNORECASE,
)
_SEALED = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted"}
)
_PGP = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True, slots=True)
class SortingContext:
    """What must be known of ourselves to sort letters. Pickles; the key is never shown."""

    own_addresses: frozenset[str] = frozenset()
    ticket_prefix: str = "SSI"
    key: bytes = field(default=b"", repr=False)


def classify(message: Message, context: SortingContext) -> Verdict:
    """The kind of a letter, whether a machine sent it, and why."""
    machine = sent_by_machine(message)
    mark, forged = _mark(message, context)
    kind, reasons = _kind(message, context, machine, mark)
    automatic = bool(machine) or kind in (
        Kind.OWN,
        Kind.DELIVERY_REPORT,
        Kind.READ_RECEIPT,
        Kind.FEEDBACK_REPORT,
        Kind.AUTO_REPLY,
        Kind.LIST,
    )
    told = (*reasons, *(reason for reason in machine if reason not in reasons), *((forged,) if forged else ()))
    return Verdict(kind, automatic, told[:20], absence=kind is Kind.AUTO_REPLY and is_absence(message))


def _kind(
    message: Message, context: SortingContext, machine: tuple[str, ...], mark: bool
) -> tuple[Kind, tuple[str, ...]]:
    if mark:
        return Kind.OWN, (f"{MARK_FIELD if message.values(MARK_FIELD) else 'Message-ID'} verifies: it is ours",)
    sealed = _unreadable(message)
    if message.deliveries:
        return Kind.DELIVERY_REPORT, _delivery_reasons(message)
    receipt = _receipt(message, machine)
    if receipt:
        return Kind.READ_RECEIPT, (receipt,)
    if message.feedback is not None:
        return Kind.FEEDBACK_REPORT, (f"Feedback-Type: {message.feedback.type}",)
    calendar = next((one for one in message.part_types if one.startswith("text/calendar;method=")), None)
    if calendar is not None:
        return Kind.CALENDAR, (f"part {calendar}",)
    answered_for = replied_by_machine(message)
    if answered_for:
        return Kind.AUTO_REPLY, answered_for
    if sealed:
        return Kind.UNREADABLE, (sealed,)
    junk = junk_by(message, context.own_addresses)
    if junk:
        return Kind.JUNK, (junk,)
    claimed = _ticket_signs(message, context)
    listed = list_signs(message)
    # Responders write this precedence too: it makes no list of an alert put into one.
    replied = message.value("auto-submitted").strip().lower().startswith("auto-replied")
    bulk = not replied and message.value("precedence").strip().lower() in ("bulk", "list", "junk")
    if claimed:
        return Kind.FOLLOW_UP, claimed
    many = _to_many(message, listed, bulk, _addressed(message, context))
    if many:
        return Kind.LIST, many
    answered = _reply_signs(message)
    return (Kind.FOLLOW_UP, answered) if answered else (Kind.REPORT, ("no sign of another kind",))


def _to_many(message: Message, listed: tuple[str, ...], bulk: bool, addressed: bool) -> tuple[str, ...]:
    """Why this is a letter to many that declares nothing. A portal, a hospital's own list may carry a report; a
    newsletter about attacks, the program of a list do not."""
    program = by_list_program(message)
    if program is not None:
        return (program,)
    if not (listed or bulk):
        sign = sent_to_many(message, addressed)
        return (sign,) if sign is not None else ()
    if declares_through(message, addressed):
        return ()
    return tuple(f"{name} present" for name in listed) or ("Precedence: bulk",)


def _mark(message: Message, context: SortingContext) -> tuple[bool, str | None]:
    """Whether this is a letter of our own come back, and what is wrong with a mark that is not."""
    values = message.values(MARK_FIELD)
    identified = ours(context.key, (message.message_id,) if message.message_id else ())
    author = message.author
    from_us = author is not None and author.address.lower() in {one.lower() for one in context.own_addresses}
    if not values:
        return bool(identified) and from_us, None
    told = verify_mark(context.key, values[0])
    if told is None:
        return False, f"{FORGED}: {MARK_FIELD} does not verify"
    if len(values) > 1 or not from_us:
        return False, f"{FORGED}: {MARK_FIELD} of ours on a letter that is not"
    if identified and identified[0] != told:
        return False, f"{FORGED}: {MARK_FIELD} and Message-ID disagree"
    return True, None


def _unreadable(message: Message) -> str | None:
    """Why nobody can read this letter, or None."""
    codes = {defect.code for defect in message.defects}
    if "parser_failed" in codes:
        return "the letter could not be parsed"
    if not message.text.strip():
        if not message.fields or (not message.from_ and not message.subject and not message.attachments):
            return "neither author, subject nor text"
        if any(one in _SEALED for one in message.part_types) and not any(
            one.content_type.startswith(("text/", "image/")) for one in message.attachments
        ):
            return "encrypted, cannot be read here"
    elif message.text.lstrip().startswith(_PGP):
        return "encrypted (OpenPGP), cannot be read here"
    elif "header_absent" in codes and sum(
        one.isprintable() or one.isspace() for one in message.text[:2_000]
    ) < 0.8 * len(message.text[:2_000]):
        return "no header field and no text"
    return None


def _delivery_reasons(message: Message) -> tuple[str, ...]:
    first = message.deliveries[0]
    outcome = f"{first.action} {first.status or ''}".strip()
    if any(one.endswith("delivery-status") for one in message.part_types):
        return "part message/delivery-status", outcome
    if message.values("x-failed-recipients"):
        return "X-Failed-Recipients present", outcome
    author = message.author.address[:60] if message.author is not None else ""
    return f"subject: {message.subject[:60]}", f"From: {author}", outcome


def _receipt(message: Message, machine: tuple[str, ...]) -> str | None:
    if "message/disposition-notification" in message.part_types:
        return "part message/disposition-notification"
    if "disposition-notification" in message.value("content-type").lower():
        return "report-type=disposition-notification"
    if (
        _RECEIPT_SUBJECT.match(message.subject[:200])
        and (machine or _RECEIPT_TEXT.search(message.text[:2_000]))
        and len(message.new_text) < 1_500
    ):
        return f"subject: {message.subject[:40]}"
    return None


def _ticket_signs(message: Message, context: SortingContext) -> tuple[str, ...]:
    reasons: list[str] = []
    ids = (*message.in_reply_to, *message.references, *message.inner_ids)
    if ours(context.key, ids):
        reasons.append("In-Reply-To or References: a letter of ours")
    places = " ".join(
        (*(one.address for one in (*message.to, *message.cc)), *message.delivered_to, message.text[:200_000])
    )
    if find_signed_tokens(context.key, context.ticket_prefix, places):
        reasons.append("signed ticket token")
    tokens = find_tokens(context.ticket_prefix, message.subject) or find_tokens(
        context.ticket_prefix, message.text[:200_000]
    )
    if tokens:
        reasons.append(f"ticket token [{tokens[0]}]")
    return tuple(reasons)


def _reply_signs(message: Message) -> tuple[str, ...]:
    """A reply by its headers and text; a letter passed on is none, whatever its References say."""
    subject = message.subject[:200]
    if is_forward_subject(subject) or (message.forwarded and not _REPLY_SUBJECT.match(subject)):
        return ()
    answered = bool(message.in_reply_to or message.references)
    titled = bool(_REPLY_SUBJECT.match(subject))
    if answered and (titled or message.cuts or message.in_reply_to):
        return ("In-Reply-To" if message.in_reply_to else "References",)
    return ("subject and quoted text of a reply",) if titled and message.cuts else ()


def _addressed(message: Message, context: SortingContext) -> bool:
    own = {one.lower() for one in context.own_addresses}
    return not own or any(one.address.lower() in own for one in (*message.to, *message.cc))
