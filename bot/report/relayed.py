"""A letter passed on below a few lines of another: what its own author left unsaid is read from what he relays."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from bot.report.fields import Report

# What a relayer's subject alone said of these is read again with the letter it was the subject of.
_OF_THE_SUBJECT = ("category", "origin", "state")
# Of a notice a provider sends his clients only this is the relayer's matter too; the rest is the provider's own.
_OF_A_NOTICE = ("category", "origin", "provider_involved", "others_at_risk", "exercise")
# Of what is over for the relayer, the letter written in the midst of it no longer tells these.
_OF_THE_MOMENT = ("care_impact", "patient_impact", "degraded_mode", "support_requested")
_SURE_OF_WHEN = 0.75
"""Below it the relayer tells what came of the incident, and when, not when it was noticed."""
# Told of the whole letter, whoever wrote it: nothing of it must go out again.
_OF_THE_WHOLE = ("sensitive", "tlp", "pap")


def says_what_happened(report: Report) -> bool:
    """True when the author's own text names an incident: then what he encloses is not his report."""
    return report.category is not None and report.category.source != "subject"


def filled_up(own: Report, whole: Report, *, notice: bool) -> Report:
    """The author's own report; where it is silent, what was read with the letters he passes on.

    `notice`: what he passes on is what a provider tells all his clients.
    """
    filled: dict[str, Any] = {}
    for each in fields(Report):
        said = getattr(own, each.name)
        by_subject = said is not None and each.name in _OF_THE_SUBJECT and said.source == "subject"
        over = own.state is not None and own.state.value == "resolved" and own.state.source != "subject"
        if over and each.name in _OF_THE_MOMENT:
            continue
        vague = each.name == "noticed_at" and said is not None and said.confidence < _SURE_OF_WHEN
        told = not notice or each.name in (*_OF_A_NOTICE, *_OF_THE_WHOLE)
        if told and (said is None or by_subject or vague or each.name in _OF_THE_WHOLE):
            filled[each.name] = getattr(whole, each.name) or said
    return replace(own, **filled)
