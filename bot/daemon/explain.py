"""The decision the daemon would take for a letter as a first letter, and why: no database, no clock, nothing sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.daemon.config import Configuration
from bot.daemon.reader import make_reader
from bot.daemon.time_limit import in_time
from bot.daemon.wiring import reader_setup, renderer_of
from bot.desk.authority import CALL_BACK, unproven
from bot.desk.kept.letters import LetterContext
from bot.desk.office import Office
from bot.desk.reading import Reading
from bot.desk.writing.answering import answer_address
from bot.desk.writing.context import deciding_reasons, letter_context
from bot.errors import Missing, Permanent
from bot.ingest.parsed_json import parsed
from bot.mail.language import language_of
from bot.report import fields
from bot.rules.decide import decide
from bot.rules.decision import Judgement, LetterOrder
from bot.rules.facts import Facts
from bot.rules.trace import judgement_dict
from bot.tickets.model import Ticket
from bot.tickets.states import State


class Explainer:
    """Explains letters under one configuration."""

    def __init__(self, configuration: Configuration) -> None:
        self._office = Office(configuration.settings, configuration.rules)
        self._read = in_time(make_reader(reader_setup(configuration)), configuration.settings.reading.seconds)
        self._renderer = renderer_of(configuration)

    def explain(self, file: str, octets: bytes, received_at: datetime | None, account: str | None) -> dict[str, Any]:
        """The contract's `explain --json` object of one letter.

        Without `received_at` the letter's topmost Received field tells. Raises Missing when neither does.
        """
        reading = self._read(octets, received_at)
        at = received_at or reading.message.received_at
        if at is None:
            raise Missing(f"{file} has no Received field that tells when it came in: give --received-at")
        judgement = self.judge(reading, at, account or "")
        told = judgement_dict(judgement)
        letters = (self._letter(order, reading, judgement) for order in judgement.decision.letters)
        # Who may not be answered (RFC 3834) is not: the daemon orders no such letter.
        told["decision"]["letters"] = [letter for letter in letters if letter["to"]]
        report = fields.with_sources(reading.report) if reading.report else None
        message = parsed(reading.message, reading.verdict, reading.authentication, report, file)
        return {"file": file, "message": message, **told}

    def judge(self, reading: Reading, at: datetime, account: str) -> Judgement:
        """The judgement of a first letter received at an instant, now being that instant."""
        return decide(
            Facts(
                message=reading.message,
                verdict=reading.verdict,
                authentication=reading.authentication,
                report=reading.report,
                account=account,
                account_role=self._office.role_of(account),
                received_at=at,
                now=at,
                new_ticket=True,
                ticket=None,
                language=language_of(reading.message.new_text, self._office.settings.identity.default_language),
            ),
            self._office.rules,
        )

    def _letter(self, order: LetterOrder, reading: Reading, judgement: Judgement) -> Mapping[str, Any]:
        language, to = self._addressee(order, reading)
        try:
            words = self._renderer.render(order.template, language, self._context(order, reading, judgement))
            subject, text, html = words.subject, words.text, words.html
        except Permanent as error:
            subject, text, html = "", f"cannot be rendered: {error}", ""
        return {"template": order.template, "to": to, "subject": subject, "text": text, "html": html}

    def _addressee(self, order: LetterOrder, reading: Reading) -> tuple[str, str]:
        if order.role == "declarant":
            default = self._office.settings.identity.default_language
            return language_of(reading.message.new_text, default), answer_address(self._office, reading) or ""
        person = self._office.person(order.to)
        return (person.language, ", ".join(person.mails)) if person else ("fr", order.to)

    def _context(self, order: LetterOrder, reading: Reading, judgement: Judgement) -> LetterContext:
        decision, page = judgement.decision, judgement.decision.page
        more: dict[str, Any] = {"questions": decision.questions, "paged": page is not None}
        if order.role == "person":
            warned = (CALL_BACK,) if unproven(self._office, reading) else ()
            more["facts"] = (*warned, *deciding_reasons(decision))
            unreachable = (n for n in decision.notify if n.startswith("ars-") and not self._office.mails([n]))
            more["not_told"] = tuple(unreachable)
        if order.template == "page" and page is not None:
            later = next((step.at for step in page.steps[1:]), None)
            more |= {"person": order.to, "step": 1, "round": 1, "policy": page.policy, "next_step_at": later}
        return letter_context(self._rehearsed(reading, judgement), judgement, **more)

    def _rehearsed(self, reading: Reading, judgement: Judgement) -> Ticket:
        """The ticket that would be opened; its number is made of zeros, which no real one is."""
        message, decision, at = reading.message, judgement.decision, judgement.clock.received_at
        report = fields.bare(reading.report) if reading.report else {}
        year = at.astimezone(self._office.rules.zone).year
        return Ticket(
            number=f"{self._office.settings.identity.ticket_prefix}-{year}-000000",
            state=State.NEW,
            track=decision.track,
            severity=decision.severity,
            queue=decision.queue,
            opened_at=at,
            received_at=at,
            subject=message.subject,
            language="fr",
            requester=message.author.address if message.author else "",
            structure=report.get("structure"),
            significant=decision.significant,
            report=report,
            questions=decision.questions,
        )
