"""Log lines: a stable `action`, ids as data, JSON on standard error; addresses shortened, no bodies, no secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def _without_rich() -> Iterator[None]:
    """While this lasts `rich` cannot be imported (Python's language reference, section 5.3.1), unless it was before."""
    absent = "rich" not in sys.modules
    if absent:
        sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules["rich"]


# structlog takes rich and pygments along to colour tracebacks on a console: a tenth of a second of each start.
with _without_rich():
    import structlog

_ADDRESS = re.compile(r"([\w.+-]{1,2})[\w.+-]{0,62}@([\w.-]{1,255})")


def configure_logs(human: bool = False, least: int = logging.INFO) -> None:
    """JSON lines from the level `least` up, or with `human` short coloured ones. Libraries tell from warnings up."""
    renderer: Any = structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(least),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _shortened,
            structlog.processors.EventRenamer("action"),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def _shortened(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Addresses keep their first two characters and their domain."""
    for key, value in line.items():
        if isinstance(value, str) and "@" in value:
            line[key] = _ADDRESS.sub(r"\1…@\2", value)
    return line
