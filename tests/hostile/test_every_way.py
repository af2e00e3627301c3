"""Another agency's case, read in every way that API and pages offer (tests/hostile/ways.py): nothing is learnt.

Two platforms with the same own case; one holds a foreign case beside it. Every request goes to both, and the answers
are the same to the byte: neither a body, a header, a status, a figure nor a cursor can tell of the foreign case. What
is of the log as a whole (its size, its root, a lag) tells how much is recorded, and by whom nothing: see EXEMPT.
"""

from __future__ import annotations

import json
from statistics import median
from time import perf_counter
from typing import Any, Final
from urllib.parse import quote

import pytest
from starlette.routing import Route

from tests.api.conftest import OTHER_POLICE, POLICE, detained
from tests.hostile.asker import Asker
from tests.hostile.learnt import learnt
from tests.hostile.two_platforms import CASE, OWN, READERS, Two
from tests.hostile.ways import PARAMETERS, Sent, of_api, of_pages, page_parameters
from web import server
from web.visit import Visit

# every role on SQLite, where the conditions stand alone; on PostgreSQL, with the policies behind them, one of each line
ON_EACH: Final = [("sqlite", name) for name in (*(name for name, _, _ in READERS), None)] + [
    ("postgresql", "other_police"), ("postgresql", "elsewhere")
]  # fmt: skip
BOTH_DATABASES = pytest.mark.parametrize("two", ["sqlite", "postgresql"], indirect=True)
STILL = pytest.mark.parametrize("still", ["sqlite", "postgresql"], indirect=True)


@pytest.mark.parametrize(("two", "reader"), ON_EACH, indirect=["two"])
def test_with_and_without_the_foreign_case_every_answer_is_the_same(two: Two, reader: str | None) -> None:
    asked = of_api(two.with_.app.openapi(), two.secret)
    assert len({sent.operation for sent in asked}) == sum(
        len(item) for item in two.with_.app.openapi()["paths"].values()
    )
    told = [learnt(sent, *two.answers(reader, sent), two.secret) for sent in asked]
    assert [one for one in told if one] == []


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names that pages looked up in the query of their address; not those that they pass on with all others."""
    names: set[str] = set()

    class Query(dict[str, str]):
        def get(self, name, default=None):  # type: ignore[no-untyped-def]
            names.add(name)
            return super().get(name, default)

        def __getitem__(self, name: str) -> str:
            names.add(name)
            return super().__getitem__(name)

        def __contains__(self, name: object) -> bool:
            names.add(str(name))
            return super().__contains__(name)

    def visit(*, query: dict[str, str], **given: Any) -> Visit:
        return Visit(query=Query(query), **given)

    monkeypatch.setattr(server, "Visit", visit)
    return names


@pytest.mark.parametrize(("still", "reader"), [one for one in ON_EACH if one[1]], indirect=["still"])
def test_with_and_without_the_foreign_case_every_page_is_the_same(still: Two, reader: str, looked_up: set[str]) -> None:
    """Under each name that the page looks up, alone. The others cannot change its way: asked once, all together."""
    routes = [route.path for route in server.create_app(still.with_.platform).routes if isinstance(route, Route)]
    public = {"/sign-in", "/sign-in/provider", "/sign-out"}
    told: list[str] = []
    pages, ever, names = still.pages_for(reader), set[str](), set(page_parameters())

    def ask(sent: Sent) -> None:
        told.append(learnt(sent, *(one.get(sent.address) for one in pages), still.secret))

    for plain in of_pages([path for path in routes if path not in public and "callback" not in path], still.secret):
        looked_up.clear()
        ask(plain)
        of_no_account = names - looked_up
        ask(plain.under(of_no_account, still.secret))
        for name in sorted(names & looked_up):
            ask(plain.under({name}, still.secret))
        ever |= looked_up
    assert [one for one in told if one] == []
    assert ever >= {"after", "agency", "case", "flow", "holder", "list", "month", "rule", "search", "state", "tab"}


@BOTH_DATABASES
def test_the_same_ways_tell_it_to_who_may_see_it(two: Two) -> None:
    """Else the tests above could not fail."""
    asked = of_api(two.with_.app.openapi(), two.secret)
    told = {sent.operation[1] for sent in asked if learnt(sent, *two.answers("supervisor", sent), two.secret)}
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
    headers = {"Idempotency-Key": '"foreign-key-1"', "Content-Type": "application/cloudevents+json"}
    sent = Sent(("post", "/v1/events"), "POST", "/v1/events", json.dumps(own).encode(), headers=headers)
    without, with_ = two.answers("other_police", sent)
    assert without.status_code == with_.status_code == 202
    assert "Idempotent-Replayed" not in {name.title() for name in with_.headers}
    assert without.json() == with_.json()


@pytest.mark.parametrize("still", ["sqlite"], indirect=True)
def test_every_parameter_is_placed(still: Two) -> None:
    """A new one: say in ways.py what of a foreign case it could carry."""
    named = {
        parameter["name"]
        for item in still.without.app.openapi()["paths"].values()
        for operation in item.values()
        for parameter in operation.get("parameters", ())
    }
    assert named - PARAMETERS.keys() == set()
    assert set(page_parameters()) - PARAMETERS.keys() == set()
    assert len(page_parameters()) >= 15


TIMED = ("/v1/cases/{}", "/v1/cases/{}/timeline", "/v1/findings/{}", "/v1/events/" + quote(POLICE, safe="") + "/{}")
SAMPLES: Final = 300


@STILL
@pytest.mark.parametrize("way", range(len(TIMED)), ids=["case", "timeline", "finding", "receipt"])
def test_the_time_of_a_404_does_not_tell_whether_there_is_something(still: Two, way: int) -> None:
    """Interleaved, so that both meet the same load. Medians, because the tail is the machine's.

    The bound is four standard errors of the difference of two medians (1.2533 sigma / sqrt(n) each, sigma as 1.4826
    times the median deviation) or a twentieth of the median, whichever is more: far below what one answer varies by
    over a network. What it is against, a stream read and decoded before the refusal, is a third of the time and more.
    """
    foreign = (CASE, CASE, still.secret.findings[0], still.secret.acts[0])[way]
    absent = ("absent-case-7", "absent-case-7", "0" * 32, "act-9-of-7")[way]
    headers = still.with_.headers("other_police")
    apart = bound = 0.0
    for _ in range(3):  # another process may take the machine for a while
        apart, bound = _times(still.askers[1], headers, TIMED[way], foreign, absent)
        if abs(apart) <= bound:
            return
    raise AssertionError(f"{TIMED[way]}: {apart * 1e6:.0f} us apart, allowed {bound * 1e6:.0f} us")


def _times(asker: Asker, headers: dict[str, str], address: str, foreign: str, absent: str) -> tuple[float, float]:
    """(difference of medians, bound), seconds."""
    taken: dict[str, list[float]] = {foreign: [], absent: []}
    for number in range(SAMPLES):
        for name in (foreign, absent) if number % 2 else (absent, foreign):
            begun = perf_counter()
            answer = asker.get(address.format(name), headers=headers)
            taken[name].append(perf_counter() - begun)
            assert answer.status_code == 404
    middles = {name: median(times) for name, times in taken.items()}
    spreads = {name: 1.4826 * median(abs(t - middles[name]) for t in times) for name, times in taken.items()}
    error = 1.2533 * (sum(spread**2 for spread in spreads.values()) / SAMPLES) ** 0.5
    return middles[foreign] - middles[absent], max(4 * error, 0.05 * middles[absent])
