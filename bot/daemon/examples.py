"""A folder of dated scenarios in, what the rules decide otherwise than they expect out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.daemon.config import EXAMPLES, Configuration
from bot.daemon.yaml_tree import read_file
from bot.errors import Fault, Misconfigured
from bot.mail.message import Message
from bot.report.fields import Report
from bot.report.read import read
from bot.rules.proof.scenarios import Miss, Read, Scenario, load_scenarios, run
from bot.settings.section import Section


@dataclass(frozen=True, slots=True)
class Examined:
    """How many scenarios were run, and every expectation that was not met."""

    count: int
    misses: tuple[Miss, ...]


def scenarios_of(configuration: Configuration) -> Path | None:
    """The scenarios beside the configuration, if it has any."""
    folder = configuration.folder / EXAMPLES if configuration.folder else None
    return folder if folder is not None and folder.is_dir() else None


def examine(configuration: Configuration, folder: Path) -> Examined:
    """Run every scenario of every `*.yml` of a folder (or of one file) through the rules.

    Raises Misconfigured when a file cannot be read as scenarios.
    """
    scenarios, read_report = read_scenarios(folder), report_reader(configuration)
    misses = [miss for each in scenarios for miss in run(each, configuration.rules, read_report)]
    return Examined(len(scenarios), tuple(misses))


def report_reader(configuration: Configuration) -> Read:
    """Reads the report of a scenario's letter with the lexicons of the configuration."""
    lexicons = configuration.lexicons

    def read_report(message: Message, received_at: datetime) -> Report:
        return read(message, lexicons, received_at)

    return read_report


def read_scenarios(folder: Path) -> list[Scenario]:
    """Every scenario of a folder or file. Raises Misconfigured with all faults."""
    faults: list[Fault] = []
    scenarios: list[Scenario] = []
    paths = sorted((*folder.glob("*.yml"), *folder.glob("*.yaml"))) if folder.is_dir() else [folder]
    for path in paths:
        scenarios += load_scenarios(Section(read_file(path, path.name, faults), "", faults))
    if faults:
        raise Misconfigured(faults)
    return scenarios
