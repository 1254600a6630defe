"""Every folder of tests/bad_config is refused with exactly the faults of its .expect file, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.daemon.config import load
from bot.errors import Misconfigured

CASES = sorted(Path(__file__).parents[2].joinpath("bad_config").glob("*.expect"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_it_refuses_a_bad_configuration_and_names_every_fault(case: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        load(case.with_suffix(""), {})
    told = [str(fault) for fault in refused.value.faults]
    expected = case.read_text(encoding="utf-8").splitlines()
    missed = [fragment for fragment in expected if not any(fragment in text for text in told)]
    surplus = [text for text in told if not any(fragment in text for fragment in expected)]
    assert (missed, surplus) == ([], [])
    assert not any(secret in text for text in told for secret in ("hunter2", "12345678", "geheim"))


def test_there_are_enough_cases_and_each_has_its_folder() -> None:
    assert len(CASES) >= 25
    assert all(case.with_suffix("").is_dir() for case in CASES)


def test_all_faults_of_a_file_with_five_faults_are_told_at_once() -> None:
    case = next(case for case in CASES if case.stem == "five-faults-at-once")
    with pytest.raises(Misconfigured) as refused:
        load(case.with_suffix(""), {})
    assert len(refused.value.faults) == 5
    assert all(fault.file == "mine.yml" and fault.line and fault.key and fault.remedy for fault in refused.value.faults)
