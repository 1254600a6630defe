"""The effects of an escalation as letters and alarms: each page has one key and one Message-ID for ever."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import CaseRow, OutboxEntry, OutboxStatus, PageRow
from bot.desk.office import Office
from bot.desk.pages.case_log import PAGED
from bot.desk.pages.page_notices import tell
from bot.desk.ports import Unit
from bot.desk.writing.alarms import alarm
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, place
from bot.rules.escalation.case import Alarm, Effect, NotPostponed, Page, Postponed, Remind, Taken, TakenAlready
from bot.rules.escalation.hearing import WAITING
from bot.rules.escalation.machine import may_wait
from bot.tickets.model import Ticket


def carry_out(unit: Unit, office: Office, row: CaseRow, ticket: Ticket, effect: Effect, now: datetime) -> str | None:
    """Carry out one effect; the Message-ID when it was a page."""
    if isinstance(effect, Page):
        message_id = _page(unit, office, row, ticket, effect, now)
        unit.cases.add_event(row.id, now, PAGED, {**_told(effect), "message_id": message_id})
        return message_id
    unit.cases.add_event(row.id, now, type(effect).__name__.lower(), _told(effect))
    match effect:
        case Alarm():
            _alarm(unit, office, row, ticket, effect, now)
        case Taken():
            for name in (effect.person, *effect.others):
                tell(unit, office, row, ticket, name, "page-taken", now, taken_by=effect.person, taken_at=effect.at)
        case TakenAlready():
            by, at = effect.by or ticket.owner or ticket.state, effect.at or now
            tell(unit, office, row, ticket, effect.person, "page-taken", now, taken_by=by, taken_at=at)
        case Remind():
            tell(unit, office, row, ticket, effect.person, "page-reminder", now, next_step_at=effect.lease_until)
        case Postponed():
            tell(unit, office, row, ticket, effect.person, "page-postponed", now, called_back_at=effect.until)
        case NotPostponed():
            tell(unit, office, row, ticket, effect.person, "page-postponed", now, next_step_at=effect.due_at)
    return None


def not_acted_on(
    unit: Unit, office: Office, ticket: Ticket, page: PageRow, why: str, letter_id: int, now: datetime
) -> None:
    """Tell the person paged why the answer changed nothing, `unclear` or `unproven`, and whether the clock runs.

    The answer to this letter counts as one to the page. It goes to the addresses of the configuration alone.
    """
    row = unit.cases.get(page.case_id)
    facts = {"next_step_at": row.case.due_at if row.case.state in WAITING else None, "chain": chain(row, page.person)}
    tell(unit, office, row, ticket, page.person, f"page-{why}", now, f"{why}/{letter_id}", **facts)


def answered_in_vain(unit: Unit, office: Office, ticket: Ticket, page: PageRow, now: datetime) -> None:
    """Tell the desk, once an hour, that answers in a person's name come and come and change nothing."""
    text = f"{ticket.number}: answers-in-vain: {page.person}: no further letter about them goes there within the hour"
    key = f"case/{page.case_id}/answers-in-vain/{page.person}"
    alarm(unit, office, key, text, now, ticket=ticket.number, ticket_id=ticket.id)


def chain(row: CaseRow, person: str) -> str:
    """What the answers of a person can still do: `waits` (a delay can be had), `goes_on` (none can), or `ends` (nobody
    comes after this person)."""
    if row.case.state == "alarming":
        return "ends"
    return "waits" if may_wait(row.case, person) else "goes_on"


def wanted(unit: Unit, entry: OutboxEntry) -> bool:
    """Whether a letter still has a purpose: a page has none once its case was taken or closed (invariant I3)."""
    page = unit.cases.page_of((entry.message_id,)) if entry.cls is LetterClass.PAGE else None
    return page is None or unit.cases.get(page.case_id).case.state in WAITING


def cancel_waiting(unit: Unit, case_id: int, now: datetime) -> None:
    """Pages of a case that still wait in the outbox are not sent any more (invariant I3)."""
    for page in unit.cases.pages(case_id):
        entry = unit.outbox.find(page.message_id)
        if entry is not None and entry.id is not None and entry.status is OutboxStatus.QUEUED:
            unit.outbox.settle(entry.id, OutboxStatus.CANCELLED, (), "the case was taken or closed", now)


def _page(unit: Unit, office: Office, row: CaseRow, ticket: Ticket, page: Page, now: datetime) -> str | None:
    person = office.person(page.person)
    mails = person.mails if person else (page.person,)
    context = letter_context(
        ticket,
        person=page.person,
        step=page.step + 1,
        round=page.round + 1,
        policy=row.case.policy.name,
        next_step_at=row.case.due_at,
        chain=chain(row, page.person),
    )
    order = Order(
        effect=f"page/{page.key(str(row.id))}",
        cls=LetterClass.PAGE,
        template="page",
        to=mails,
        context=context,
        language=person.language if person else office.settings.identity.default_language,
        ticket_id=ticket.id,
        ticket=ticket.number,
        person=page.person,
    )
    message_id = place(unit, office, order, now)
    if message_id is not None:
        unit.cases.add_page(PageRow(row.id, page.round, page.step, page.person, message_id, now))
    return message_id


def _alarm(unit: Unit, office: Office, row: CaseRow, ticket: Ticket, effect: Alarm, now: datetime) -> None:
    key = f"case/{row.id}/{effect.kind}/{now.isoformat()}"
    text = f"{ticket.number}: {effect.kind}: {effect.detail}"
    alarm(unit, office, key, text, now, ticket=ticket.number, ticket_id=ticket.id, again_after=timedelta(0))


def _told(effect: Effect) -> dict[str, object]:
    return {n: v.isoformat() if isinstance(v, datetime) else v for n, v in asdict(effect).items()}
