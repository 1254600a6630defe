"""Proofs of reach in memory."""

from __future__ import annotations

from bot.desk.kept.proofs import Proof
from tests.fake_content import Content


class FakeProofs:
    """bot.desk.kept.proofs.Proofs."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def put(self, proof: Proof) -> None:
        self._content.proofs[proof.person, proof.address] = proof

    def all(self) -> list[Proof]:
        return [self._content.proofs[key] for key in sorted(self._content.proofs)]

    def forget(self, person: str, address: str) -> None:
        self._content.proofs.pop((person, address), None)
