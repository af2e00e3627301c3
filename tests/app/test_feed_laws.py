"""Laws of feeds: each is exactly what access grants, in one order, whatever was posted by whom and read how."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.access import took_part
from app.composition import Platform
from app.rebuild import rebuild
from domain import agency as agencies
from domain.vocabulary import CORRECTED, RETRACTED
from ledger.acts import StoredAct
from projections import feed
from tests.feeds import follow, read
from tests.platforms import accepted, wire

_areas = itertools.count(100_000)


class Post(msgspec.Struct, frozen=True):
    """poster, actor, case, target: small numbers; then: how many acts the feeds take in one step after it, 0 none."""

    poster: int
    actor: int | None
    case: int
    kind: str
    target: int
    then: int


posts = st.lists(
    st.builds(
        Post,
        poster=st.integers(0, 4),
        actor=st.none() | st.integers(0, 4),
        case=st.integers(0, 3),
        kind=st.sampled_from(["CaseFiled", "CaseFiled", "IndictmentFiled", "EventRetracted", "EventCorrected"]),
        target=st.integers(0, 5),
        then=st.integers(0, 3),
    ),
    min_size=1,
    max_size=14,
)


def offices(area: int) -> list[str]:
    """Five agencies: two of one office, two of other kinds, one of the same kind elsewhere."""
    return [
        f"urn:quancheng:cn-{area}:police:01", f"urn:quancheng:cn-{area}:police:02", f"urn:quancheng:cn-{area}:court:01",
        f"urn:quancheng:cn-{area}:procuratorate:01", f"urn:quancheng:cn-{area + 500_000}:police:01",
    ]  # fmt: skip


def item(area: int, number: int, post: Post) -> dict[str, object]:
    names = offices(area)
    data: dict[str, object] = {}
    if post.kind == "IndictmentFiled":
        data["court"] = names[2]
    elif post.kind != "CaseFiled":
        data["event"] = {"source": names[post.target % 5], "id": f"{area}-{post.target}"}
    if post.kind == "EventCorrected":
        data |= {"type": "CaseFiled", "occurredon": "2026-03-02"}
    envelope = {} if post.actor is None else {"actor": names[post.actor]}
    return wire(
        f"{area}-{number}", post.kind, "2026-03-01", case=f"{area}/{post.case}", source=names[post.poster],
        envelope=envelope, **data,
    )  # fmt: skip


def concerned(act: StoredAct) -> list[str]:
    """Poster, actor, and the court to which an indictment hands the case."""
    handed = msgspec.json.decode(act.payload)["data"].get("court") if act.type == "IndictmentFiled" else None
    return [act.source, act.agency, *([] if handed is None else [handed])]


def due(acts: Sequence[StoredAct], agency: str, granted: frozenset[str]) -> list[int]:
    """Positions in the order in which this agency is to get them: told from the acts alone, case by case."""
    found = []
    for case in granted:
        own = [act for act in acts if act.stream == case]
        came = min(
            act.position or 0
            for act in own
            if act.type not in (CORRECTED, RETRACTED)
            and any(agencies.office_of(uri) == agencies.office_of(agency) for uri in concerned(act))
        )
        found += [(max(act.position or 0, came), act.position or 0) for act in own]
    return [position for _, position in sorted(found)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=posts, limit=st.integers(1, 7))
def test_each_feed_is_what_access_grants_in_order_without_gap_or_repeat(
    platform: Platform, course: list[Post], limit: int
) -> None:
    area, before = next(_areas), platform.ledger.head()
    served: dict[str, list[str]] = {agency: [] for agency in offices(area)}
    for number, post in enumerate(course):
        accepted(platform, item(area, number, post))
        if not post.then:
            continue
        follow(platform, post.then)
        for agency, had in served.items():
            now = [one.cursor for one in read(platform, agency, limit)]
            assert now[: len(had)] == had, "what was served once stands where it stood"
            served[agency] = now
    follow(platform)
    acts = platform.ledger.read(before, 1000)
    cases = {act.stream for act in acts}
    for agency in offices(area):
        got = read(platform, agency, limit)
        assert [one.position for one in got] == due(acts, agency, took_part(platform, agency, cases))
        assert [one.number for one in got] == list(range(1, len(got) + 1))
        for place in range(len(got)):
            assert read(platform, agency, limit, got[place].cursor) == got[place + 1 :]


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_the_length_of_batches_changes_no_number(
    platform: Platform, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebuilt in stretches of any length, a feed is row for row what was served."""
    area = next(_areas)
    for agency in offices(area)[:3]:
        read(platform, agency)
    course = [Post(n % 5, (n * 3) % 5 if n % 2 else None, (n * 7) % 4, "CaseFiled", 0, n % 3) for n in range(40)]
    for number, post in enumerate(course):
        accepted(platform, item(area, number, post))
        if post.then:
            follow(platform, post.then)
    platform.drain()
    was = rows(platform)
    monkeypatch.setattr("app.feed_follower.ACTS_AT_ONCE", at_once)
    report = rebuild(platform, "feed")
    assert report.equal, report
    assert report.rows == len(was) > 40
    assert rows(platform) == was


def rows(platform: Platform) -> list[tuple[object, ...]]:
    table = feed.feed
    with platform.engine.connect() as connection:
        query = select(table.c.name, table.c.number, table.c.position, table.c.size)
        return [tuple(row) for row in connection.execute(query.order_by(table.c.name, table.c.number))]
