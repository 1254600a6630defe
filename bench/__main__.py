"""`python -m bench`: the product and the bare pipeline in turn over the same mailbox; letters a second, the ratio."""

from __future__ import annotations

import argparse
import compileall
import contextlib
import imaplib
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import idle, measure, product, profiling
from bench.letters import BenchLetter, letters
from bench.sink import Sink
from bot.walltime import parse_instant
from tests.servers import Dovecot, PostgreSQL, available

RECEIVED_AT = parse_instant("2026-03-10T10:00:00+01:00")
NOW = parse_instant("2026-03-10T10:02:00+01:00")
_ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Bench:
    """Servers and letters; each run has a mailbox, a folder and a database of its own."""

    dovecot: Dovecot
    sink: Sink
    cluster: PostgreSQL | None
    folder: Path
    letters: Sequence[BenchLetter]
    arrivals: Sequence[BenchLetter]
    _mailboxes: Iterator[str]

    def mailbox(self) -> str:
        """A user whose mailbox holds the letters."""
        user = next(self._mailboxes)
        # by APPEND, one after the other: UIDs in the order of the letters, so that no reply precedes its report
        session = self.dovecot.client(user)
        for letter in self.letters:
            session.append("INBOX", "", imaplib.Time2Internaldate(RECEIVED_AT), letter.octets)
        session.logout()
        self.sink.take()
        return user

    def database(self, user: str) -> str:
        """The URL of an empty database."""
        return self.cluster.fresh_url() if self.cluster else f"sqlite:///{self.folder / user}.db"

    def bare(self) -> measure.Cost:
        """One run of the bare pipeline. Raises RuntimeError when its work is not whole."""
        user = self.mailbox()
        ports = ["--imap", str(self.dovecot.imap), "--smtp", str(self.sink.port)]
        login = ["--user", user, "--password", self.dovecot.users[user], "--database", self.database(user)]
        cost = measure.run([sys.executable, "-m", "bench.bare", *ports, *login], _ROOT)
        answered = sorted(message_id for message_id, _ in self.sink.take())
        whole = answered == sorted(letter.message_id for letter in self.letters if letter.answers is None)
        self._finish(user, cost, [] if whole else [f"{len(answered)} answers"])
        return cost

    def product(self) -> measure.Cost:
        """One run of the product. Raises RuntimeError when its work is not whole."""
        user = self.mailbox()
        folder, database = self.configured(user)
        cost = measure.run(product.drain_command(folder, NOW), _ROOT)
        answered = [message_id for message_id, _ in self.sink.take()]
        self._finish(user, cost, product.faults(database, self.letters, answered))
        return cost

    def configured(self, user: str) -> tuple[Path, str]:
        """The folder of a configuration for a mailbox, and the URL of its database."""
        folder, database = self.folder / user, self.database(user)
        product.configure(folder, database, self.dovecot.imap, self.sink.port, user, self.dovecot.users[user])
        return folder, database

    def _finish(self, user: str, cost: measure.Cost, faults: list[str]) -> None:
        shutil.rmtree(self.dovecot.root / "mail" / user)
        for file in self.folder.glob(f"{user}.db*"):
            file.unlink()
        if cost.exit_code or faults:
            raise RuntimeError(f"the run does not count: exit {cost.exit_code}; {'; '.join(faults)}\n{cost.said}")


def main() -> int:
    """0 when every run did the whole work."""
    arguments = _arguments()
    lacking = [
        told for name in ("dovecot", *(["postgresql"] if arguments.postgres else [])) if (told := available(name))
    ]
    if lacking:
        print("\n".join(lacking), file=sys.stderr)
        return 1
    # as after an installation; an environment that forbids bytecode would measure the compiler
    for package in ("bot", "bench"):
        compileall.compile_dir(_ROOT / package, quiet=1)
    with contextlib.ExitStack() as stack:
        bench = _bench(stack, arguments)
        if arguments.profile:
            profiling.show(bench.configured(bench.mailbox())[0], NOW)
            return 0
        if arguments.pairs:
            _compare(bench, arguments)
        if arguments.idle:
            idle.show(bench.dovecot, bench.sink, bench.folder, bench.arrivals)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("-n", type=int, default=1000, help="letters in the mailbox")
    parser.add_argument("--pairs", type=int, default=3, help="how often product and bare pipeline run in turn (0: no)")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument(
        "--idle", type=int, default=30, metavar="ARRIVALS", help="letters arriving one by one (0: none)"
    )
    parser.add_argument("--profile", action="store_true", help="one run inside this process, under cProfile")
    return parser.parse_args()


def _bench(stack: contextlib.ExitStack, arguments: argparse.Namespace) -> Bench:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="veilleur-bench-")))
    dovecot = stack.enter_context(Dovecot())
    sink = stack.enter_context(Sink())
    cluster = stack.enter_context(PostgreSQL()) if arguments.postgres else None
    written = tuple(letters(arguments.n, RECEIVED_AT))
    arrivals = tuple(letters(arguments.idle, RECEIVED_AT))
    users = (user for user in dovecot.users if user.startswith("u"))
    return Bench(dovecot, sink, cluster, folder, written, arrivals, users)


def _compare(bench: Bench, arguments: argparse.Namespace) -> None:
    count = len(bench.letters)
    mean = sum(len(letter.octets) for letter in bench.letters) / count / 1000
    print(f"{count} letters of {mean:.0f} kB on average, {'PostgreSQL' if bench.cluster else 'SQLite'}")
    print(f"{'':>8} {'letters/s':>10} {'CPU ms/letter':>14} {'peak MB (PSS)':>14}")
    bare, own = [], []
    for _ in range(arguments.pairs):
        bare.append(bench.bare())
        _tell("bare", count, bare[-1])
        own.append(bench.product())
        _tell("product", count, own[-1])
    speed = [b.wall_s / p.wall_s for b, p in zip(bare, own, strict=True)]
    cpu = [p.cpu_s / b.cpu_s for b, p in zip(bare, own, strict=True)]
    print(
        f"median of {len(speed)} pairs: product {statistics.median(speed):.2f} × the speed of the bare pipeline", end=""
    )
    print(f" at {statistics.median(cpu):.2f} × its computing")


def _tell(name: str, count: int, cost: measure.Cost) -> None:
    rate, cpu, memory = count / cost.wall_s, cost.cpu_s / count * 1000, cost.peak_pss / 1e6
    print(f"{name:>8} {rate:>10.1f} {cpu:>14.2f} {memory:>14.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
