"""Limits as a caller meets them: its own share, what it is told when that is used up, and that no other pays."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.server import create_app
from app.composition import Platform
from app.settings import Settings
from app.tokens import TokenFile
from tests.api.conftest import POLICE, Api, detained
from tests.api.test_idempotency_key import post as post_with_key

FIELD = re.compile(r'"(?P<bucket>\w+)";r=(?P<left>\d+);t=(?P<seconds>\d+)')


def limited(api: Api, **changes: object) -> Api:
    """The same platform under other settings."""
    platform: Platform = api.platform
    for name, value in changes.items():
        setattr(platform.settings, name, value)
    return Api(platform, TokenFile(platform.settings.token_file))


def test_every_answer_says_what_is_left(api: Api) -> None:
    answer = api.get("/v1/duties")
    assert answer.headers["ratelimit-policy"] == '"reads";q=6000;w=60'
    first = FIELD.fullmatch(answer.headers["ratelimit"])
    assert first is not None
    assert (first["bucket"], first["left"]) == ("reads", "5999")
    assert 0 < int(first["seconds"]) <= 60
    posted = FIELD.fullmatch(api.post([detained("e1"), detained("e2")]).headers["ratelimit"])
    assert posted is not None
    assert (posted["bucket"], posted["left"]) == ("acts", "119998"), "each act of a batch counts"


def test_acts_are_counted_and_not_requests(api: Api) -> None:
    api = limited(api, rates={"acts": "10/minute"})
    assert api.post([detained(f"e{n}") for n in range(8)]).json()["accepted"] == 8
    refused = api.post([detained(f"f{n}") for n in range(3)])
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit"].startswith('"acts";r=2;t=')
    assert api.post([detained("g1"), detained("g2")]).json()["accepted"] == 2, "what is left may be used"
    assert api.post(detained("g3")).status_code == 429
    assert api.head() == 10, "nothing of what was refused is stored"


def test_one_agency_pays_for_no_other_and_posts_do_not_pay_for_reads(api: Api) -> None:
    api = limited(api, rates={"acts": "3/minute", "reads": "4/minute"})
    for number in range(3):
        assert api.post(detained(f"e{number}")).status_code == 202
    assert api.post(detained("e3")).status_code == 429
    theirs = detained("e4", source="urn:quancheng:cn-520103:police:01", case="c9")
    assert api.post(theirs, as_="other_police").status_code == 202
    assert [api.get("/v1/duties", "police").status_code for _ in range(5)] == [200] * 4 + [429]
    assert api.get("/v1/duties", "court").status_code == 200


def test_an_agency_may_have_a_rate_of_its_own(api: Api) -> None:
    api = limited(api, rates={"acts": "2/minute"}, rates_of={POLICE: {"acts": "5/minute"}})
    assert [api.post(detained(f"e{n}")).status_code for n in range(6)] == [202] * 5 + [429]
    theirs = [detained(f"f{n}", source="urn:quancheng:cn-520103:police:01", case="c9") for n in range(3)]
    assert [api.post(one, as_="other_police").status_code for one in theirs] == [202, 202, 429]


def test_a_repeat_under_a_key_is_counted_too(api: Api) -> None:
    api = limited(api, rates={"acts": "2/minute"})
    assert [post_with_key(api, detained()).status_code for _ in range(3)] == [202, 202, 429]


def test_strangers_are_counted_by_where_they_come_from(api: Api) -> None:
    api = limited(api, rates={"strangers": "3/minute"})
    wrong = [api.client.get("/v1/duties", headers={"Authorization": f"Bearer qc_{n}"}) for n in range(2)]
    none = [api.get("/v1/duties", None) for _ in range(2)]
    assert [answer.status_code for answer in (*wrong, *none)] == [401, 401, 401, 429]
    assert none[1].json()["code"] == "too-many-requests"
    assert api.get("/v1/duties").status_code == 200, "who has a token is not a stranger, wherever it comes from"
    assert api.get("/v1/health", None).status_code == 200, "and who only asks whether the server lives is not counted"


def test_a_body_that_cannot_be_taken_is_not_read(api: Api) -> None:
    """Nothing is left: the answer does not wait for the body, so that a flood of long bodies costs its sender only."""
    api = limited(api, rates={"acts": "1/minute"})
    assert api.post(detained("e1")).status_code == 202
    answer = api.post_bytes(b"[" + b" " * 2_000_000, media="application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")


def test_a_body_is_not_read_either_where_too_much_waits(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused once, an agency is told before its next long batch is parsed."""
    api = limited(api, max_waiting_acts_each=2)
    queue = api.platform.intake._queue
    monkeypatch.setattr(api.platform.intake, "_threads", [None])  # nobody takes what waits
    for number in range(2):
        queue.put(POLICE, 1, number)
    assert api.post([detained("e1"), detained("e2")]).json()["code"] == "too-many-posts-waiting"
    answer = api.post_bytes(b"[" + b" " * 2_000_000, media="application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-posts-waiting")
    assert api.post_bytes(b"[", media="application/json", as_="court").status_code == 400, "another's is"
    queue.take(2)
    assert api.post_bytes(b"[", media="application/json").status_code == 400


def test_reads_at_once_have_an_end_and_are_given_back(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api = limited(api, max_reads_each=1)
    state = api.app.state.quancheng
    seat = state.reads_under_way.take("urn:quancheng:cn-520102:court:01")
    refused = api.get("/v1/duties", "court")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-at-once")
    assert refused.headers["retry-after"] == "1"
    assert api.get("/v1/duties", "police").status_code == 200
    seat()
    assert api.get("/v1/duties", "court").status_code == 200
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda _: api.get("/v1/duties", "court").status_code, range(40)))
    assert set(statuses) <= {200, 429}
    assert api.post(detained("e1", data=7)).status_code == 422, "also after a refusal"
    assert (state.reads_under_way.taken(), state.posts_under_way.taken()) == (0, 0)


def test_what_is_turned_away_is_counted_by_reason(api: Api) -> None:
    api = limited(api, rates={"acts": "1/minute"})
    api.post(detained("e1"))
    api.post(detained("e2"))
    text = api.get("/metrics", None).text
    assert 'quancheng_shed_total{reason="too-many-requests"} 1.0' in text
    assert "quancheng_intake_waiting_acts 0.0" in text
    assert 'quancheng_under_way{kind="posts"} 0.0' in text


def test_every_route_says_that_it_may_be_full(api: Api) -> None:
    for path, item in api.app.openapi()["paths"].items():
        if path.startswith("/oauth"):
            continue
        for method, operation in item.items():
            assert {"429", "503"} <= set(operation["responses"]), (method, path)


@pytest.mark.parametrize("rates", [{"acts": "many"}, {"act": "1/minute"}])
def test_a_rate_that_means_nothing_stops_the_start(rates: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        Settings(rates=rates)
    with pytest.raises(ValidationError):
        Settings(rates_of={POLICE: rates})


def test_limits_are_per_application(api: Api) -> None:
    assert create_app(api.platform).state.quancheng.rates is not api.app.state.quancheng.rates
