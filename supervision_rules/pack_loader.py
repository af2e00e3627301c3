"""A pack from the bytes of its files. Pure; collects every fault before it gives up.

Not the reading of folders (app/packs.py). The parts have their own loaders: vocabulary, lifecycle, calendar, cards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from domain.code_list import CodeList
from domain.errors import PackFault, QuanchengError
from domain.legal_calendar import Calendar
from domain.lifecycle import Lifecycle
from domain.sight import ClosingRule
from domain.vocabulary import Vocabulary
from supervision_rules import fold_time
from supervision_rules.agencies import AgenciesFile, AgencyRegistry
from supervision_rules.agency_checks import agency_faults
from supervision_rules.calendar_loader import every_day, load_calendar
from supervision_rules.card import Matcher
from supervision_rules.card_conditions import ConditionChecks, unknown_event
from supervision_rules.code_lists import FILE as CODE_LISTS
from supervision_rules.code_lists import FOLDER as CODES
from supervision_rules.code_lists import ListDeclaration, code_lists, undeclared
from supervision_rules.example import SUFFIX as EXAMPLES
from supervision_rules.facts import Facts, FactSpec
from supervision_rules.flow_loader import FOLDER as FLOWS
from supervision_rules.flow_loader import FlowFiles
from supervision_rules.law_list import FILE as LAWS
from supervision_rules.law_list import Law, Laws, unlisted
from supervision_rules.lifecycle_loader import load_lifecycle
from supervision_rules.located_yaml import Document, parse
from supervision_rules.pack import Pack
from supervision_rules.pack_labels import FILE as LABELS
from supervision_rules.pack_labels import PackLabels, strangers
from supervision_rules.rule_set import RuleSet
from supervision_rules.rules_file import RulesFiles, read_rules
from supervision_rules.schema_lock import FILE as SCHEMAS
from supervision_rules.schema_lock import schema_faults
from supervision_rules.sight_checks import FILE as SIGHT
from supervision_rules.sight_checks import sight_faults
from supervision_rules.vocabulary_loader import load_vocabulary
from supervision_rules.vouching import Vouching
from supervision_rules.watch_list import WatchList, list_faults

T = TypeVar("T")
PACK_FILE = "pack.yaml"


class PackFaults(QuanchengError):
    """Everything that is wrong with a pack, in the order of files and lines."""

    def __init__(self, faults: tuple[PackFault, ...]) -> None:
        number = f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the pack."
        super().__init__("\n".join((number, *(f"{f.detail} {f.remedy}" for f in faults))))
        self.faults = faults


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """pack.yaml.

    calendar  a file of the pack, or `none`: every day is a working day
    groups    name -> acts that cards name together (`{group: name}`); see card_shorthand.py
    lists     name -> rules whose overdue duties are watched together; see watch_list.py
    """

    id: str
    version: str
    locale: str
    time_zone: str
    calendar: str
    person_field: str = "person"
    facts: dict[str, FactSpec] = {}
    groups: dict[str, tuple[str | Matcher, ...]] = {}
    lists: dict[str, WatchList] = {}


def load_pack(files: Mapping[str, bytes]) -> Pack:
    """The pack in {path: bytes}; paths with `/`, relative to the pack's folder. Raises PackFaults."""
    return _Loader(files).load()


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, lengths in front, in the order of names."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(f"{len(part)}:".encode())
            total.update(part)
    return total.hexdigest()


def _decides(name: str) -> bool:
    """Whether a file of the pack has a part in verdicts."""
    return not (name in (LABELS, SCHEMAS) or name.endswith(EXAMPLES) or name.startswith(CODES))


class _Loader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.faults: list[PackFault] = []

    def load(self) -> Pack:
        head = self._read(PACK_FILE, PackFile)
        if head is None:
            raise PackFaults(self._sorted())
        document, described = head
        zone = self._zone(document, described.time_zone)
        vocabulary, faults = load_vocabulary(described.id, self._under("events/"), person_field=described.person_field)
        if not faults and SCHEMAS in self.files:
            faults = tuple(schema_faults(self.files[SCHEMAS], vocabulary, self.files))
        self.faults += faults
        flows = FlowFiles(self._without_examples(FLOWS), vocabulary)
        self.faults += flows.faults
        registry = self._registry(vocabulary, flows.flows.addressed)
        calendar = self._calendar(document, described)
        lifecycle = self._lifecycle(vocabulary)
        texts = self._texts()
        laws = self._laws(texts)
        sight = self._sight(vocabulary, texts)
        self._check_facts(document, described, vocabulary)
        labels = self._labels(vocabulary, described.facts)
        lists = self._code_lists(vocabulary, labels)
        read = self._rules(document, described, vocabulary, texts, laws)
        self.faults += list_faults(document, described.lists, read.files)
        self.faults += flows.check_rules(read.files)
        if self.faults or zone is None or calendar is None:
            raise PackFaults(self._sorted())
        return Pack(
            id=described.id,
            version=described.version,
            locale=described.locale,
            zone=described.time_zone,
            vocabulary=vocabulary,
            agencies=registry,
            calendar=calendar,
            facts=Facts(described.facts, registry),
            groups=tuple(sorted(described.groups)),
            lists=described.lists,
            flows=flows.flows,
            lifecycle=lifecycle,
            sight=sight,
            cards=read.cards,
            articles=read.articles,
            files=read.files,
            example_files={n: b for n, b in self._under("rules/").items() if n.endswith(EXAMPLES)},
            flow_example_files={n: b for n, b in self._under(FLOWS).items() if n.endswith(EXAMPLES)},
            texts=texts,
            laws=laws,
            labels=labels,
            code_lists=lists,
            digest=digest_of({n: b for n, b in self.files.items() if _decides(n)}),
            rules=RuleSet(read.cards),
            vouching=Vouching(registry, vocabulary, zone),
            arrays=fold_time.arrays(calendar),
        )

    def _sorted(self) -> tuple[PackFault, ...]:
        return tuple(sorted(self.faults, key=lambda f: (f.file, f.line, f.path)))

    def _under(self, folder: str, suffixes: tuple[str, ...] = (".yaml", ".yml")) -> dict[str, bytes]:
        return {n: b for n, b in self.files.items() if n.startswith(folder) and n.endswith(suffixes)}

    def _without_examples(self, folder: str) -> dict[str, bytes]:
        return {n: b for n, b in self._under(folder).items() if not n.endswith(EXAMPLES)}

    def _read(self, name: str, type_: type[T]) -> tuple[Document, T] | None:
        if name not in self.files:
            self.faults.append(PackFault(name, 1, "$", "the file is missing", remedy=f"Add {name} to the pack."))
            return None
        try:
            document = parse(name, self.files[name])
            return document, document.convert(type_)
        except PackFault as fault:
            self.faults.append(fault)
            return None

    def _zone(self, document: Document, name: str) -> ZoneInfo | None:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            self.faults.append(
                document.fault(
                    ("time_zone",),
                    f"`{name}` is no time zone",
                    remedy="Use an IANA name, e.g. Asia/Shanghai.",
                )
            )
            return None

    def _registry(self, vocabulary: Vocabulary, addressed: Mapping[str, tuple[str, ...]]) -> AgencyRegistry:
        content = self._read("agencies.yaml", AgenciesFile)
        emitters = {name: declared.emitters for name, declared in vocabulary.types.items()}
        if content is not None:
            self.faults += agency_faults(*content)
        return AgencyRegistry(content[1] if content else AgenciesFile(), emitters, addressed)

    def _calendar(self, document: Document, described: PackFile) -> Calendar | None:
        if described.calendar == "none":
            return every_day(described.time_zone)
        if described.calendar not in self.files:
            fault = document.fault(("calendar",), f"there is no {described.calendar}", remedy="Name a file, or none.")
            self.faults.append(fault)
            return None
        try:
            return load_calendar(self.files, described.calendar, described.time_zone)
        except PackFault as fault:
            self.faults.append(fault)
            return None

    def _lifecycle(self, vocabulary: Vocabulary) -> Lifecycle | None:
        if "lifecycle.yaml" not in self.files:
            return None
        lifecycle, faults = load_lifecycle("lifecycle.yaml", self.files["lifecycle.yaml"], vocabulary)
        self.faults += faults
        return lifecycle

    def _texts(self) -> dict[str, str]:
        found = {}
        for name, data in sorted(self._under("law/texts/", (".md",)).items()):
            try:
                found[name.removeprefix("law/texts/").removesuffix(".md")] = data.decode("utf-8")
            except UnicodeDecodeError:
                self.faults.append(PackFault(name, 1, "$", "not valid UTF-8", remedy="Save the file as UTF-8."))
        return found

    def _sight(self, vocabulary: Vocabulary, texts: Mapping[str, str]) -> tuple[ClosingRule, ...]:
        found = self._read(SIGHT, tuple[ClosingRule, ...]) if SIGHT in self.files else None
        if found is None:
            return ()
        self.faults += sight_faults(*found, vocabulary, texts)
        return found[1]

    def _laws(self, texts: Mapping[str, str]) -> Laws:
        if LAWS not in self.files:
            return {}
        found = self._read(LAWS, dict[str, Law])
        if found is None:
            return {}
        self.faults += unlisted(found[0], found[1], texts)
        return found[1]

    def _labels(self, vocabulary: Vocabulary, facts: Mapping[str, FactSpec]) -> PackLabels:
        found = self._read(LABELS, PackLabels) if LABELS in self.files else None
        if found is None:
            return PackLabels()
        self.faults += strangers(found[0], found[1], vocabulary, facts)
        return found[1]

    def _code_lists(self, vocabulary: Vocabulary, labels: PackLabels) -> dict[str, CodeList]:
        lists: dict[str, CodeList] = {}
        if CODE_LISTS in self.files:
            found = self._read(CODE_LISTS, dict[str, ListDeclaration])
            if found is None:
                return {}
            lists, faults = code_lists(*found, self.files, vocabulary, labels)
            self.faults += faults
        for event, field, name in undeclared(vocabulary, lists):
            detail = f"field {field} of {event} holds codes of `{name}`, and there is no such list"
            self.faults.append(PackFault(CODE_LISTS, 1, "$", detail, remedy="Add the list, or take `codes` off."))
        return lists

    def _check_facts(self, document: Document, described: PackFile, vocabulary: Vocabulary) -> None:
        def fault(path: tuple[str | int, ...], detail: str, remedy: str) -> None:
            self.faults.append(document.fault(path, detail, remedy=remedy))

        checks = ConditionChecks(vocabulary, (), fault)
        for name, spec in described.facts.items():
            for index, change in enumerate(spec.changes):
                path = ("facts", name, "changes", index)
                if change.event not in vocabulary:
                    fault((*path, "event"), *unknown_event(vocabulary, change.event))
                    continue
                if (change.set_ is None) == (change.from_ is None):
                    fault(path, "a change has either `set` or `from`", "State one of the two.")
                if change.from_ is not None:
                    checks.field((*path, "from"), change.event, change.from_)
                checks.check((*path, "when"), change.event, change.when)

    def _rules(
        self, document: Document, described: PackFile, vocabulary: Vocabulary, texts: Mapping[str, str], laws: Laws
    ) -> RulesFiles:
        names = self._without_examples("rules/")
        groups = document.plain.get("groups") if isinstance(document.plain, dict) else None
        read = read_rules(names, groups if isinstance(groups, dict) else {}, vocabulary, described.facts, texts, laws)
        self.faults += read.faults
        return read
