"""An agency that tries to read, or to infer, a case in which its office took no part."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from app.tokens import TokenFile
from tests.api.conftest import OTHER_POLICE, POLICE, Api, api, detained  # noqa: F401  # a fixture

CASE = "secret-case-7"
OTHERS = "own-case-9"


@pytest.fixture
def two(api: Api) -> Api:  # noqa: F811
    """A case of one office with findings, and a case of another."""
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    for person in ("p1", "p2", "p3"):
        assert api.post(detained(f"d-{person}", CASE, person)).status_code == 202
    assert api.post(detained("own", OTHERS, "q", source=OTHER_POLICE), "other_police").status_code == 202
    api.now = datetime(2026, 11, 24, 1, tzinfo=UTC)
    api.platform.drain()
    assert len(api.get(f"/v1/findings?case={CASE}").json()["findings"]) >= 3
    return api


def told(answer: object, *known: str) -> str:
    """Everything an answer says, less what the asker put into the address and the request's own id."""
    text = answer.text  # type: ignore[attr-defined]
    body = answer.json()  # type: ignore[attr-defined]
    text = text.replace(body.get("request_id", "-"), "")
    for word in known:
        text = text.replace(word, "X")
    return f"{answer.status_code} {text}"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address",
    [
        "/v1/cases/{}", "/v1/cases/{}/timeline", "/v1/cases/{}/state", "/v1/cases/{}/duties",
        "/v1/cases/{}/state?valid_at=2026-11-03T00:00:00Z&known_at=2026-11-03T00:00:00Z",
        "/v1/findings?case={}", "/v1/findings?case={}&limit=1", "/v1/duties?case={}&limit=1",
    ],
)  # fmt: skip
def test_a_foreign_case_answers_like_one_that_does_not_exist(two: Api, address: str) -> None:
    foreign = two.get(address.format(CASE), "other_police")
    none = two.get(address.format("no-such-case"), "other_police")
    assert told(foreign, CASE) == told(none, "no-such-case")


def test_a_foreign_receipt_answers_like_one_that_does_not_exist(two: Api) -> None:
    """The text once named the case of the act."""
    source = quote(POLICE, safe="")
    foreign = two.get(f"/v1/events/{source}/d-p1", "other_police")
    none = two.get(f"/v1/events/{source}/no-such", "other_police")
    assert foreign.status_code == 404
    assert CASE not in foreign.text
    assert told(foreign, "d-p1") == told(none, "no-such")


@pytest.mark.parametrize("path", ["findings", "duties"])
def test_neither_page_length_nor_cursor_counts_the_rows_of_others(two: Api, path: str) -> None:
    """With one row a page, each `next` once gave away a hidden row, and its key."""
    cursor, pages, cases = "", 0, set()
    while True:
        body = two.get(f"/v1/{path}?limit=1{cursor}", "other_police").json()
        assert len(body[path]) == 1
        cases |= {row["case"] for row in body[path]}
        pages += 1
        if body["next"] is None:
            break
        assert CASE not in base64.urlsafe_b64decode(body["next"] + "==").decode()
        cursor = f"&cursor={body['next']}"
    assert cases == {OTHERS}
    assert pages == len(two.get(f"/v1/{path}?case={OTHERS}&limit=200").json()[path])


def test_a_foreign_finding_and_what_may_be_done_about_it(two: Api) -> None:
    finding = two.get(f"/v1/findings?case={CASE}").json()["findings"][0]["id"]
    none = "0" * 32
    assert told(two.get(f"/v1/findings/{finding}", "other_police"), finding) == told(
        two.get(f"/v1/findings/{none}", "other_police"), none
    )
    bodies: dict[str, dict[str, object]] = {"confirm": {}, "dismiss": {"reason": "x"}, "assign": {"to": "me"}}
    for action, body in bodies.items():
        answers = {
            told(two.act(f, action, body, "other_police", If_Match='"1"'), f) for f in (finding, none)
        }  # fmt: skip
        assert len(answers) == 1
        assert answers.pop().startswith("403")


@pytest.mark.parametrize("kind", ["EventRetracted", "EventCorrected"])
def test_a_correction_posted_on_a_foreign_case_opens_nothing(two: Api, kind: str) -> None:
    """It may name anything, so it is no part taken in the case; its own receipt is still its poster's to read."""
    data: dict[str, object] = {"event": {"source": POLICE, "id": "d-p1"}}
    if kind == "EventCorrected":
        data |= {"type": "Detained", "occurredon": "2026-11-01"}
    probe = detained("probe", CASE, type=kind, source=OTHER_POLICE, time="2026-11-23T10:00:00Z", data=data)
    assert two.post(probe, "other_police").status_code == 202
    two.platform.drain()
    assert two.get(f"/v1/cases/{CASE}", "other_police").status_code == 404
    assert two.get(f"/v1/events/{quote(OTHER_POLICE, safe='')}/probe", "other_police").status_code == 200
    acts = two.get(f"/v1/cases/{CASE}/timeline").json()["acts"]
    assert {act["standing"] for act in acts if act["id"] == "d-p1"} == {"standing"}


def followed(api: Api, as_: str) -> None:  # noqa: F811
    """The caller has asked for its feed before, and all is in it."""
    api.get("/v1/feed", as_)
    api.platform.drain()


def feed_of(api: Api, as_: str) -> list[str]:  # noqa: F811
    """Ids of everything in a caller's feed, page after page of two."""
    found: list[str] = []
    cursor = ""
    followed(api, as_)
    while True:
        page = api.get(f"/v1/feed?limit=2{cursor}", as_).json()
        if not page["items"]:
            return found
        assert CASE not in str(page) or as_ == "police"
        found += [item["event"]["id"] for item in page["items"]]
        cursor = f"&after={page['next']}"


@pytest.mark.parametrize("kind", ["EventRetracted", "EventCorrected"])
def test_a_foreign_case_is_in_no_feed_even_after_an_amendment_that_names_its_acts(two: Api, kind: str) -> None:
    """Posted on the foreign case, and on a case of one's own: neither brings the act that it names."""
    followed(two, "other_police")
    before = two.get("/v1/feed", "other_police")
    data: dict[str, object] = {"event": {"source": POLICE, "id": "d-p1"}}
    if kind == "EventCorrected":
        data |= {"type": "Detained", "occurredon": "2026-11-01"}
    for name, case in (("there", CASE), ("here", OTHERS)):
        probe = detained(name, case, type=kind, source=OTHER_POLICE, time="2026-11-23T10:00:00Z", data=data)
        assert two.post(probe, "other_police").status_code == 202
    two.platform.drain()
    assert feed_of(two, "other_police") == ["own", "here"]
    assert feed_of(two, "police") == ["d-p1", "d-p2", "d-p3", "there"]
    assert two.get("/v1/feed?limit=1", "other_police").json()["items"] == before.json()["items"][:1]


def test_neither_cursor_nor_tag_nor_length_of_a_feed_counts_what_others_do(two: Api) -> None:
    """What happens on foreign cases changes no byte of an answer."""
    followed(two, "other_police")
    before = two.get("/v1/feed?limit=5", "other_police")
    assert [item["event"]["id"] for item in before.json()["items"]] == ["own"]
    for number in range(3):
        assert two.post(detained(f"more-{number}", CASE, "p1")).status_code == 202
    two.platform.drain()
    after = two.get("/v1/feed?limit=5", "other_police")
    assert after.content == before.content
    assert (after.headers["etag"], after.headers["link"]) == (before.headers["etag"], before.headers["link"])


def test_an_office_whose_name_differs_in_capitals_is_another(two: Api) -> None:
    """SQLite compares with LIKE as if A were a: jurisdictions may hold letters."""
    low, high = ("urn:quancheng:zz-district7a:police:01", "urn:quancheng:zz-district7A:police:01")
    case = "capital-case"
    assert two.post(detained("cap", case, source=low), as_=issued(two, low)).status_code == 202
    two.platform.drain()
    assert two.get(f"/v1/cases/{case}", issued(two, high)).status_code == 404
    assert feed_of(two, issued(two, high)) == []
    assert feed_of(two, issued(two, low)) == ["cap"]


def issued(api: Api, agency: str) -> str:  # noqa: F811
    """A caller named by its agency."""
    if agency not in api.tokens:
        tokens: TokenFile = api.app.state.quancheng.tokens
        api.tokens[agency] = tokens.issue(agency, "agency", api.platform.clock())
    return agency
