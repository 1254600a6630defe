"""One IMAP connection to one account: the only file that knows imapclient.

In go the account's settings, out come plain values. Every step has a timeout, letters are only ever peeked at, and all
that the library or the wire raises leaves here as Lost, Refused or Permanent. Not for two threads at once.
"""

from __future__ import annotations

import contextlib
import imaplib
import io
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from bot.errors import Permanent
from bot.ingest.imap.answers import Fetched, Listed, Selected, chunks, copied, listed_letter, number
from bot.ingest.imap.idle import Lost, Refused, wait_for_arrival
from bot.settings.model import AccountSettings

SLICE = 1_048_576
_UIDS_PER_COMMAND = 500
_UIDS_PER_SEARCH = 80_000
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Session:
    """A logged-in connection. Use `with Session(account) as session:`; `close` never raises.

    Raises Lost (connect again later), Refused (the login was refused: later, with a long wait) and Permanent (settings
    that would send a password in clear text over a network).
    """

    def __init__(self, account: AccountSettings) -> None:
        self._account = account
        self._seconds = account.timeout.total_seconds()
        self._client: Any = None
        self.selected: Selected | None = None
        self._announced, self._idles = False, account.idle
        with self._step(f"connect to {account.host}:{account.port}"):
            self._client = _connect(account, self._seconds)
        try:
            self._secure_and_log_in()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            with contextlib.suppress(Lost, Refused), self._step("log out"):
                self._client.logout()
        self.close()

    def close(self) -> None:
        """Cut the connection."""
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._client.shutdown()

    def interrupt(self) -> None:
        """End the step another thread is in: it then raises Lost."""
        # only the wire: closing imaplib's file would wait for the very read that is to be ended, and an SSLSocket's own
        # shutdown takes the TLS state from under the reader
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)

    def can(self, capability: str) -> bool:
        """Whether the server announces a capability (MOVE, IDLE, UIDPLUS, CONDSTORE …)."""
        with self._step("ask for capabilities"):
            return bool(self._client.has_capability(capability))

    def folders(self) -> list[str]:
        """Names of all folders, decoded."""
        with self._step("list folders"):
            return [str(name) for _, _, name in self._client.list_folders()]

    def select(self, folder: str, writable: bool) -> Selected:
        """Open a folder: EXAMINE, or SELECT when `writable`."""
        self.selected = None
        with self._step(f"open folder {folder}"):
            said: Mapping[bytes, Any] = self._client.select_folder(folder, readonly=not writable)
            if (uidvalidity := number(said, b"UIDVALIDITY")) is None:
                raise Refused(f"folder {folder} has no UIDVALIDITY: letters there cannot be told apart")
            self.selected = Selected(
                folder=folder,
                uidvalidity=uidvalidity,
                uidnext=number(said, b"UIDNEXT"),
                highest=number(said, b"HIGHESTMODSEQ"),
                exists=number(said, b"EXISTS") or 0,
                writable=writable and b"READ-ONLY" not in said,
            )
            self._client._imap.untagged_responses.clear()
        return self.selected

    def uids_from(self, uid: int) -> list[int]:
        """UIDs of the open folder that are not below `uid`, ascending."""
        opened = self.selected
        self._announced = False
        if opened is None or opened.uidnext is None or opened.exists <= _UIDS_PER_SEARCH:
            return self._search(f"UID {uid}:*", uid)
        # one answer line with more UIDs would be longer than imaplib reads
        found: list[int] = []
        for first in range(uid, opened.uidnext, _UIDS_PER_SEARCH):
            found += self._search(f"UID {first}:{first + _UIDS_PER_SEARCH - 1}", first)
        return found + self._search(f"UID {max(uid, opened.uidnext)}:*", max(uid, opened.uidnext))

    def uids_since(self, day: date) -> list[int]:
        """UIDs of letters whose INTERNALDATE, read without its zone, is on this day or later; ascending."""
        return self._search(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}", 1)

    def listed(self, uids: Sequence[int]) -> dict[int, Listed]:
        """Size, arrival and flags by UID; those that are gone are left out."""
        found: dict[int, Listed] = {}
        with self._step("list letters"):
            for chunk in chunks(uids, _UIDS_PER_COMMAND):
                answer = self._client.fetch(chunk, ["RFC822.SIZE", "INTERNALDATE", "FLAGS"])
                found |= {uid: listed_letter(said) for uid, said in answer.items() if b"RFC822.SIZE" in said}
        return found

    def fetch(self, sizes: Mapping[int, int], limit: int) -> list[Fetched]:
        """The octets of letters, ascending by UID, `\\Seen` untouched; those that are gone are left out.

        `sizes` maps UIDs to sizes as listed. Large letters come in slices, and of those over `limit` only the first.
        """
        small = [uid for uid, size in sizes.items() if size <= min(SLICE, limit)]
        with self._step("fetch letters"):
            answer = self._client.fetch(small, ["BODY.PEEK[]"]) if small else {}
        found = [Fetched(uid, said[b"BODY[]"]) for uid, said in answer.items() if said.get(b"BODY[]") is not None]
        for uid in sizes.keys() - set(small):
            if (letter := self._fetch_slices(uid, sizes[uid], limit)) is not None:
                found.append(letter)
        return sorted(found, key=lambda letter: letter.uid)

    def headers(self, uid: int) -> bytes:
        """The header section of one letter, 256 KiB at most; empty when the letter is gone."""
        return self._slice(uid, "HEADER", 0, SLICE // 4) or b""

    def flag(self, uids: Sequence[int]) -> None:
        """Mark letters as seen."""
        with self._step("flag letters"):
            self._need_writable()
            for chunk in chunks(uids, _UIDS_PER_COMMAND):
                self._client.add_flags(chunk, [b"\\Seen"], silent=True)

    def move(self, uids: Sequence[int], folder: str) -> dict[int, int]:
        """Move letters by MOVE (RFC 6851) alone, which never leaves copies; UIDs there by UIDs here, as far as told.

        Raises Refused when the server has no MOVE or does not want to.
        """
        moved: dict[int, int] = {}
        with self._step(f"move letters to {folder}"):
            self._need_writable()
            for chunk in chunks(uids, _UIDS_PER_COMMAND):
                self._client.move(chunk, folder)
                for said in self._client._imap.response("COPYUID")[1]:
                    moved |= copied(said or b"")
        return moved

    def idle(self, seconds: float, stop: threading.Event) -> bool:
        """True when letters were announced since `uids_from` or are within `seconds`; without IDLE it only waits."""
        if self._announced:
            return True
        if self.selected is not None and self._idles and self.can("IDLE"):
            try:
                with self._step("wait for letters"):
                    return wait_for_arrival(self._client._imap, seconds, stop, min(self._seconds, 30.0))
            except Refused:
                self._idles = False
        stop.wait(seconds)
        return False

    def noop(self) -> None:
        """Make sure the connection lives."""
        with self._step("ask for a sign of life"):
            self._client.noop()

    def _need_writable(self) -> None:
        # Dovecot answers OK to a STORE it does not do
        if self.selected is None or not self.selected.writable:
            raise Refused(f"{self._account.name}: the folder is open for reading only")

    def _secure_and_log_in(self) -> None:
        account = self._account
        with self._step(f"log in to {account.host}:{account.port}"):
            if account.tls == "starttls":
                self._client.starttls(_tls_context(account))
            if account.login.token is not None:
                self._client.oauth2_login(account.login.user, account.login.token())
            elif account.login.password is not None:
                # LOGIN cannot carry an accented password, PLAIN can
                plain = self._client.has_capability("AUTH=PLAIN")
                log_in = self._client.plain_login if plain else self._client.login
                log_in(account.login.user, account.login.password())

    def _search(self, criteria: str, least: int) -> list[int]:
        with self._step("look for letters"):
            # "n:*" always names the last letter, even one below n (RFC 9051 section 9, seq-range)
            return sorted(uid for uid in self._client.search(criteria) if uid >= least)

    def _fetch_slices(self, uid: int, size: int, limit: int) -> Fetched | None:
        octets = io.BytesIO()
        wanted = SLICE if size > limit else limit
        # the size a server lists may be an estimate: the end is where a slice comes back short
        while (have := octets.tell()) < wanted:
            part = self._slice(uid, "", have, min(SLICE, wanted - have))
            if part is None:
                return None
            octets.write(part)
            if len(part) < SLICE:
                break
        have = octets.tell()
        # getvalue shares the buffer: a large letter is not held twice
        return Fetched(uid, octets.getvalue(), truncated=have >= wanted and have != size)

    def _slice(self, uid: int, section: str, start: int, length: int) -> bytes | None:
        with self._step("fetch part of a letter"):
            answer = self._client.fetch([uid], [f"BODY.PEEK[{section}]<{start}.{length}>"])
        said = answer.get(uid)
        # a slice past the end comes back empty; a letter that is gone does not come back
        return None if said is None else said.get(f"BODY[{section}]<{start}>".encode()) or b""

    @contextlib.contextmanager
    def _step(self, what: str) -> Iterator[None]:
        try:
            yield
        except (Lost, Refused) as error:
            if isinstance(error, Lost):
                self._cut()
            raise
        except LoginError as error:
            raise Refused(f"{self._account.name}: {what}: login refused: {_shown(error)}") from error
        except (imaplib.IMAP4.abort, OSError, EOFError) as error:
            self._cut()
            raise Lost(f"{self._account.name}: {what}: {_shown(error)}") from error
        except imaplib.IMAP4.error as error:
            raise Refused(f"{self._account.name}: {what}: {_shown(error)}") from error
        except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
            # an answer the libraries cannot read: the stream is out of step
            self._cut()
            raise Lost(f"{self._account.name}: {what}: unreadable answer: {_shown(error)}") from error
        else:
            # an arrival told beside another answer is not told again in IDLE; imaplib keeps such lines for ever
            self._announced |= "EXISTS" in self._client._imap.untagged_responses
            self._client._imap.untagged_responses.clear()

    def _cut(self) -> None:
        if self._client is not None:
            self.close()


def _connect(account: AccountSettings, seconds: float) -> Any:
    if account.tls == "none" and not _is_loopback(account.host):
        raise Permanent(f"{account.name}: tls: none is for loopback only, {account.host} is not")
    context = _tls_context(account) if account.tls == "implicit" else None
    client = IMAPClient(
        account.host,
        account.port,
        ssl=context is not None,
        ssl_context=context,
        timeout=SocketTimeout(min(seconds, 30.0), seconds),
    )
    client._imap.debug = 0  # imapclient's 5 formats every octet for a log nobody reads
    client.normalise_times = False
    # a server that answers in pieces costs 40 ms a command without this
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return client


def _tls_context(account: AccountSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(account.ca_file) if account.ca_file else None)


def _is_loopback(host: str) -> bool:
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _shown(error: BaseException) -> str:
    text = "".join(character if character.isprintable() else " " for character in str(error))
    return text[:200] or type(error).__name__
