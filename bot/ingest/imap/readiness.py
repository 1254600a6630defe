"""What can be known of a mailbox before its letters are read: folders that are there, writable, and can be moved to."""

from __future__ import annotations

from bot.ingest.imap.idle import Refused
from bot.ingest.imap.session import Session
from bot.settings.model import AccountSettings


def folder_faults(session: Session, account: AccountSettings) -> list[str]:
    """What would go wrong with the folders of an account, in words; empty when all is well. Nothing is changed.

    Raises Lost when the connection breaks.
    """
    faults = []
    for folder in account.folders:
        faults += _opening_faults(session, folder.name, writable=folder.after != "leave")
        if folder.after == "move" and folder.move_to is not None:
            faults += _opening_faults(session, folder.move_to, writable=True)
    if any(folder.after == "move" for folder in account.folders) and not session.can("MOVE"):
        faults.append(f"{account.name}: the server cannot move letters (no MOVE, RFC 6851); use `after: flag`")
    return faults


def _opening_faults(session: Session, name: str, writable: bool) -> list[str]:
    try:
        opened = session.select(name, writable)
    except Refused as error:
        return [str(error)]
    return [f"folder {name} can only be read"] if writable and not opened.writable else []
