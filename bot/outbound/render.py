"""Words of a letter from its template: facts come in, subject, text and HTML go out, never with a hole in them.

The operator's folder stands before the shipped one, file by file: `<language>/<letter>/subject.txt body.txt body.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot import walltime
from bot.desk.kept.letters import LetterContext, Rendered
from bot.errors import Permanent
from bot.mail.identifiers import mint_token
from bot.outbound import paragraphs, typography
from bot.settings.model import IdentitySettings

LANGUAGES: tuple[walltime.Language, ...] = ("fr", "en")
PARIS = ZoneInfo("Europe/Paris")
LONGEST_SUBJECT = 180
LONGEST_BODY = 100_000

T = TypeVar("T")

_FIELDS = tuple(field.name for field in fields(LetterContext))
# What a stranger wrote, or may have: shown on one short line in which nothing can be clicked.
_STRANGERS = frozenset({"structure", "finess", "claims"})
_ONE_LINE = frozenset(
    {"requester", "person", "taken_by", "author", "cause", "region_agency", "department", "tlp", "ticket"}
)
_FAULTS = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError, UnicodeError)


class Renderer:
    """Renders letters in French and English. Templates are read once: a new Renderer reads them again.

    `zone` is the desk's: instants are spoken in it.
    """

    def __init__(self, folder: Path | None, shipped: Path, identity: IdentitySettings, zone: ZoneInfo = PARIS) -> None:
        self._identity, self._zone = identity, zone
        folders = [shipped] if folder is None else [folder, shipped]
        self._environments = {language: self._environment(language, folders) for language in LANGUAGES}

    def render(self, template: str, language: str, context: LetterContext) -> Rendered:
        """Subject on one line, text wrapped at 76, HTML. Raises Permanent naming the template and what is missing.

        An unknown language is French: a letter in the wrong language is better than none.
        """
        spoken: walltime.Language = "en" if language == "en" else "fr"
        try:
            return self._render(template, spoken, _values(context) | {"signed_token": self._token(context.ticket)})
        except _FAULTS as error:
            raise Permanent(f"template {spoken}/{template}: {_reason(error)}") from error
        except RecursionError as error:
            raise Permanent(f"template {spoken}/{template}: includes itself") from error

    def _render(self, template: str, language: walltime.Language, values: dict[str, Any]) -> Rendered:
        environment, typeset = self._environments[language], _TYPESET[language]
        folder = f"{language}/{template}"
        subject = environment.get_template(f"{folder}/subject.txt").render(values)
        subject = typography.one_line(_plain(subject), LONGEST_SUBJECT)
        marked = _typeset(environment.get_template(f"{folder}/body.txt").render(values), typeset)
        if not subject or not marked.strip():
            raise ValueError("subject and body must not be empty")
        if len(marked) > LONGEST_BODY:
            raise ValueError(f"the body is longer than {LONGEST_BODY} characters")
        found = paragraphs.blocks(marked)
        values |= {"subject": typeset(subject), "body": Markup(paragraphs.as_html(found))}
        html = environment.get_template(f"{folder}/body.html").render(values)
        return Rendered(values["subject"], paragraphs.as_text(found), html)

    def _token(self, ticket: str | None) -> str:
        """Proof that whoever quotes it was written to; empty without a key (`explain`) or a ticket."""
        return mint_token(self._identity.key, ticket) if ticket and self._identity.key else ""

    def _environment(self, language: walltime.Language, folders: list[Path]) -> ImmutableSandboxedEnvironment:
        environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            undefined=StrictUndefined,
            autoescape=lambda name: bool(name and name.endswith(".html")),
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=400,
        )
        environment.filters |= {
            "spoken": partial(self._spoken, language),
            "phone": lambda number: typography.phone(_known(number)),
            "verbatim": lambda text: paragraphs.verbatim(_known(text)),
        }
        environment.tests["elsewhere"] = self._elsewhere
        environment.globals |= self._identity_facts(language)
        return environment

    def _spoken(self, language: walltime.Language, instant: datetime, zone: str | None = None) -> str:
        return _said(_known(instant), self._named(zone), language)

    def _identity_facts(self, language: walltime.Language) -> dict[str, str]:
        identity = self._identity
        return {
            "desk_name": identity.name.get(language) or next(iter(identity.name.values()), identity.address),
            "desk_address": identity.address,
            "emergency_phone": identity.emergency_phone,
            "portal": identity.portal,
        }

    def _named(self, zone: str | None) -> ZoneInfo:
        if zone is None:
            return self._zone
        try:
            return ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            return self._zone

    def _elsewhere(self, instant: datetime, zone: str | None) -> bool:
        """True when clocks in that zone show another time than the desk's at this instant."""
        there = self._named(zone)
        return instant.astimezone(there).utcoffset() != instant.astimezone(self._zone).utcoffset()


# Kept: letters that leave together name the same few instants.
@lru_cache(maxsize=256)
def _said(instant: datetime, zone: ZoneInfo, language: walltime.Language) -> str:
    return walltime.spoken(instant, zone, language)


def _values(context: LetterContext) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(context, name) for name in _FIELDS}
    for name in _STRANGERS:
        if values[name] is not None:
            values[name] = typography.harmless(str(values[name]))
    for name in _ONE_LINE:
        if values[name] is not None:
            values[name] = typography.one_line(str(values[name]))
    for name in ("facts", "not_told"):
        values[name] = tuple(typography.defanged(typography.one_line(fact, 300)) for fact in values[name])
    if context.alarm is not None:
        values["alarm"] = typography.one_line(context.alarm, 1000)
    return values


def _shown(value: Any) -> Any:
    """What `{{ … }}` may print. A value that is not known, or a machine's form of one, never goes out."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(_known(value), StrictUndefined):
        return str(value)
    raise ValueError(f"a {type(value).__name__} would be shown as it is; use a filter or a condition")


def _known(value: T | None) -> T:
    if value is None:
        raise ValueError("a value that is not known would be shown; ask for it first with {% if … %}")
    return value


def _typeset(marked: str, typeset: Callable[[str], str]) -> str:
    if paragraphs.VERBATIM not in marked:
        return typeset(marked)
    # Words of a person of the desk are left as they were written.
    return "\n".join(line if line.startswith(paragraphs.VERBATIM) else typeset(line) for line in marked.split("\n"))


def _plain(marked: str) -> str:
    for mark in typography.MARKS + paragraphs.VERBATIM:
        marked = marked.replace(mark, " ")
    return marked


def _reason(error: Exception) -> str:
    text = typography.one_line(str(error), 300) or type(error).__name__
    line = getattr(error, "lineno", None) or _template_line(error)
    return f"{text} (line {line})" if line else text


def _template_line(error: BaseException) -> str | None:
    """Where in a template it happened: the last frame of the traceback that is a template's."""
    found, trace = None, error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith((".txt", ".html")):
            found = f"{trace.tb_lineno} of {Path(name).parent.name}/{Path(name).name}"
        trace = trace.tb_next
    return found


_TYPESET: Mapping[walltime.Language, Callable[[str], str]] = {"fr": typography.french, "en": typography.english}
