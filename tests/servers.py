"""Real servers as children on loopback high ports: Dovecot, Postfix, PostgreSQL; and the `SmtpSink` thread.

Each is a context manager on its own short-named folder under /tmp and is ended by process id. Nothing leaves the machine.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import grp
import hashlib
import hmac
import imaplib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.smtp_sink import Letter, SmtpSink

__all__ = ["Dovecot", "Letter", "PostgreSQL", "Postfix", "Server", "SmtpSink", "available", "free_port"]

_CONF = Path(__file__).parent / "server_conf"
_DOVECOT, _POSTFIX = Path("/usr/sbin/dovecot"), Path("/usr/lib/postfix/sbin/master")
_QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
_PATH = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


def available(name: str) -> str | None:
    """None when the server `name` (dovecot, postfix, postgresql) can be started; else what is missing and the command."""
    if name == "dovecot":
        found = _DOVECOT.exists() and Path("/usr/lib/dovecot/lmtp").exists()
        return None if found else "Dovecot is missing: apt-get install -y dovecot-imapd dovecot-lmtpd"
    if name == "postfix":
        if os.getuid() != 0:
            return "Postfix starts for root only: run as root"
        return None if _POSTFIX.exists() else "Postfix is missing: apt-get install -y postfix"
    if name == "postgresql":
        return None if _postgres_folder() else "PostgreSQL is missing: apt-get install -y postgresql"
    raise KeyError(name)


def free_port() -> int:
    """A loopback port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_folder() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return folders[-1].parent if folders else None


def _servant(*names: str) -> pwd.struct_passwd:
    """The user a server runs as: ourselves when unprivileged, else the first of `names` that exists."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    return next(entry for entry in pwd.getpwall() if entry.pw_name in names)


def _identity(user: pwd.struct_passwd) -> dict[str, object]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}


def _fill(name: str, target: Path, words: Mapping[str, object]) -> None:
    text = (_CONF / name).read_text()
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    target.write_text(text)


def _certificate(folder: Path) -> None:
    """A self-signed certificate for localhost and 127.0.0.1: tls.crt (its own authority) and tls.key."""
    extensions = ["subjectAltName=DNS:localhost,IP:127.0.0.1", "keyUsage=digitalSignature,keyCertSign"]
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split()
    for extension in extensions:
        command += ["-addext", extension]
    subprocess.run([*command, "-keyout", folder / "tls.key", "-out", folder / "tls.crt"], check=True, capture_output=True)


class Server:
    """What the three have in common: a folder, a start, an end."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.root = Path(tempfile.mkdtemp(prefix="vl", dir="/tmp"))
        self.root.chmod(0o755)

    def start(self) -> Self:
        """Start and wait until it answers. Raises RuntimeError with the end of its log when it does not."""
        raise NotImplementedError

    def stop(self) -> None:
        """End it with all its children."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def _give_to(self, user: pwd.struct_passwd) -> None:
        if os.getuid() == 0:
            for path in (self.root, *self.root.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)

    def _await(self, answers: Callable[[], bool], log: Path, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if answers():
                    return
            time.sleep(0.02)
        tail = log.read_text(errors="replace")[-3000:] if log.exists() else "no log"
        raise RuntimeError(f"{type(self).__name__} did not start within {seconds} s: {tail}")


def _greets(port: int, greeting: bytes) -> bool:
    with socket.create_connection(("127.0.0.1", port), 1) as probe:
        probe.settimeout(2)
        return probe.recv(200).startswith(greeting)


def _end(child: subprocess.Popen[bytes] | None, how: int = signal.SIGTERM) -> None:
    if child is None:
        return
    child.send_signal(how)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(10)
    # children of open sessions outlive the master: end the whole group
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(5)


class Dovecot(Server):
    """IMAP (also TLS), LMTP and SASL. `users` maps logins to passwords; each has the folders INBOX and Traites."""

    def __init__(self, users: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.users = dict(users or {"fssi": "pw", "desk": "pw", "astreinte": "pw"})
        self.imap, self.imaps, self.lmtp, self.auth = (free_port() for _ in range(4))
        self.ca_file = self.root / "tls.crt"
        self._owner = _servant("nobody")
        self._key = os.urandom(32)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        for name in ("run", "state", "mail", "index", "home", "keys/default/HS256"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        ports = {"imap": self.imap, "imaps": self.imaps, "lmtp": self.lmtp, "auth": self.auth}
        owner = self._owner
        who = {"user": owner.pw_name, "group": grp.getgrgid(owner.pw_gid).gr_name, "uid": owner.pw_uid, "gid": owner.pw_gid}
        _fill("dovecot.conf", self.root / "dovecot.conf", {"root": self.root, **ports, **who})
        _fill("oauth2.conf", self.root / "oauth2.conf.ext", {"root": self.root})
        (self.root / "passwd").write_text("".join(f"{user}:{{PLAIN}}{word}\n" for user, word in self.users.items()))
        (self.root / "keys/default/HS256/default").write_text(base64.b64encode(self._key).decode())
        if not self.ca_file.exists():
            _certificate(self.root)
        self._give_to(owner)
        self.restart()
        return self

    def restart(self) -> None:
        """Start the process (again) on the same mail, ports and certificate; it must be stopped."""
        command = [str(_DOVECOT), "-F", "-c", str(self.root / "dovecot.conf")]
        self._child = subprocess.Popen(  # type: ignore[call-overload]
            command, env=_PATH, start_new_session=True, **_QUIET, **_identity(self._owner)
        )
        self._await(functools.partial(_greets, self.imap, b"* OK"), self.root / "dovecot.log")

    def stop(self) -> None:
        child, self._child = self._child, None
        _end(child)

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
        subprocess.run(command, check=True, capture_output=True, env=_PATH, timeout=20)

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
    lent@ (delayed after 3 s, failed after 20 s), both@ (fssi@ and a bounce). poubelle@ is thrown away. `anything.example`
    besides desk.example bounces with 5.7.1.
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
        _fill("main.cf", etc / "main.cf", {**words, "smtp": self.smtp, "smtps": self.smtps})
        _fill("master.cf", etc / "master.cf", {"smtp": self.smtp, "smtps": self.smtps})
        local = [*self.dovecot.users, "refus-tardif", "lent", "poubelle", "both"]
        (etc / "mailboxes").write_text("".join(f"{name}@desk.example {name}\n" for name in local))
        for table in ("aliases", "rcpt_access", "transport"):
            (etc / table).write_bytes((_CONF / table).read_bytes())
        _certificate(etc)
        shutil.chown(self.root / "data", "postfix")
        subprocess.run(["postfix", "-c", str(etc), "check"], check=True, capture_output=True, env=_PATH)
        subprocess.run([str(_POSTFIX), "-c", str(etc), "-w"], check=True, env=_PATH, **_QUIET)  # type: ignore[call-overload]
        self._pid = int((self.root / "spool/pid/master.pid").read_text())
        self._await(functools.partial(_greets, self.smtp, b"220"), self.root / "maillog")
        return self

    def stop(self) -> None:
        pid, self._pid = self._pid, 0
        if pid:
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + 5
            while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
                time.sleep(0.02)


class PostgreSQL(Server):
    """A cluster of its own, without fsync (tests only). `fresh_url()` makes an empty database and gives its URL."""

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self._user = _servant("postgres", "nobody")
        self._child: subprocess.Popen[bytes] | None = None
        self._made = 0

    def start(self) -> Self:
        folder, cluster = _postgres_folder(), self.root / "d"
        assert folder is not None
        self._give_to(self._user)
        run = functools.partial(subprocess.run, check=True, capture_output=True, env=_PATH, cwd=self.root)
        run([str(folder / "initdb"), "-D", str(cluster), "-U", "veilleur", "-A", "trust", "-E", "UTF8", "-N"], **_identity(self._user))
        options = ["-p", str(self.port), "-h", self.host, "-k", str(self.root)]
        for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"):
            options += ["-c", setting]
        with (self.root / "log").open("wb") as log:
            self._child = subprocess.Popen(  # type: ignore[call-overload]
                [str(folder / "postgres"), "-D", str(cluster), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_PATH, start_new_session=True, **_identity(self._user),
            )
        self._await(lambda: self._sql("select 1"), self.root / "log")
        return self

    def stop(self) -> None:
        child, self._child = self._child, None
        _end(child, signal.SIGINT)

    def fresh_url(self) -> str:
        """The SQLAlchemy URL of a new, empty database on this cluster."""
        self._made += 1
        assert self._sql(f"create database v{self._made}")
        return f"postgresql+psycopg://veilleur@{self.host}:{self.port}/v{self._made}"

    def _sql(self, statement: str) -> bool:
        command = ["psql", "-X", "-q", "-h", self.host, "-p", str(self.port), "-U", "veilleur", "-c", statement, "postgres"]
        return subprocess.run(command, capture_output=True, env=_PATH).returncode == 0
