"""Dovecot and Postfix as children on loopback high ports, for tests only; see `tests/servers.py` for the door."""

from __future__ import annotations

import base64
import functools
import grp
import hashlib
import hmac
import imaplib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from tests.children import (
    CONF,
    PATH,
    QUIET,
    Server,
    certificate,
    end,
    fill_in,
    free_port,
    greets,
    identity,
    pause,
    servant,
)

DOVECOT, POSTFIX = Path("/usr/sbin/dovecot"), Path("/usr/lib/postfix/sbin/master")
_SPARE = tuple(f"u{number:02}" for number in range(1, 61))


class Dovecot(Server):
    """IMAP (also TLS), LMTP and SASL. `users` maps logins to passwords; each has the folders INBOX and Traites."""

    def __init__(self, users: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.users = dict(users or dict.fromkeys(("fssi", "desk", "astreinte", *_SPARE), "pw"))
        self.imap, self.imaps, self.lmtp, self.auth = (free_port() for _ in range(4))
        self.ca_file = self.root / "tls.crt"
        self._owner = servant("nobody")
        self._key = os.urandom(32)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        for name in ("run", "state", "mail", "index", "home", "keys/default/HS256"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        ports = {"imap": self.imap, "imaps": self.imaps, "lmtp": self.lmtp, "auth": self.auth}
        owner = self._owner
        who = {
            "user": owner.pw_name,
            "group": grp.getgrgid(owner.pw_gid).gr_name,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
        }
        fill_in("dovecot.conf", self.root / "dovecot.conf", {"root": self.root, **ports, **who})
        fill_in("oauth2.conf", self.root / "oauth2.conf.ext", {"root": self.root})
        (self.root / "passwd").write_text("".join(f"{user}:{{PLAIN}}{word}\n" for user, word in self.users.items()))
        (self.root / "keys/default/HS256/default").write_text(base64.b64encode(self._key).decode())
        if not self.ca_file.exists():
            certificate(self.root)
        self._give_to(owner)
        self.restart()
        return self

    def restart(self) -> None:
        """Start the process (again) on the same mail, ports and certificate; it must be stopped."""
        command = [str(DOVECOT), "-F", "-c", str(self.root / "dovecot.conf")]
        self._child = subprocess.Popen(command, env=PATH, start_new_session=True, **QUIET, **identity(self._owner))
        self._await(functools.partial(greets, self.imap, b"* OK"), self.root / "dovecot.log")

    def stop(self) -> None:
        child, self._child = self._child, None
        end(child)

    def token(self, user: str, expires_at: int) -> str:
        """A bearer token (JWT, HS256) this server accepts for XOAUTH2 until `expires_at` (seconds of the epoch)."""
        claims = {"sub": user, "iat": expires_at - 3600, "exp": expires_at}
        parts = [_base64url(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "HS256"}, claims)]
        signature = hmac.new(self._key, ".".join(parts).encode(), hashlib.sha256).digest()
        return ".".join([*parts, _base64url(signature)])

    def fill(self, user: str, letters: Iterable[bytes], at: datetime | None = None, folder: str = "INBOX") -> None:
        """Put letters straight into the Maildir, 10,000 in seconds; `at` becomes their INTERNALDATE (whole seconds)."""
        box = self.root / "mail" / user / ("" if folder == "INBOX" else f".{folder}")
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
        stamp = at.timestamp() if at else time.time()
        first = len(os.listdir(box / "cur")) + len(os.listdir(box / "new"))
        for number, octets in enumerate(letters, first):
            path = box / "tmp" / f"{time.time_ns()}.N{number:06}.desk.example"
            path.write_bytes(octets)
            os.utime(path, (stamp, stamp))
            path.chmod(0o600)
            if os.getuid() == 0:
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
            path.rename(box / "new" / path.name)
        if os.getuid() == 0:
            for path in (box.parent, box, *box.glob("*")):
                if path.is_dir():
                    os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def deliver(self, user: str, octets: bytes) -> None:
        """One letter through the server, as its own delivery does it: who idles is told of it at once.

        A file put beside a running server (`fill`) in the second of its last look may stay unseen for 30 s.
        """
        session = self.client(user, None)
        try:
            kind, said = session.append("INBOX", "", "", octets)
            assert kind == "OK", said
        finally:
            session.logout()

    def client(self, user: str, folder: str | None = "INBOX") -> imaplib.IMAP4:
        """A second, plain IMAP session on the mailbox, as a colleague's mail program would have; close it yourself."""
        session = imaplib.IMAP4(self.host, self.imap, timeout=20)
        session.login(user, self.users[user])
        if folder:
            session.select(folder)
        return session

    def letters(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The octets of all letters in a folder, in UID order, flags untouched."""
        session = self.client(user, folder)
        try:
            answer = session.uid("FETCH", "1:*", "(BODY.PEEK[])")[1]
            return [part[1] for part in answer if isinstance(part, tuple)]
        finally:
            session.logout()

    def doveadm(self, *words: str) -> None:
        """Run a doveadm command on this server (kick USER · mailbox update -u USER --uid-validity N INBOX …)."""
        command = ["doveadm", "-c", str(self.root / "dovecot.conf"), *words]
        subprocess.run(command, check=True, capture_output=True, env=PATH, timeout=20)

    def kill_sessions(self) -> int:
        """SIGKILL every open IMAP session of this server; how many there were."""
        assert self._child is not None
        listing = subprocess.run(["ps", "-o", "pid=,comm=", "-g", str(self._child.pid)], capture_output=True, text=True)
        victims = [int(line.split()[0]) for line in listing.stdout.splitlines() if line.split()[1] == "imap"]
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        return len(victims)


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


class Postfix(Server):
    """SMTP with STARTTLS and AUTH, delivering `…@desk.example` into a Dovecot by LMTP (needs root).

    Refused at RCPT: refuse@ (550), gris@ (451), plein@ (452). Accepted and then bounced: refus-tardif@ (5.1.1 at once),
    lent@ (delayed after 3 s, failed after 20 s), both@ (fssi@ and a bounce). poubelle@ is thrown away. Any other
    domain bounces with 5.7.1.
    """

    def __init__(self, dovecot: Dovecot) -> None:
        super().__init__()
        self.dovecot = dovecot
        self.smtp, self.smtps = free_port(), free_port()
        self.ca_file = self.root / "etc/tls.crt"
        self._pid = 0

    def start(self) -> Self:
        etc = self.root / "etc"
        for name in ("etc", "spool", "data"):
            (self.root / name).mkdir(exist_ok=True)
        words = {"root": self.root, "lmtp": self.dovecot.lmtp, "auth": self.dovecot.auth}
        fill_in("main.cf", etc / "main.cf", {**words, "smtp": self.smtp, "smtps": self.smtps})
        fill_in("master.cf", etc / "master.cf", {"smtp": self.smtp, "smtps": self.smtps})
        local = [*self.dovecot.users, "refus-tardif", "lent", "poubelle", "both"]
        (etc / "mailboxes").write_text("".join(f"{name}@desk.example {name}\n" for name in local))
        for table in ("aliases", "rcpt_access", "transport"):
            (etc / table).write_bytes((CONF / table).read_bytes())
        certificate(etc)
        shutil.chown(self.root / "data", "postfix")
        subprocess.run(["postfix", "-c", str(etc), "check"], check=True, capture_output=True, env=PATH)
        subprocess.run([str(POSTFIX), "-c", str(etc), "-w"], check=True, env=PATH, **QUIET)
        self._pid = int((self.root / "spool/pid/master.pid").read_text())
        self._await(functools.partial(greets, self.smtp, b"220"), self.root / "maillog")
        return self

    def stop(self) -> None:
        pid, self._pid = self._pid, 0
        if pid:
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + 5
            while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
                pause(0.02)
