"""The one seam where database errors become ours: a driver's exception in, what it asks of the caller out."""

from __future__ import annotations

import sqlite3

from bot.errors import Permanent, Transient, VeilleurError

# https://sqlite.org/rescode.html: what waiting, freeing a disk or mounting a volume can mend.
_SQLITE_TRANSIENT = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_READONLY,
    )
)
# PostgreSQL documentation, appendix A: a lost connection, no resources, an operator, a conflict of transactions.
_POSTGRES_TRANSIENT = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58")
_UNIQUE_VIOLATION = "23505"


# The classes of PEP 249 that stand for "the server was never reached, or was cut from us in mid-sentence".
_LOST = ("OperationalError", "InterfaceError")


def translated(error: BaseException) -> VeilleurError:
    """Transient for what waiting can mend, else Permanent; without statement parameters: they are a letter's words."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    return _of_postgres(error)


def _of_sqlite(error: sqlite3.Error) -> VeilleurError:
    code = getattr(error, "sqlite_errorcode", None)
    said = f"database: {error}"
    if code in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
        # Somebody else wrote the same at the same moment: who tries again finds it.
        return Transient(said)
    # The low eight bits are the class of an extended code.
    return Transient(said) if code is not None and code & 0xFF in _SQLITE_TRANSIENT else Permanent(said)


def _of_postgres(error: BaseException) -> VeilleurError:
    state = getattr(error, "sqlstate", None)
    diagnosis = getattr(getattr(error, "diag", None), "message_primary", None)
    said = f"database: {diagnosis or str(error).strip().partition(chr(10))[0] or type(error).__name__}"
    if state is None:
        lost = any(kind.__name__ in _LOST for kind in type(error).__mro__)
        return Transient(said) if lost else Permanent(said)
    if state == _UNIQUE_VIOLATION or state.startswith(_POSTGRES_TRANSIENT):
        return Transient(said)
    return Permanent(said)
