"""Proofs of reach in the database: one row for each address of whoever can be paged."""

from __future__ import annotations

from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy import bindparam, delete, select

from bot.desk.kept.proofs import Proof
from bot.storage.columns import Key
from bot.storage.schema_effects import reach_proof
from bot.storage.statement import Statement, replacing

_NAMES = tuple(field.name for field in fields(Proof))
_PUT = Statement(lambda insert: replacing(insert(reach_proof), ["person", "address"], _NAMES), _NAMES)
_ALL = Statement(
    select(*(reach_proof.c[name] for name in _NAMES)).order_by(reach_proof.c.person, reach_proof.c.address)
)
_FORGET = Statement(
    delete(reach_proof).where(
        reach_proof.c.person == bindparam("whose", type_=Key), reach_proof.c.address == bindparam("where", type_=Key)
    )
)


class SqlProofs:
    """bot.desk.kept.proofs.Proofs on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def put(self, proof: Proof) -> None:
        _PUT.run(self._connection, {name: getattr(proof, name) for name in _NAMES})

    def all(self) -> list[Proof]:
        return [Proof(*row) for row in _ALL.rows(self._connection)]

    def forget(self, person: str, address: str) -> None:
        _FORGET.run(self._connection, {"whose": person, "where": address})
