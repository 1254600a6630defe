"""YAML 1.2 files in, one tree of `Node`s out, each value with its file and line; all faults of a file are told.

Scalars follow the core schema: `22:30`, `yes` and `2026-08-10T18:00:00` stay text, `2026-08-10` is a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from bot.daemon.yaml_graph import TAG, documents
from bot.errors import Fault, Misconfigured
from bot.settings.section import Node, Scalar, shown

MOST_OCTETS = 2_000_000
MOST_VALUES = 100_000
MOST_DEPTH = 40
MOST_FILES = 500
WHOLE_FILE = "file"

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,30}")
_BASED = re.compile(r"0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_tree(path: Path, name: str | None = None) -> Node:
    """The mapping a file holds; an empty file is an empty mapping.

    `name` is how the file is called in faults (default: the path as given).
    Raises Misconfigured with every fault of the file: unreadable, not UTF-8, bad syntax, duplicate keys, foreign tags.
    """
    called = name or str(path)
    faults: list[Fault] = []
    tree = read_file(path, called, faults)
    if faults:
        raise Misconfigured(faults)
    return tree


def read_file(path: Path, name: str, faults: list[Fault]) -> Node:
    """The same as `read_tree`, with the faults added to a list and whatever could be read as the tree.

    A fault whose key is `WHOLE_FILE` means that nothing of the file could be read.
    """
    try:
        tree, found = _built(_text(path, name), name)
    except Misconfigured as wrong:
        tree, found = Node({}, name, 1), wrong.faults
    faults.extend(found)
    return tree


@lru_cache(maxsize=64)
def _built(text: str, file: str) -> tuple[Node, tuple[Fault, ...]]:
    # Kept because without libyaml a line costs a millisecond, and a reload reads files that mostly have not changed.
    builder = _Builder(file)
    tree = builder.build(text)
    return tree, tuple(builder.faults)


def merge(trees: Sequence[Node], faults: list[Fault]) -> Node:
    """Several files as one tree: mappings are joined; a value in two files is a fault, as neither comes first."""
    joined: Node = Node({}, trees[0].file if trees else "", 1)
    for tree in trees:
        joined = _join(joined, tree, "", faults)
    return joined


def read_folder(folder: Path, faults: list[Fault], prefix: str = "", leave_out: str = "") -> Node:
    """Every `*.yml` and `*.yaml` of a folder and its subfolders as one tree, in the order of their names.

    Hidden files, and a subfolder named `leave_out`, are passed over. Files are called by their path below the folder,
    with `prefix` before it.
    """
    trees = []
    paths = [path for path in sorted(folder.rglob("*.y*ml")) if _counts(path, folder, leave_out)]
    if len(paths) > MOST_FILES:
        faults.append(
            Fault(str(folder), None, WHOLE_FILE, f"{len(paths)} files", "too many files", f"keep at most {MOST_FILES}")
        )
    for path in paths[:MOST_FILES]:
        trees.append(read_file(path, prefix + path.relative_to(folder).as_posix(), faults))
    return merge(trees, faults)


def _counts(path: Path, folder: Path, leave_out: str) -> bool:
    steps = path.relative_to(folder).parts
    hidden = any(step.startswith(".") for step in steps)
    return path.suffix in (".yml", ".yaml") and path.is_file() and not hidden and steps[0] != leave_out


def _text(path: Path, called: str) -> str:
    try:
        with path.open("rb") as file:
            octets = file.read(MOST_OCTETS + 1)
    except OSError as cause:
        reason = cause.strerror or "unreadable"
        raise Misconfigured(
            [Fault(called, None, WHOLE_FILE, str(path), reason, "give a readable YAML file")]
        ) from cause
    if len(octets) > MOST_OCTETS:
        raise Misconfigured(
            [Fault(called, None, WHOLE_FILE, f"over {MOST_OCTETS} octets", "file too large", "split it or cut it")]
        )
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = octets.count(b"\n", 0, cause.start) + 1
        found = f"octet 0x{octets[cause.start]:02x}"
        raise Misconfigured([Fault(called, line, WHOLE_FILE, found, "not UTF-8", "save the file as UTF-8")]) from cause


def _join(first: Node, second: Node, path: str, faults: list[Fault]) -> Node:
    if not (isinstance(first.value, dict) and isinstance(second.value, dict)):
        place = f"{first.file}:{first.line}" if first.line else first.file
        problem = f"already written at {place}"
        faults.append(Fault(second.file, second.line, path, shown(path, second.value), problem, "keep one of the two"))
        return first
    joined = dict(first.value)
    for key, node in second.value.items():
        below = f"{path}.{key}" if path else key
        joined[key] = _join(joined[key], node, below, faults) if key in joined else node
    return Node(joined, first.file, first.line)


class _Builder:
    """One file's text into Nodes, collecting faults; it walks the composer's graph, which alone knows every line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._values = 0
        self._overfull = False

    def build(self, text: str) -> Node:
        empty = Node({}, self.file, 1)
        root = self._compose(text)
        if root is None or self.faults:
            return empty
        if isinstance(root, ScalarNode) and not root.value:
            return empty
        if not isinstance(root, MappingNode):
            self._fault(root, WHOLE_FILE, "a mapping is due here", "write `key: value` lines")
            return empty
        return self._node(root, "", 1, 0)

    def _compose(self, text: str) -> Any:
        try:
            found = documents(text)
        except MarkedYAMLError as wrong:
            mark = wrong.problem_mark or wrong.context_mark
            line = mark.line + 1 if mark else None
            said = ", ".join(part for part in (wrong.context, wrong.problem) if part)
            self._add(
                line, WHOLE_FILE, _line_of(text, line), f"bad YAML: {said}", "check indentation, quotes and brackets"
            )
        except YAMLError as wrong:
            self._add(
                None, WHOLE_FILE, "the file", f"bad YAML: {str(wrong).splitlines()[0]}", "remove control characters"
            )
        except RecursionError:
            self._add(None, WHOLE_FILE, "the file", "nested too deep", f"keep at most {MOST_DEPTH} levels")
        else:
            for further in found[1:]:
                self._fault(further, WHOLE_FILE, "a second document", "remove the `---` line: one file, one document")
            return found[0] if found else None
        return None

    def _node(self, node: Any, path: str, line: int, depth: int) -> Node:
        self._values += 1
        if depth > MOST_DEPTH or self._values > MOST_VALUES:
            return self._too_much(line)
        if isinstance(node, MappingNode):
            return Node(self._mapping(node, path, depth), self.file, line)
        if isinstance(node, SequenceNode):
            items = [self._node(item, f"{path}[{n}]", _line(item), depth + 1) for n, item in enumerate(node.value)]
            return Node(items, self.file, line)
        return Node(self._scalar(node, path), self.file, line)

    def _too_much(self, line: int) -> Node:
        if not self._overfull:
            bound = f"keep at most {MOST_DEPTH} levels and {MOST_VALUES} values"
            self._add(line, WHOLE_FILE, "the file", "too deep or too many values (aliases count)", bound)
        self._overfull, self._values = True, MOST_VALUES
        return Node(None, self.file, line)

    def _mapping(self, node: Any, path: str, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.value in ("", "<<"):
                self._fault(key, path, "a key must be a plain text", "write `name: value`; merge keys are not read")
                continue
            name = str(key.value)
            below = f"{path}.{name}" if path else name
            if name in entries:
                first = entries[name].line
                self._add(
                    _line(key), below, repr(name), f"key written twice, first on line {first}", "keep one of the two"
                )
                continue
            entries[name] = self._node(value, below, _line(key), depth + 1)
        return entries

    def _scalar(self, node: Any, path: str) -> Scalar:
        tag = str(node.tag or "")
        text = str(node.value)
        if tag and not tag.startswith(TAG):
            self._fault(node, path, f"foreign tag {tag}", "remove the tag; quote the text if it begins with `!`")
            return text
        if node.style or tag == f"{TAG}str":
            return text
        return self._plain(text, node, path)

    def _plain(self, text: str, node: Any, path: str) -> Scalar:
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if _INTEGER.fullmatch(text):
            return int(text)
        if _BASED.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self._fault(node, path, "no such day", "write a day of the calendar, or quote the text")
        return text

    def _fault(self, node: Any, path: str, problem: str, remedy: str) -> None:
        value = shown(path, str(node.value)) if isinstance(node, ScalarNode) else _kind(node)
        self._add(_line(node), path, value, problem, remedy)

    def _add(self, line: int | None, path: str, value: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, line, path, value, problem, remedy))


def _kind(node: Any) -> str:
    return "a list" if isinstance(node, SequenceNode) else "a mapping"


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _line_of(text: str, line: int | None) -> str:
    lines = text.splitlines()
    if not line or line > len(lines):
        return "the end of the file"
    return shown(lines[line - 1].partition(":")[0].strip(" -"), lines[line - 1].strip()[:60])
