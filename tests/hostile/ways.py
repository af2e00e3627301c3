"""Every way in which the API and the pages can be asked about somebody else's case, derived from what they declare.

A parameter or a body that nobody has placed here fails the test that asks for the ways: say what of a foreign case it
could carry, and it is tried from then on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from tests.api.conftest import BATCH, ONE, OTHER_POLICE

WEB: Final = Path(__file__).resolve().parents[2] / "web"
ACCEPTS: Final = ("application/json", "text/csv", "text/html", "application/problem+json", "*/*;q=0.1", "image/png")


class Secret(msgspec.Struct, frozen=True):
    """What there is to learn of a case; hashes in hex, cursors of who sees it, client: id of the agency's client.

    code: a code of the agency's own, which its table maps
    """

    case: str
    person: str
    agency: str
    acts: tuple[str, ...]
    findings: tuple[str, ...]
    hashes: tuple[str, ...]
    cursors: tuple[str, ...]
    positions: tuple[int, ...]
    client: str
    exchanges: tuple[str, ...]
    subscription: str
    deliveries: tuple[str, ...]
    reconciliation: str
    code: str

    def marks(self) -> tuple[str, ...]:
        """Texts that may stand in no answer to who does not see the case, unless the asker sent them.

        The id of the last act an asker uses for one of its own.
        """
        return (self.case, self.person, self.agency, *self.acts[:-1], *self.findings, *self.hashes, *self.exchanges,
                self.subscription, *self.deliveries, self.reconciliation, self.code)  # fmt: skip


class Sent(msgspec.Struct, frozen=True):
    """One request. operation: method and path as declared."""

    operation: tuple[str, str]
    method: str
    address: str
    body: bytes | None = None
    media: str | None = None
    headers: Mapping[str, str] = {}

    def holds(self, text: str) -> bool:
        sent = f"{self.address} {(self.body or b'').decode()} {dict(self.headers)}"
        return text in sent or quote(text, safe="") in sent

    def under(self, names: Iterable[str], secret: Secret) -> Sent:
        """The same, with the first foreign value of each of these parameters in the address."""
        given = {name: PARAMETERS[name](secret)[0] for name in sorted(names)}
        return msgspec.structs.replace(self, address=f"{self.address}?{urlencode(given, quote_via=quote, safe='')}")


Values = Callable[[Secret], tuple[str, ...]]
PARAMETERS: Final[Mapping[str, Values]] = {
    "case": lambda s: (s.case,),
    "subject": lambda s: (s.case,),
    "finding": lambda s: s.findings[:2],
    "source": lambda s: (s.agency,),
    "id": lambda s: (*s.acts[:2], s.reconciliation),
    "position": lambda s: tuple(map(str, s.positions[:2])),
    "first": lambda s: ("1",),
    "second": lambda s: (str(s.positions[0]),),
    "size": lambda s: (str(s.positions[-1]),),
    "pack": lambda s: ("cn_criminal",),
    "type": lambda s: ("Detained",),
    "version": lambda s: ("1",),
    "cursor": lambda s: s.cursors,
    "holder": lambda s: (s.agency, "police"),
    "agency": lambda s: (s.agency, "police"),
    "assignee": lambda s: ("procurator-of-7",),
    "rule": lambda s: ("CPL-085-2", "CPL-086-1"),
    "watch_list": lambda s: ("filed_and_silent",),
    "level": lambda s: ("overdue", "near"),
    "consequence": lambda s: ("violation",),
    "severity": lambda s: ("critical",),
    "state": lambda s: ("raised", "assigned", "sent", "answered", "waiting"),
    "status": lambda s: ("overdue",),
    "wait": lambda s: ("0",),
    "if-none-match": lambda s: ('"0", "1"', "*"),
    "prefer": lambda s: ("wait=0",),
    "last-event-id": lambda s: s.cursors[:1],
    "limit": lambda s: ("1", "200"),
    "newest_first": lambda s: ("true",),
    "valid_at": lambda s: ("2026-11-03T00:00:00Z",),
    "known_at": lambda s: ("2026-11-03T00:00:00Z",),
    "if-match": lambda s: ('"1"', '"2"', "*"),
    "Idempotency-Key": lambda s: ('"foreign-key-1"', '"key-of-mine"', "none"),
    "exchange_id": lambda s: s.exchanges[:1],
    "flow": lambda s: ("arrest-request",),
    "sender": lambda s: (s.agency,),
    "receiver": lambda s: ("urn:quancheng:cn-520102:procuratorate:01", s.agency),
    "alarm": lambda s: ("unacknowledged", "unanswered", "recalls"),
    "name": lambda s: ("exchanges", "hand-over-times", "single-track"),
    "month": lambda s: ("2026-11",),
    "subscription": lambda s: (s.subscription,),
    "webhook_id": lambda s: s.deliveries[:1],
    "key": lambda s: ("guessed",),
    "format": lambda s: ("csv",),
    "date": lambda s: ("2026-11-02", "2026-11-03"),
    "side": lambda s: ("sent", "held"),
    "differing": lambda s: ("true",),
    "alarms": lambda s: ("true",),
    "cause": lambda s: ("lost", "unknown"),
    # of pages
    "exchange": lambda s: s.exchanges[:1],
    "after": lambda s: s.cursors,
    "search": lambda s: (s.case, s.case[:6], "%"),
    "stage": lambda s: ("investigation",),
    "held": lambda s: ("yes",),
    "findings": lambda s: ("yes",),
    "tab": lambda s: ("at_work", "open"),
    "list": lambda s: ("filed_and_silent", "charges"),
    "view": lambda s: ("raw", "duties", "findings"),
    "act": lambda s: s.acts[:1],
    "at": lambda s: ("2",),
    "on": lambda s: ("2026-11-03",),
    "person": lambda s: (s.person,),
    "only": lambda s: ("flagged",),
    "from": lambda s: ("150",),
    "until": lambda s: ("2026-12-31", "30"),
    "done": lambda s: ("confirm",),
    "lang": lambda s: ("en",),
    "token": lambda s: ("qc_guessed",),
    "code": lambda s: ("guessed",),
    "next": lambda s: (f"/cases/{s.case}",),
}


def _events(secret: Secret) -> Iterator[tuple[str, bytes]]:
    """Statements that an agency may try on or about a case in which it has no part; none of them takes part in it."""
    named = {"source": secret.agency, "id": secret.acts[0]}
    own: dict[str, Any] = {
        "specversion": "1.0", "source": OTHER_POLICE, "subject": "own-case-9", "type": "ArrestRequested",
        "time": "2026-11-20T10:00:00+08:00", "data": {"person": "q"},
    }  # fmt: skip
    tries: list[dict[str, Any]] = [
        own | {"id": "t1", "source": secret.agency},
        own | {"id": "t2", "subject": secret.case, "expectedversion": 1},
        own | {"id": "t3", "subject": secret.case, "expectedversion": len(secret.acts) + 1},
        own | {"id": "t4", "subject": secret.case, "data": {"person": "nobody-there"}},
        own | {"id": "t5", "type": "CasesMerged", "data": {"merged_cases": [secret.case]}},
        own | {"id": "t6", "type": "EventRetracted", "data": {"event": named}},
        own | {"id": "t7", "type": "EventCorrected", "data": {"event": named, "type": "Detained", "data": {}}},
        own | {"id": secret.acts[-1]},
        own | {"id": "t8", "data": {"person": secret.person}},
        own | {"id": "t9", "type": "HandOverReceived", "data": {"hand_over": named}},
    ]
    for one in tries:
        yield ONE, json.dumps(one).encode()
    yield BATCH, json.dumps(tries).encode()


def _credentials(secret: Secret) -> Iterator[tuple[str, bytes]]:
    form = "application/x-www-form-urlencoded"
    yield form, f"grant_type=client_credentials&client_id={secret.client}&client_secret=guessed".encode()


def _one(*bodies: Any) -> Iterator[tuple[str, bytes]]:
    for body in bodies:
        yield "application/json", json.dumps(body).encode()


def _subscriptions(secret: Secret) -> Iterator[tuple[str, bytes]]:
    whole: dict[str, Any] = {"url": "https://exchange.police.example/webhooks", "label": "x"}
    after = [whole | {"after": cursor} for cursor in secret.cursors[:1]]
    return _one(whole, whole | {"case": secret.case}, whole | {"types": ["Detained"], "case": secret.case}, *after)


def _differences(secret: Secret) -> Iterator[tuple[str, bytes]]:
    """As held, and as its own acts on the foreign case; with a digest, and as acts that it does not have."""
    for side, source in (("held", secret.agency), ("sent", OTHER_POLICE), ("sent", secret.agency)):
        for digest in ("a1" * 32, None):
            told = [{"case": secret.case, "source": source, "id": one, "digest": digest} for one in secret.acts]
            yield from _one({"date": "2026-11-02", "side": side, "differences": told})


# bodies that no example of the document can stand for
BODIES: Final[Mapping[tuple[str, str], Callable[[Secret], Iterator[tuple[str, bytes]]]]] = {
    ("post", "/v1/events"): _events,
    ("post", "/oauth/token"): _credentials,
    ("post", "/v1/subscriptions"): _subscriptions,
    ("patch", "/v1/subscriptions/{subscription}"): lambda s: _one({"case": s.case}, {"label": "mine"}),
    ("post", "/v1/subscriptions/{subscription}/replay"): lambda s: _one(
        {"dead": True}, {"deliveries": list(s.deliveries)}
    ),
    ("put", "/v1/code-mappings/{list}"): lambda s: _one(
        {"entries": [{"code": s.code, "national": "故意伤害", "valid_from": "2024-01-01"}], "expected_version": 0},
        {"entries": [], "expected_version": 1},
    ),
    ("put", "/v1/digests/{date}"): lambda s: _one({"acts": len(s.acts), "root": s.hashes[0]}),
    ("post", "/v1/digests/{date}/cases"): lambda s: _one({"cases": [s.case, "own-case-9"]}),
    ("post", "/v1/reconciliations"): _differences,
}


def of_api(document: Mapping[str, Any], secret: Secret) -> list[Sent]:
    """Each operation with foreign values in its path, with each body, and with each parameter and header apart."""
    found: list[Sent] = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
            for address in _addresses(path, parameters, secret):
                found += _asked(document, path, method, operation, parameters, address, secret)
    return found


def of_pages(routes: list[str], secret: Secret) -> list[Sent]:
    """Each page with foreign values in its path. Its parameters: Sent.under."""
    found: list[Sent] = []
    for path in routes:
        names = [name.partition(":")[0] for name in re.findall(r"{([^}]+)}", path)]
        plain = re.sub(r"{(\w+):\w+}", r"{\1}", path)
        for address in _addresses(plain, [{"in": "path", "name": name} for name in names], secret):
            found.append(Sent(("get", path), "GET", address))
    return found


def page_parameters() -> list[str]:
    """Names that pages read from the address, as their sources say."""
    reads = re.compile(r'(?:query(?:\.get\(|\[)|choose\(\s*visit, |typed\(\s*visit, )"(\w+)"')
    return sorted({name for file in WEB.glob("*.py") for name in reads.findall(file.read_text(encoding="utf-8"))})


def _asked(
    document: Mapping[str, Any],
    path: str,
    method: str,
    operation: Mapping[str, Any],
    parameters: list[Mapping[str, Any]],
    address: str,
    secret: Secret,
) -> Iterator[Sent]:
    where = (method, path)
    bodies = list(_bodies(document, where, operation, secret))
    for media, body in bodies or [(None, None)]:
        yield Sent(where, method.upper(), address, body, media)
    media, body = bodies[0] if bodies else (None, None)
    for parameter in parameters:
        for value in PARAMETERS[parameter["name"]](secret):
            if parameter["in"] == "query":
                asked = f"{address}?{parameter['name']}={quote(value, safe='')}"
                yield Sent(where, method.upper(), asked, body, media)
            elif parameter["in"] == "header":
                yield Sent(where, method.upper(), address, body, media, {parameter["name"]: value})
    if method == "get":
        for other in ("HEAD", "OPTIONS", "TRACE"):
            yield Sent(where, other, address)
        for accepted in ACCEPTS:
            yield Sent(where, "GET", address, headers={"Accept": accepted})
        yield Sent(where, "GET", address, headers={"If-None-Match": '"1", "2", *', "Range": "bytes=0-10"})


def _addresses(path: str, parameters: list[Mapping[str, Any]], secret: Secret) -> list[str]:
    addresses = [path]
    for parameter in parameters:
        if parameter["in"] == "path":
            name = parameter["name"]
            values = [quote(value, safe="") for value in PARAMETERS[name](secret)]
            addresses = [address.replace(f"{{{name}}}", value) for address in addresses for value in values]
    return addresses


def _bodies(
    document: Mapping[str, Any], where: tuple[str, str], operation: Mapping[str, Any], secret: Secret
) -> Iterator[tuple[str, bytes]]:
    if where in BODIES:
        yield from BODIES[where](secret)
        return
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if "example" not in content:
            raise KeyError(f"{where} takes a body without an example: place it in BODIES")
        yield media, json.dumps(_foreign(content["example"], secret)).encode()


def _foreign(value: Any, secret: Secret) -> Any:
    """An example of the document with the foreign case's own words wherever a field is of a name known here."""
    if isinstance(value, dict):
        names = {"case", "subject", "person", "finding", "source"} & value.keys()
        own = {name: PARAMETERS[name](secret)[0] for name in names if isinstance(value[name], str)}
        return {name: own.get(name, _foreign(inner, secret)) for name, inner in value.items()}
    return [_foreign(inner, secret) for inner in value] if isinstance(value, list) else value
