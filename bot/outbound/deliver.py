"""Letters handed to the submission server (RFC 6409) phase by phase: what became of each recipient goes out.

Lost before the body was begun: deferred, nothing happened. Lost after it: uncertain, it may have been taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Sequence

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponse, SMTPServerDisconnected

from bot.desk.kept.records import RecipientOutcome
from bot.errors import Transient
from bot.outbound.retry import NOT_WANTED
from bot.settings.model import SubmissionSettings

LastLook = Callable[[], Awaitable[bool]]
"""Asked when only the words are still to be handed over: is the letter wanted even now?"""

LETTERS_PER_CONNECTION = 100
_LONGEST_RESPONSE = 300
# A hand-over lasts four times this at most, and must end before the lease on its letter does.
_LONGEST_WAIT = 60.0
_LOST = (SMTPException, OSError, TimeoutError)
# Refusals that speak of our login, not of the letter (RFC 4954 section 6): the password gets mended, the letter waits.
_ABOUT_LOGIN = frozenset({530, 534, 535, 538})


class Submission:
    """One connection to the submission server: opened when needed, used for up to 100 letters, reopened when lost.

    Not to be shared between tasks. `helo` is the name it gives itself. A timeout beyond a minute counts as a minute.
    """

    def __init__(self, settings: SubmissionSettings, helo: str = "localhost") -> None:
        self._settings, self._helo = settings, helo
        self._smtp: aiosmtplib.SMTP | None = None
        self._letters = 0

    async def hand_over(
        self, sender: str, recipients: Sequence[str], octets: bytes, last_look: LastLook | None = None
    ) -> tuple[RecipientOutcome, ...]:
        """One letter to its recipients; `octets` have CRLF line ends and `sender` "" is the null return path.

        Gives one outcome for each recipient; those that would have been sent to are `unwanted` when `last_look`, asked
        right before DATA, says so. Raises Transient when no connection could be had: then nothing was tried.
        """
        deadline = asyncio.get_running_loop().time() + 3 * self._seconds
        return await self._hand_over(sender, recipients, octets, deadline, last_look)

    async def _hand_over(
        self,
        sender: str,
        recipients: Sequence[str],
        octets: bytes,
        deadline: float,
        last_look: LastLook | None,
    ) -> tuple[RecipientOutcome, ...]:
        smtp, fresh = await self._connected(deadline)
        try:
            async with asyncio.timeout_at(deadline):
                mail = await smtp.execute_command(b"MAIL", b"FROM:<" + sender.encode("ascii") + b">")
        except _LOST as error:
            self._drop()
            if fresh:
                return _all(recipients, "deferred", None, f"connection lost at MAIL: {_told(error)}")
            return await self._hand_over(sender, recipients, octets, deadline, last_look)
        if mail.code == 421 and not fresh:
            self._drop()
            return await self._hand_over(sender, recipients, octets, deadline, last_look)
        self._letters += 1
        if mail.code != 250:
            return await self._given_up(smtp, _all(recipients, _judged(mail), mail.code, mail.message))
        return await self._envelope(smtp, recipients, octets, deadline, last_look)

    async def probe(self) -> None:
        """Connect and log in. Raises Transient telling what is wrong."""
        await self._connected(asyncio.get_running_loop().time() + 3 * self._seconds)

    async def close(self) -> None:
        """QUIT, as far as the server still listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            async with asyncio.timeout(min(5.0, self._seconds)):
                await smtp.quit()
        except _LOST:
            pass
        finally:
            smtp.close()

    @property
    def _seconds(self) -> float:
        return min(self._settings.timeout.total_seconds(), _LONGEST_WAIT)

    async def _envelope(
        self,
        smtp: aiosmtplib.SMTP,
        recipients: Sequence[str],
        octets: bytes,
        deadline: float,
        last_look: LastLook | None,
    ) -> tuple[RecipientOutcome, ...]:
        outcomes: list[RecipientOutcome] = []
        taken: list[str] = []
        try:
            async with asyncio.timeout_at(deadline):
                for address in recipients:
                    said = await smtp.execute_command(b"RCPT", b"TO:<" + address.encode("ascii") + b">")
                    if said.code in (250, 251):
                        taken.append(address)
                    else:
                        outcomes += _all([address], _judged(said), said.code, said.message)
                if not taken:
                    return await self._given_up(smtp, tuple(outcomes))
                if last_look is not None and not await last_look():
                    return await self._given_up(smtp, (*outcomes, *_all(taken, "unwanted", None, NOT_WANTED)))
                go = await smtp.execute_command(b"DATA")
        except _LOST as error:
            self._drop()
            told = {outcome.address for outcome in outcomes}
            left = [address for address in recipients if address not in told]
            return (*outcomes, *_all(left, "deferred", None, f"connection lost before DATA: {_told(error)}"))
        if go.code != 354:
            return await self._given_up(smtp, (*outcomes, *_all(taken, _judged(go), go.code, go.message)))
        return (*outcomes, *await self._body(smtp, taken, octets))

    async def _body(self, smtp: aiosmtplib.SMTP, taken: Sequence[str], octets: bytes) -> tuple[RecipientOutcome, ...]:
        try:
            if smtp.protocol is None:
                raise SMTPServerDisconnected("Connection lost")
            smtp.protocol.write(_stuffed(octets))
            said = await smtp.protocol.read_response(timeout=self._seconds)
        except _LOST as error:
            self._drop()
            return _all(taken, "uncertain", None, f"connection lost inside DATA: {_told(error)}")
        except asyncio.CancelledError:
            self._drop()
            raise
        if said.code == 421:
            self._drop()
        return _all(taken, "accepted" if said.code == 250 else _judged(said), said.code, said.message)

    async def _given_up(
        self, smtp: aiosmtplib.SMTP, outcomes: tuple[RecipientOutcome, ...]
    ) -> tuple[RecipientOutcome, ...]:
        """RSET, so that the connection serves the next letter."""
        try:
            async with asyncio.timeout(self._seconds):
                said = await smtp.execute_command(b"RSET")
            if said.code != 250:
                self._drop()
        except _LOST:
            self._drop()
        return outcomes

    async def _connected(self, deadline: float) -> tuple[aiosmtplib.SMTP, bool]:
        """The connection and whether it is new: only a used one may have been closed for being idle."""
        if self._smtp is not None and self._letters >= LETTERS_PER_CONNECTION:
            await self.close()
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp, False
        self._drop()
        self._smtp, self._letters = await self._open(deadline), 0
        return self._smtp, True

    async def _open(self, deadline: float) -> aiosmtplib.SMTP:
        settings = self._settings
        smtp = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=self._helo,
            timeout=self._seconds,
            use_tls=settings.tls == "implicit",
            start_tls=settings.tls == "starttls",
        )
        with contextlib.ExitStack() as unless_open:
            unless_open.callback(smtp.close)
            try:
                async with asyncio.timeout_at(deadline):
                    if settings.tls == "none":
                        await smtp.connect()
                    else:
                        await smtp.connect(tls_context=await asyncio.to_thread(self._context))
                    await self._log_in(smtp)
            except _LOST as error:
                where = f"submission server {settings.host}:{settings.port}"
                raise Transient(f"{where}: {_connect_trouble(error)}") from error
            unless_open.pop_all()
        return smtp

    def _context(self) -> ssl.SSLContext:
        """Reads the certificates anew for each connection, so that a renewed `ca_file` is seen."""
        return ssl.create_default_context(cafile=str(self._settings.ca_file) if self._settings.ca_file else None)

    async def _log_in(self, smtp: aiosmtplib.SMTP) -> None:
        login = self._settings.login
        if login.token is not None:
            await smtp.auth_xoauth2(login.user, await asyncio.to_thread(login.token))
        elif login.password is not None:
            await smtp.login(login.user, await asyncio.to_thread(login.password))
        else:
            await smtp.ehlo()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _all(addresses: Sequence[str], result: str, code: int | None, response: str) -> tuple[RecipientOutcome, ...]:
    line = " ".join(response.split())[:_LONGEST_RESPONSE]
    return tuple(RecipientOutcome(address, result, code, line) for address in addresses)


def _judged(said: SMTPResponse) -> str:
    return "refused" if 500 <= said.code < 600 and said.code not in _ABOUT_LOGIN else "deferred"


def _stuffed(octets: bytes) -> bytes:
    """Dot-stuffed and ended (RFC 5321 section 4.5.2), in one piece: two small writes may cost a delayed ACK."""
    body = octets.replace(b"\r\n.", b"\r\n..")
    return (b"." if body.startswith(b".") else b"") + body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:_LONGEST_RESPONSE] or type(error).__name__


def _connect_trouble(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {cause.verify_message}; check host and ca_file"
        if isinstance(cause, aiosmtplib.SMTPAuthenticationError):
            return f"it refuses the login: {cause.code} {cause.message}; check user and password"
        cause = cause.__cause__
    if isinstance(error, TimeoutError) and not str(error):
        return "no answer in time"
    return _told(error)
