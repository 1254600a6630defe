"""The directory of establishments in memory: bot.desk.kept.establishments.Establishments on a `Content`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.kept.establishments import DirectoryVersion
from bot.errors import Missing, Transient
from bot.report.place.directory import Establishment, Proposal
from bot.report.place.resemblance import ranked, search_words
from tests.fake_content import Content


class FakeEstablishments:
    """bot.desk.kept.establishments.Establishments in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def by_number(self, number: str) -> Establishment | None:
        return self._current().get(number)

    def sites_of(self, entity: str, limit: int) -> list[Establishment]:
        found = [each for each in self._current().values() if each.entity == entity and each.active]
        return sorted(found, key=lambda each: each.finess)[:limit]

    def named(self, name: str, town: str | None, limit: int) -> list[Proposal]:
        wanted = set(search_words(name, town))
        sharing = [each for each in self._current().values() if wanted & set(search_words(each.name, each.town))]
        return ranked(name, town, (each for each in sharing if each.active), limit)

    def version(self) -> DirectoryVersion | None:
        return self._content.directory_versions.get(self._content.directory_in_force or 0)

    def begin(self, version: DirectoryVersion) -> int:
        number = max(self._content.directory_versions, default=0) + 1
        self._content.directory_versions[number] = replace(version, id=number)
        self._content.establishments[number] = {}
        return number

    def add(self, version_id: int, establishments: Sequence[Establishment]) -> None:
        kept = self._content.establishments[version_id]
        for each in establishments:
            if each.finess in kept:
                raise Transient(f"{each.finess} is in this version already")
            kept[each.finess] = each

    def put_in_force(self, version_id: int, version: DirectoryVersion) -> None:
        if version_id not in self._content.directory_versions:
            raise Missing(f"no version {version_id} of the directory")
        count = len(self._content.establishments[version_id])
        self._content.directory_versions[version_id] = replace(version, id=version_id, count=count)
        self._content.directory_in_force = version_id

    def discard(self, limit: int) -> bool:
        old = [number for number in self._content.directory_versions if number != self._content.directory_in_force]
        for number in old[:1]:
            del self._content.directory_versions[number], self._content.establishments[number]
        return bool(old)

    def _current(self) -> dict[str, Establishment]:
        return self._content.establishments.get(self._content.directory_in_force or 0, {})
