"""Another agency's case, read in every way that API and pages offer (tests/hostile/ways.py): nothing is learnt.

Two platforms with the same own case; one holds a foreign case beside it. Every request goes to both, and the answers
are the same to the byte: neither a body, a header, a status, a figure nor a cursor can tell of the foreign case. What
is of the log as a whole (its size, its root, a lag) tells how much is recorded, and by whom nothing: see EXEMPT.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final
from urllib.parse import quote

import pytest
from sqlalchemy import update
from starlette.routing import Route
from starlette.testclient import TestClient

from app.webhooks import queue
from app.webhooks.tables import webhook_subscriptions
from domain.permission import Role
from tests.api.conftest import ONE, OTHER_POLICE, POLICE, Api, detained, opened
from tests.hostile.ways import PARAMETERS, Secret, Sent, of_api, of_pages, page_parameters
from web.server import create_app

CASE, PERSON, OWN, CODE = "secret-case-7", "person-of-7", "own-case-9", "code-of-7"
READERS: Final[tuple[tuple[str, str, Role], ...]] = (
    ("other_police", OTHER_POLICE, "agency"),
    ("desk", OTHER_POLICE, "clerk"),
    ("elsewhere", "urn:quancheng:cn-530000:procuratorate:01", "supervisor"),
    ("county", "urn:quancheng:cn-520103:procuratorate:01", "supervisor"),
    ("lawyers", "urn:quancheng:cn-520102:legal_aid:01", "agency"),
)
# of the log as a whole: how much is recorded. Status and marks are compared all the same.
EXEMPT: Final = frozenset(
    {"/v1/checkpoint", "/v1/proofs/consistency/{first}/{second}", "/v1/health/ready", "/metrics", "/oauth/jwks"}
)
_BY_LOT: Final = re.compile(r"sub_[0-9a-f]{24}|msg_[0-9a-f]{32}|whsec_[\w+/=]+|key=[0-9a-f]{64}|#[0-9a-f]{20}\b")
_OF_THE_LOG: Final = re.compile(
    r'"position":\d+|"checkpoint":"[^"]*"|--at \d+|(?:（截至）|up to position)(?:</dt><dd>|,)\d+'
)
# of a length and a digest the text itself tells; of what is left in a minute, the asker's own requests and the clock
_DIFFERENT_BY_NATURE: Final = {"date", "content-length", "content-digest", "ratelimit"}


class Two:
    """without: the own case alone; with_: the foreign one beside it. Tokens of each reader on both."""

    def __init__(self, without: Api, with_: Api, secret: Secret) -> None:
        self.without, self.with_, self.secret = without, with_, secret
        self.pages = {
            name: tuple(_signed_in(api, name) for api in (without, with_)) for name, _, _ in READERS
        }  # fmt: skip

    def answers(self, reader: str | None, sent: Sent):  # type: ignore[no-untyped-def]
        """(without, with): the same request to both, under the same request id."""
        also = {"X-Request-Id": "1" * 32, "Accept-Language": "en", **sent.headers}
        # what is made at one instant stands in the order of ids drawn at random
        self.without.now = self.with_.now = max(self.without.now, self.with_.now) + timedelta(milliseconds=1)
        if sent.media is not None:
            also["Content-Type"] = sent.media
        return [
            api.client.request(sent.method, sent.address, content=sent.body, headers=api.headers(reader, also))
            for api in (self.without, self.with_)
        ]


def _signed_in(api: Api, reader: str) -> TestClient:
    pages = TestClient(create_app(api.platform))
    pages.get(f"/sign-in?token={api.tokens[reader]}")
    return pages


@contextmanager
def filled(url: str, folder: Path, *, foreign: bool) -> Iterator[Api]:
    folder.mkdir()
    for api in opened(url, folder):
        from app.tokens import TokenFile

        for name, agency, role in READERS:
            api.tokens[name] = TokenFile(folder / "tokens.ndjson").issue(agency, role, api.platform.clock())
        api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
        own = detained("own", OWN, "q", source=OTHER_POLICE)
        assert api.post(own, "other_police").status_code == 202
        api.now = datetime(2026, 11, 24, 1, tzinfo=UTC)
        api.platform.drain()
        if foreign:
            for number in (1, 2, 3):
                act = detained(f"act-{number}-of-7", CASE, f"{PERSON}-{number}" if number > 1 else PERSON)
                also = api.headers("police", {"Content-Type": "application/cloudevents+json"})
                also["Idempotency-Key"] = f'"foreign-key-{number}"'
                assert api.client.post("/v1/events", json=act, headers=also).status_code == 202
            _exchange(api)
        yield api


def _exchange(api: Api) -> None:
    """What the foreign office hands over and arranges with the platform: a request, codes, digests, a subscription."""
    request = detained("request-of-7", CASE, PERSON, type="ArrestRequested", time="2026-11-04T10:00:00+08:00",
                       data={"person": PERSON, "charges": [CODE]})  # fmt: skip
    refused = detained("refused-of-7", CASE, PERSON, type="NeverHeardOf")
    posted = api.client.post("/v1/events", json=request, headers=api.headers("police", {"Content-Type": ONE}))
    assert posted.status_code == 202, posted.text
    assert api.client.post("/v1/events", json=refused, headers=api.headers("police", {"Content-Type": ONE})).is_error
    entry = {"code": CODE, "national": "故意伤害", "valid_from": "2024-01-01"}
    day = {"acts": 1, "root": "a1" * 32}
    told = {"case": CASE, "source": POLICE, "id": "act-1-of-7", "digest": "b2" * 32}
    for method, path, body in (
        ("PUT", "code-mappings/charges", {"entries": [entry], "expected_version": 0}),
        ("PUT", "schemas/reads", {"reads": {"Detained": [1]}}),
        ("PUT", "digests/2026-11-02", day),
        ("POST", "reconciliations", {"date": "2026-11-02", "side": "sent", "differences": [told]}),
        ("POST", "subscriptions", {"url": "https://exchange.police.example/webhooks", "case": CASE}),
    ):
        answer = api.client.request(method, f"/v1/{path}", json=body, headers=api.headers("police"))
        assert answer.status_code in (200, 201), answer.text
    api.platform.drain()
    with api.platform.engine.begin() as connection:  # as the hand-shake leaves it
        connection.execute(update(webhook_subscriptions).values(state="active"))
    assert queue.fill(api.platform)


@pytest.fixture
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    if request.param == "sqlite":
        urls = []
        for name in ("without", "with"):
            shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / f"{name}.db")
            urls.append(f"sqlite:///{tmp_path / name}.db")
        yield from _both(urls, tmp_path)
        return
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    names = ("ways_without", "ways_with")
    for name in names:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield from _both([server.url(name) for name in names], tmp_path)
    for name in names:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _both(urls: list[str], folder: Path) -> Iterator[Two]:
    with filled(urls[0], folder / "a", foreign=False) as without, filled(urls[1], folder / "b", foreign=True) as with_:
        yield Two(without, with_, _secret(with_))


def _secret(api: Api) -> Secret:
    """What the county's own supervisor sees of the foreign case."""
    some = api.get(f"/v1/findings?case={CASE}&limit=200").json()["findings"]
    assigned = api.act(some[0]["id"], "assign", {"to": "procurator-of-7"}, If_Match='"1"')
    assert assigned.status_code == 200
    api.platform.drain()
    acts = [act for act in api.platform.ledger.read(0, 500) if act.stream == CASE]
    [one] = api.get("/v1/subscriptions", "police").json()["subscriptions"]
    subscription = one["id"]
    sent = api.get(f"/v1/subscriptions/{subscription}/deliveries", "police").json()
    lists = ("findings?", "duties?", f"cases/{CASE}/timeline?", f"findings?case={CASE}&", f"duties?case={CASE}&")
    cursors = [api.get(f"/v1/{path}limit=1").json()["next"] for path in lists]
    return Secret(
        case=CASE,
        person=PERSON,
        agency=POLICE,
        acts=tuple(act.id for act in acts),
        findings=tuple(one["id"] for one in some),
        hashes=tuple(act.hash.hex() for act in acts),
        cursors=tuple(cursor for cursor in cursors if cursor is not None),
        positions=tuple(act.position or 0 for act in acts),
        client=api.tokens["police"].split(".")[0],
        exchanges=tuple(one["id"] for one in api.get("/v1/exchanges", "police").json()["exchanges"]),
        subscription=subscription,
        deliveries=tuple(one["webhook_id"] for one in sent["deliveries"]),
        reconciliation=api.get("/v1/reconciliations", "police").json()["reconciliations"][0]["id"],
        code=CODE,
    )


# every role on SQLite, where the conditions stand alone; on PostgreSQL, with the policies behind them, one of each line
ON_EACH: Final = [("sqlite", name) for name in (*(name for name, _, _ in READERS), None)] + [
    ("postgresql", "other_police"), ("postgresql", "elsewhere")
]  # fmt: skip
BOTH_DATABASES = pytest.mark.parametrize("two", ["sqlite", "postgresql"], indirect=True)


@pytest.mark.parametrize(("two", "reader"), ON_EACH, indirect=["two"])
def test_with_and_without_the_foreign_case_every_answer_is_the_same(two: Two, reader: str | None) -> None:
    asked = of_api(two.with_.app.openapi(), two.secret)
    assert len({sent.operation for sent in asked}) == sum(
        len(item) for item in two.with_.app.openapi()["paths"].values()
    )
    learnt = [told for sent in asked if (told := _learnt(sent, *two.answers(reader, sent), two.secret))]
    assert learnt == []


@pytest.mark.parametrize(("two", "reader"), [one for one in ON_EACH if one[1]], indirect=["two"])
def test_with_and_without_the_foreign_case_every_page_is_the_same(two: Two, reader: str) -> None:
    routes = [route.path for route in create_app(two.with_.platform).routes if isinstance(route, Route)]
    public = {"/sign-in", "/sign-in/provider", "/sign-out"}
    asked = of_pages([path for path in routes if path not in public and "callback" not in path], two.secret)
    learnt = []
    for sent in asked:
        answers = [pages.get(sent.address, follow_redirects=False) for pages in two.pages[reader]]
        learnt += [told for told in [_learnt(sent, *answers, two.secret)] if told]
    assert learnt == []


@BOTH_DATABASES
def test_the_same_ways_tell_it_to_who_may_see_it(two: Two) -> None:
    """Else the tests above could not fail."""
    asked = of_api(two.with_.app.openapi(), two.secret)
    told = {sent.operation[1] for sent in asked if _learnt(sent, *two.answers("supervisor", sent), two.secret)}
    assert {
        "/v1/cases/{case}", "/v1/cases/{case}/timeline", "/v1/cases/{case}/state", "/v1/cases/{case}/duties",
        "/v1/duties", "/v1/findings", "/v1/findings/{finding}", "/v1/events/{source}/{id}", "/v1/proofs/{position}",
        "/v1/findings/{finding}/assign", "/v1/exchanges", "/v1/exchanges/{exchange_id}", "/v1/reconciliations/{id}",
        "/v1/reconciliations", "/v1/digests", "/v1/code-mappings/{list}", "/v1/statistics/{name}",
    } <= told  # fmt: skip


@BOTH_DATABASES
def test_a_key_or_an_etag_of_another_agency_tells_nothing(two: Two) -> None:
    """The foreign agency used this Idempotency-Key, and this finding has this version."""
    own = detained("mine", OWN, "q", source=OTHER_POLICE, time="2026-11-20T10:00:00+08:00")
    import json

    headers = {"Idempotency-Key": '"foreign-key-1"', "Content-Type": "application/cloudevents+json"}
    sent = Sent(("post", "/v1/events"), "POST", "/v1/events", json.dumps(own).encode(), headers=headers)
    without, with_ = two.answers("other_police", sent)
    assert without.status_code == with_.status_code == 202
    assert "Idempotent-Replayed" not in {name.title() for name in with_.headers}
    assert without.json() == with_.json()


@pytest.mark.parametrize("two", ["sqlite"], indirect=True)
def test_every_parameter_is_placed(two: Two) -> None:
    """A new one: say in ways.py what of a foreign case it could carry."""
    named = {
        parameter["name"]
        for item in two.without.app.openapi()["paths"].values()
        for operation in item.values()
        for parameter in operation.get("parameters", ())
    }
    assert named - PARAMETERS.keys() == set()
    assert set(page_parameters()) - PARAMETERS.keys() == set()
    assert len(page_parameters()) >= 15


TIMED = ("/v1/cases/{}", "/v1/cases/{}/timeline", "/v1/findings/{}", "/v1/events/" + quote(POLICE, safe="") + "/{}")
SAMPLES: Final = 300


@BOTH_DATABASES
@pytest.mark.parametrize("way", range(len(TIMED)), ids=["case", "timeline", "finding", "receipt"])
def test_the_time_of_a_404_does_not_tell_whether_there_is_something(two: Two, way: int) -> None:
    """Interleaved, so that both meet the same load. Medians, because the tail is the machine's.

    The bound is four standard errors of the difference of two medians (1.2533 sigma / sqrt(n) each, sigma as 1.4826
    times the median deviation) or a twentieth of the median, whichever is more: far below what one answer varies by
    over a network. What it is against, a stream read and decoded before the refusal, is a third of the time and more.
    """
    foreign = (CASE, CASE, two.secret.findings[0], two.secret.acts[0])[way]
    absent = ("absent-case-7", "absent-case-7", "0" * 32, "act-9-of-7")[way]
    apart, bound = [], 0.0
    for _ in range(3):  # another process may take the machine for a while
        apart, bound = _times(two.with_, TIMED[way], foreign, absent)
        if abs(apart) <= bound:
            return
    raise AssertionError(f"{TIMED[way]}: {apart * 1e6:.0f} us apart, allowed {bound * 1e6:.0f} us")


def _times(api: Api, address: str, foreign: str, absent: str) -> tuple[float, float]:
    """(difference of medians, bound), seconds."""
    taken: dict[str, list[float]] = {foreign: [], absent: []}
    headers = api.headers("other_police")
    for number in range(SAMPLES):
        for name in (foreign, absent) if number % 2 else (absent, foreign):
            begun = perf_counter()
            answer = api.client.get(address.format(name), headers=headers)
            taken[name].append(perf_counter() - begun)
            assert answer.status_code == 404
    middles = {name: median(times) for name, times in taken.items()}
    spreads = {name: 1.4826 * median(abs(t - middles[name]) for t in times) for name, times in taken.items()}
    error = 1.2533 * (sum(spread**2 for spread in spreads.values()) / SAMPLES) ** 0.5
    return middles[foreign] - middles[absent], max(4 * error, 0.05 * middles[absent])


def _learnt(sent: Sent, without, with_, secret: Secret) -> str:  # type: ignore[no-untyped-def]
    """What the answer tells of the foreign case; empty where it is nothing."""
    where = f"{sent.method} {sent.address} {dict(sent.headers)} {(sent.body or b'')[:200]!r}"
    told = f"{with_.text} {dict(with_.headers)}"
    decoded = " ".join(_cursors(with_.text, sent))
    for mark in secret.marks():
        if not sent.holds(mark) and mark not in without.text and (mark in told or mark in decoded):
            return f"{where}: {mark}"
    if without.status_code != with_.status_code and sent.operation[1] not in EXEMPT:
        return f"{where}: {without.status_code} without, {with_.status_code} with"
    if sent.operation[1] in EXEMPT:
        return ""
    one, other = _plain(without), _plain(with_)
    if one != other:
        at = next((n for n, (a, b) in enumerate(zip(repr(one), repr(other), strict=False)) if a != b), 0)
        return f"{where}: {repr(one)[max(0, at - 80) : at + 80]} without, {repr(other)[max(0, at - 80) : at + 80]} with"
    return ""


def _plain(answer) -> tuple[str, dict[str, str]]:  # type: ignore[no-untyped-def]
    """The answer less what differs by nature: the time of day, the mark of forms, up to which position pages know,
    ids drawn by lot, and of the log as a whole its position and checkpoint, which figures and digests quote.
    """
    text = re.sub(r'name="form_mark" value="[^"]*"', "", answer.text)
    text = _BY_LOT.sub("", _OF_THE_LOG.sub("", text))
    text = re.sub(r'(?s)<p class="muted">[^<]*<time', "", text, count=1)
    return text, {name: value for name, value in answer.headers.items() if name not in _DIFFERENT_BY_NATURE}


def _cursors(text: str, sent: Sent) -> Iterator[str]:
    """What cursors hold that the asker did not send."""
    for found in re.findall(r"[A-Za-z0-9_-]{20,}", text):
        if sent.holds(found):
            continue
        try:
            yield base64.urlsafe_b64decode(found + "=" * (-len(found) % 4)).decode()
        except ValueError:
            continue
