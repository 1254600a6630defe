"""Of several numbers the one to call back: the author's direct line before a switchboard, never a provider's."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

DIRECT = "+33639986680"


@pytest.mark.parametrize(
    "text",
    [
        "Fixe (standard) : 04 65 71 00 10\nMe rappeler sur le : 06 39 98 66 80\nFaits : panne de réseau\n",
        "Téléphone : 04 65 71 00 10\nLigne directe : 06 39 98 66 80\nFaits : panne de réseau\n",
        "Plus de réseau. CH du Lac, standard 04 65 71 00 10. Luc Chabrol, DSI\n06 39 98 66 80\n",
        "Plus de réseau. L'hébergeur (tél. 04 65 71 00 10) ne sait rien. Rappelez-moi au 06 39 98 66 80.\n",
    ],
)
def test_a_direct_line_goes_before_a_switchboard(text: str) -> None:
    assert report(text).get("phone") == DIRECT


def test_a_switchboard_is_better_than_nothing() -> None:
    assert report("Plus de réseau. CH du Lac, standard 04 65 71 00 10.\n").get("phone") == "+33465710010"
