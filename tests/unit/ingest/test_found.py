"""Letters changed by chance, always the same ones: the short form of `make fuzz`."""

from __future__ import annotations

import random

import pytest

from tests.fuzz import changed, check, seed_octets

LETTERS = seed_octets()


@pytest.mark.parametrize("number", range(6))
def test_letters_changed_by_chance_break_no_promise(number: int) -> None:
    chance = random.Random(number)
    for _ in range(40):
        check(changed(LETTERS, chance))
