"""The directory of establishments: both formats loaded by the command itself, then looked up by number and by name.

python -m bench.finess [-n 100000] [--postgres]
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import measure
from bot.report.place.directory import Establishment
from bot.storage.engine import open_storage
from bot.storage.unit import SqlStorage
from tests.establishments import establishments, write_csv, write_json
from tests.servers import PostgreSQL, available

_ROOT = Path(__file__).resolve().parents[1]
_LOOKED_UP = 2000


def main() -> int:
    """0 when both formats were loaded whole and every site looked up was found."""
    arguments = _arguments()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="veilleur-finess-")))
        url = f"sqlite:///{folder / 'a.db'}"
        if arguments.postgres:
            if (missing := available("postgresql")) is not None:
                print(missing, file=sys.stderr)
                return 1
            url = stack.enter_context(PostgreSQL()).fresh_url()
        (folder / "config").mkdir()
        (folder / "config" / "mine.yml").write_text(f'database: "{url}"\n')
        sites = list(establishments(arguments.n))
        print(f"{len(sites)} establishments, {'PostgreSQL' if arguments.postgres else 'SQLite'}")
        print(f"{'':>24} {'wall s':>8} {'CPU s':>8} {'peak MB (PSS)':>14} {'file MB':>8}")
        whole = [_load(folder, write(folder / name, sites)) for name, write in _FILES]
        storage = open_storage(url)
        found = _look_ups(storage, sites)
        storage.close()
    return 0 if all(whole) and found else 1


_FILES: Sequence[tuple[str, Callable[[Path, Sequence[Establishment]], Path]]] = (
    ("legacy.csv", write_csv),
    ("structures.json", write_json),
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.finess", description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, help="establishments in each file")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    return parser.parse_args()


def _load(folder: Path, file: Path) -> bool:
    command = [sys.executable, "-m", "bot", "finess", "load", str(file), "--config", str(folder / "config")]
    cost = measure.run(command, _ROOT)
    size = file.stat().st_size / 1e6
    print(
        f"{file.name:>24} {cost.wall_s:>8.1f} {cost.cpu_s:>8.1f} {cost.peak_pss / 1e6:>14.0f} {size:>8.1f}", cost.said
    )
    return cost.exit_code == 0


def _look_ups(storage: SqlStorage, sites: Sequence[Establishment]) -> bool:
    """Microseconds of one look-up by number and by name, each in a reading transaction already open."""
    step = max(1, len(sites) // _LOOKED_UP)
    some = sites[::step]
    with storage.read() as unit:
        directory = unit.establishments
        numbers, found = _timed(lambda site: directory.by_number(site.finess) == site, some)
        names, _ = _timed(lambda site: bool(directory.named(site.name, site.town, 5)), some[:200])
    print(f"by number: median {numbers[0]:.0f} µs, slowest {numbers[1]:.0f} µs over {len(some)}")
    print(f"by name and town: median {names[0] / 1000:.1f} ms, slowest {names[1] / 1000:.1f} ms over {len(some[:200])}")
    return found


def _timed(work: Callable[[Establishment], bool], sites: Sequence[Establishment]) -> tuple[tuple[float, float], bool]:
    spent, good = [], True
    for site in sites:
        begun = time.perf_counter()
        good = work(site) and good
        spent.append((time.perf_counter() - begun) * 1e6)
    return (statistics.median(spent), max(spent)), good


if __name__ == "__main__":
    sys.exit(main())
