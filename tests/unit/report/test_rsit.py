"""The categories in the words of the Reference Security Incident Taxonomy: pinned one by one, so that none slips."""

from __future__ import annotations

import pytest

from bot.report.taxonomy import CATEGORIES, RSIT_VERSION, rsit, rsit_tags

PINNED = {
    "ransomware": (
        "malicious-code:infected-system",
        "information-content-security:unauthorised-information-modification",
    ),
    "account_compromise": ("intrusions:unprivileged-account-compromise",),
    "system_compromise": ("intrusions:application-compromise",),
    "vulnerability_exploit": ("intrusion-attempts:ids-alert", "vulnerable:vulnerable-system"),
    "phishing": ("fraud:phishing",),
    "data_leak": ("information-content-security:unauthorised-information-access",),
    "ddos": ("availability:ddos",),
    "defacement": ("intrusions:application-compromise",),
    "telecom_loss": ("availability:outage",),
    "infrastructure_failure": ("availability:outage",),
    "software_bug": ("availability:misconfiguration",),
    "theft_loss": ("information-content-security:data-loss",),
    "other": ("other:other",),
}


def test_every_category_is_pinned_and_no_other() -> None:
    assert set(CATEGORIES) == set(PINNED) and "version 2" in RSIT_VERSION


@pytest.mark.parametrize("category", PINNED)
def test_a_category_has_its_classes_the_mandatory_one_first(category: str) -> None:
    assert rsit(category) == PINNED[category]
    assert rsit_tags(category)[0] == 'rsit:{}="{}"'.format(*PINNED[category][0].split(":"))


def test_a_word_that_is_no_category_has_none() -> None:
    with pytest.raises(KeyError):
        rsit("ddos_attack")
