"""Which secrets a letter carries, from its text, its numbers and the names of its attachments."""

from __future__ import annotations

from collections.abc import Iterator

from bot.mail.message import Attachment, Message
from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.numbers.nir import nir_spans
from bot.report.numbers.told_apart import Number
from bot.report.reading import Reading
from bot.report.secrets.persons import numbered_persons, patient_rows, person_spans, tabled_persons
from bot.report.secrets.sensitive import credential_spans, names_patients
from bot.report.words.folded import TEXT_LIMIT, fold

_ROWS_MAKE_A_LIST, _NAMED_WITH_NUMBERS = 3, 2
# A single patient named counts as a list of one: the closed words of a report have no other for him.


def sensitive_in(
    message: Message, reading: Reading, evidence: Evidence, numbers: list[Number]
) -> Found[tuple[str, ...]] | None:
    """`nir`, `patient_list`, `credentials` that are in the letter or said to be attached; None when nothing is."""
    places: dict[str, tuple[int, int]] = {}
    for number in numbers:
        if number.kind == "nir":
            places.setdefault("nir", (number.start, number.end))
    for attachment, folded in _written_out(message):
        place = reading.extent(f"attachment:{attachment.path}")
        if nir_spans(folded):
            places.setdefault("nir", place)
        if credential_spans(folded):
            places.setdefault("credentials", place)
    if message.attachments and (named := evidence.stated("nir_named")) is not None:
        places.setdefault("nir", (named.start, named.end))
    nirs = [number for number in numbers if number.kind == "nir"]
    if (listed := _patient_list(message, reading, evidence)) is not None:
        places["patient_list"] = listed
    elif numbered_persons(reading.folded, [number.start for number in nirs]) >= _NAMED_WITH_NUMBERS:
        places["patient_list"] = nirs[0].start, nirs[-1].end
    if spans := credential_spans(reading.folded, reading.words):
        places["credentials"] = spans[0]
    if not places:
        return None
    first = next(iter(places.values()))
    names = tuple(name for name in ("nir", "patient_list", "credentials") if name in places)
    return reading.found(names, 0.85, *first)


def _written_out(message: Message) -> Iterator[tuple[Attachment, str]]:
    """Attachments that are plain text, each with the beginning of it folded."""
    for attachment in message.attachments:
        if attachment.text:
            yield attachment, fold(attachment.text[:TEXT_LIMIT])


def _patient_list(message: Message, reading: Reading, evidence: Evidence) -> tuple[int, int] | None:
    for attachment in message.attachments:
        if names_patients(attachment.filename):
            return reading.extent(f"attachment:{attachment.path}")
    for attachment, folded in _written_out(message):
        if patient_rows(folded) >= _ROWS_MAKE_A_LIST or tabled_persons(folded):
            return reading.extent(f"attachment:{attachment.path}")
    told = evidence.stated("patient_list")
    if told is not None and message.attachments:
        return told.start, told.end
    if patient_rows(reading.folded) >= _ROWS_MAKE_A_LIST:
        return reading.extent("text")
    if reading.aligned is not None and (named := person_spans(reading.aligned, reading.folded)):
        return named[0]
    return None
