"""YAML text in, the composer's graph of nodes out, each with its line; scalars stay the text that was written."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

TAG = "tag:yaml.org,2002:"
"""What the tags of YAML's own types begin with."""

_MOST_OPENED, _LONGEST_LINE = 2_000, 4_000


def documents(text: str) -> list[Any]:
    """One node for each document of the text. Raises YAMLError, and RecursionError for text nested too deep.

    libyaml where it is at hand, ten times as fast; what it refuses is told in the words of the other, the same on every
    machine.
    """
    if _shallow(text):
        with suppress(YAMLError):
            return _composed(YAML(typ="safe"), text)
    return _composed(YAML(typ="safe", pure=True), text)


def _composed(yaml: YAML, text: str) -> list[Any]:
    yaml.Resolver = _Untyped
    return list(yaml.compose_all(text))


def _shallow(text: str) -> bool:
    # libyaml's side calls itself at each level and ends the process where the stack does; a level takes a bracket, or
    # at least a column.
    opened = text.count("[") + text.count("{")
    return opened <= _MOST_OPENED and max(map(len, text.splitlines()), default=0) <= _LONGEST_LINE


class _Untyped(VersionedResolver):
    """Guesses at no plain scalar: holding each against a dozen patterns took a third of the time."""

    _TAGS: ClassVar[dict[Any, Tag]] = {
        ScalarNode: Tag(suffix=f"{TAG}str"),
        SequenceNode: Tag(suffix=f"{TAG}seq"),
        MappingNode: Tag(suffix=f"{TAG}map"),
    }
    _PLAIN = Tag(suffix=f"{TAG}plain")

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Tag:
        """The tag of a node that has none of its own."""
        return self._PLAIN if kind is ScalarNode and implicit[0] else self._TAGS[kind]
