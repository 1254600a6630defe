"""Whom it touches, what became of data, who else is in it: told in many ways, and what only sounds like it."""

from __future__ import annotations

import pytest

from tests.unit.report.incident import wordings_of_care, wordings_of_data, wordings_of_outsiders
from tests.unit.report.letter import report

TABLES = (wordings_of_care, wordings_of_data, wordings_of_outsiders)
TOLD = [(field, value, text) for table in TABLES for (field, value), texts in table.TOLD.items() for text in texts]
SILENT = [(field, text) for table in TABLES for field, texts in table.SILENT.items() for text in texts]


@pytest.mark.parametrize(("field", "value", "text"), TOLD)
def test_it_is_told_in_many_ways(field, value, text):
    assert report(text).get(field) == value


@pytest.mark.parametrize(("field", "text"), SILENT)
def test_what_speaks_of_something_else_tells_nothing(field, text):
    assert report(text).get(field) in (None, "unknown", ())
