"""The embedded post office of `veilleur demo`: real IMAP and SMTP on loopback, in one thread, all in memory.

In go logins and letters, out come two ports and what was sent. Nothing leaves the machine: letters to strangers are
kept and shown, never relayed. Needs the extra `demo` (pymap, aiosmtpd).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
import uuid
from argparse import Namespace
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from bot.daemon.bounce import delivery_report
from bot.errors import Fault, Misconfigured, Missing

try:
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
    from proxyprotocol.result import ProxyResultLocal
    from proxyprotocol.sock import SocketInfo
    from pymap.backend.dict import DictBackend, Identity
    from pymap.concurrent import Subsystem
    from pymap.imap import IMAPServer
    from pymap.parsing.message import AppendMessage
    from pymap.parsing.specials import FetchRequirement
    from pymap.user import Passwords, UserMetadata
    from pysasl.hashing import Cleartext
except ImportError as error:
    _missing: ImportError | None = error
else:
    _missing = None

T = TypeVar("T")
_WAIT = 20.0
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter handed in by SMTP, once per recipient; `local` when it went into one of our own mailboxes."""

    sender: str
    recipient: str
    octets: bytes
    local: bool


class PostOffice:
    """`with PostOffice({"fssi": "pw"}, now=clock) as office:` then `office.imap_port` and `office.smtp_port`.

    `refused` maps addresses to the reply RCPT gets ("550 5.1.1 …"); letters to `bouncing` addresses are taken and then
    answered with a delivery report. `on_delivered` hears of every letter posted, in the office's own thread.
    Raises Misconfigured when the extra `demo` is not installed.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        now: Callable[[], datetime],
        domain: str = "desk.example",
        folders: Collection[str] = ("Traites",),
        refused: Mapping[str, str] | None = None,
        bouncing: Collection[str] = (),
        on_delivered: Callable[[Posted], None] | None = None,
    ) -> None:
        if _missing is not None:
            problem = f"the embedded post office needs a package that is not there ({_missing.name})"
            raise Misconfigured([Fault("veilleur", None, "demo", "absent", problem, "pip install 'veilleur[demo]'")])
        self.users, self.domain, self.folders = dict(users), domain, tuple(folders)
        self.refused = {address.lower(): reply for address, reply in (refused or {}).items()}
        self.bouncing = {address.lower() for address in bouncing}
        self.posted: list[Posted] = []
        self.imap_port = self.smtp_port = 0
        self._now, self._on_delivered = now, on_delivered
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="post-office", daemon=True)
        self._stack = contextlib.AsyncExitStack()
        self._sessions: set[asyncio.Task[None]] = set()
        self._wires: list[Any] = []

    def __enter__(self) -> Self:
        self._thread.start()
        with contextlib.ExitStack() as half_open:
            half_open.push(self)
            self._do(self._open())
            half_open.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_WAIT)
        self._loop.close()

    def deliver(self, user: str, octets: bytes, at: datetime, folder: str = "INBOX") -> None:
        """Put a letter into a mailbox as if it had arrived at this instant; wakes IDLE. Raises Missing."""
        self._do(self._put(user, octets, at, folder))

    def read(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The octets of all letters of a folder, in order; flags untouched. Raises Missing."""
        return self._do(self._read(user, folder))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_WAIT)

    async def _open(self) -> None:
        await self._open_imap()
        smtp = await self._loop.create_server(self._take_wire, "127.0.0.1", 0)
        self._stack.callback(smtp.close)
        self.smtp_port = int(smtp.sockets[0].getsockname()[1])

    async def _open_imap(self) -> None:
        first, *_ = self.users
        options = Namespace(
            debug=False, host="127.0.0.1", port=0, cert=None, key=None, tls=False, tls_enabled=False, no_tls=True,
            insecure_login=True, proxy_protocol=None, passlib_cfg=None, demo_data=False, demo_user=first,
            demo_password=self.users[first], skip_services=[],
        )  # fmt: skip
        # invented passwords in memory: hashing them would cost half a second each, and a thread that never ends
        cheap = {"hash_context": Cleartext(), "cpu_subsystem": Subsystem.for_executor(None)}
        backend, config = await DictBackend.init(options, secure_auth=False, bad_command_limit=None, **cheap)
        config.apply_context()
        self._login = backend.login
        for user, password in self.users.items():
            identity = self._identity(user)
            if user != first:
                digest = await Passwords(config).hash_password(password)
                await identity.set(UserMetadata(config, user, password=digest))
            async with identity.new_session() as session:
                for folder in self.folders:
                    await session.mailbox_set.add_mailbox(folder)
        await backend.start(self._stack)
        serve = functools.partial(self._serve_imap, IMAPServer(backend.login, config))
        imap = await asyncio.start_server(serve, "127.0.0.1", 0)
        self._stack.callback(imap.close)
        self.imap_port = int(imap.sockets[0].getsockname()[1])

    async def _serve_imap(self, imap: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # the task is held: Python 3.13 collects one that nobody keeps, in the middle of a session
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        try:
            about = SocketInfo.get(writer, ProxyResultLocal(), unique_id=uuid.uuid4().bytes)
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await imap(reader, writer, about)
        finally:
            self._sessions.discard(task)
            writer.close()

    async def _close(self) -> None:
        for task in tuple(self._sessions):
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        for wire in self._wires:
            if wire.transport is not None:
                wire.transport.abort()
        await self._stack.aclose()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _identity(self, user: str) -> Any:
        if user not in self.users:
            raise Missing(f"the post office has no mailbox {user}")
        return Identity(user, self._login, None, frozenset())

    async def _put(self, user: str, octets: bytes, at: datetime, folder: str = "INBOX") -> None:
        async with self._identity(user).new_session() as session:
            mailbox = await self._mailbox(session, user, folder)
            await mailbox.append(AppendMessage(octets, at, frozenset()), recent=True)

    async def _mailbox(self, session: Any, user: str, folder: str) -> Any:
        try:
            return await session.mailbox_set.get_mailbox(folder)
        except KeyError as error:
            raise Missing(f"the mailbox {user} has no folder {folder}") from error

    async def _read(self, user: str, folder: str) -> list[bytes]:
        async with self._identity(user).new_session() as session:
            mailbox = await self._mailbox(session, user, folder)
            letters = []
            async for message in mailbox.messages():
                loaded = await message.load_content(FetchRequirement.CONTENT)
                letters.append(bytes(loaded.get_body(binary=True)))
            return letters

    def _take_wire(self) -> Any:
        wire = SMTP(
            self,
            hostname=f"mx.{self.domain}",
            enable_SMTPUTF8=True,
            data_size_limit=_LARGEST,
            authenticator=self._authenticate,
            auth_require_tls=False,
            loop=self._loop,
        )
        self._wires.append(wire)
        return wire

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> Any:
        good = isinstance(login, LoginPassword) and self.users.get(login.login.decode()) == login.password.decode()
        return AuthResult(success=good, handled=good)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """The answer to RCPT."""
        if (refusal := self.refused.get(address.lower())) is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The answer to the end of a letter."""
        sender, octets, now = envelope.mail_from or "", bytes(envelope.content), self._now()
        for recipient in envelope.rcpt_tos:
            local = self._user_of(recipient)
            if recipient.lower() in self.bouncing:
                await self._bounce(sender, recipient, octets, now)
            elif local is not None:
                await self._put(local, self._stamp(sender, recipient, now) + octets, now)
            posted = Posted(sender, recipient, octets, local is not None)
            self.posted.append(posted)
            if self._on_delivered is not None:
                self._on_delivered(posted)
        return f"250 2.0.0 Ok: queued as {uuid.uuid4().hex[:12]}"

    async def _bounce(self, sender: str, recipient: str, octets: bytes, now: datetime) -> None:
        to = self._user_of(sender)
        if to is not None:
            await self._put(to, delivery_report(f"mx.{self.domain}", sender, recipient, octets, now), now)

    def _stamp(self, sender: str, recipient: str, now: datetime) -> bytes:
        lines = f"Return-Path: <{sender}>", f"Delivered-To: {recipient}"
        received = f"Received: from localhost by mx.{self.domain} with ESMTP; {format_datetime(now)}"
        return "".join(f"{line}\r\n" for line in (*lines, received)).encode()

    def _user_of(self, address: str) -> str | None:
        local, _, domain = address.rpartition("@")
        user = local.split("+", 1)[0].lower()
        return user if domain.lower() == self.domain and user in self.users else None
