"""Payloads made to break rules, pages or calendars: every event type of the pack, each field at its worst."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.caller import OPERATOR
from app.health import health
from app.post_acts import Rejected, post
from app.serving import Site
from domain.payload_types import FieldSpec
from tests.api.conftest import Api, api, detained  # noqa: F401  # a fixture
from tests.platforms import POLICE

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> javascript:alert(1) {{7*7}}"
# dates that no case has, once accepted: a term counted from them left the calendar, and the rules with it
BEYOND = ("9999-12-31", "9999-12-31T23:59:59-14:00"), ("0001-01-01", "0001-01-01T00:00:00+14:00")
EDGE = ("9990-12-31", "9990-12-31T23:59:59-14:00"), ("1900-01-01", "1900-01-01T00:00:00+14:00")


def worst(spec: FieldSpec, high: bool) -> Any:
    huge = 2**53 - 1 if high else 1 - 2**53
    day, instant = EDGE[0 if high else 1]
    document = {"type": SCRIPT, "number": SCRIPT, "pages": huge, "issued_on": day}
    values: dict[str, Any] = {
        "text": SCRIPT, "texts": [SCRIPT, SCRIPT], "integer": huge, "money": "-1.00", "boolean": high, "date": day,
        "number": "9" * 18 if high else "-" + "9" * 18, "dates": [day], "instant": instant, "person": SCRIPT,
        "officer": SCRIPT, "organ": SCRIPT, "case": SCRIPT, "persons": [SCRIPT, "p1"], "officers": [SCRIPT],
        "organs": [SCRIPT], "cases": ["m1", "m2"], "document": document, "documents": [document],
        "hash": "sha256:" + "0" * 64, "event": {"source": SCRIPT, "id": SCRIPT},
        "object": {"<b>": SCRIPT, "deep": {"n": [1e308, None, True, huge]}},
    }  # fmt: skip
    if spec.type in ("choice", "choices"):
        return spec.choices[0] if spec.type == "choice" else list(spec.choices)
    return values[spec.type]


@pytest.mark.parametrize("high", [True, False])
def test_no_payload_breaks_a_rule_or_a_page(api: Api, high: bool) -> None:  # noqa: F811
    case, platform = f"<script>{high}", api.platform
    items = [detained("known", case, "p1"), detained("odd", case, SCRIPT)]
    for kind in platform.pack.vocabulary:
        if kind.name in ("EventCorrected", "EventRetracted"):
            continue
        data = {name: worst(spec, high) for name, spec in kind.fields.items() if spec.type != "citizen_id"}
        if "person" in data:
            data["person"] = "p1"
        emitter = (kind.emitters or ("police",))[0]
        items.append(detained(kind.name, case, type=kind.name, source=f"urn:quancheng:cn-520102:{emitter}:01",
                              time="2026-11-03T10:00:00+08:00", data=data))  # fmt: skip
    outcomes = post(platform, items, OPERATOR)
    taken = [outcome for outcome in outcomes if not isinstance(outcome, Rejected)]
    assert len(taken) > 300, [o for o in outcomes if isinstance(o, Rejected)][:3]
    platform.drain()
    assert health(platform).problems == ()
    _pages_hold(api, case)


def _pages_hold(api: Api, case: str) -> None:  # noqa: F811
    site = TestClient(Site(api.platform), raise_server_exceptions=False)
    site.get(f"/sign-in?token={api.tokens['supervisor']}")
    place = quote(case, safe="")
    findings = api.get("/v1/findings?limit=200").json()["findings"]
    assert findings
    addresses = [
        f"/cases/{place}", f"/cases/{place}?view=raw", f"/cases/{place}?view=duties", f"/cases/{place}?view=findings",
        f"/cases/{place}?person={quote(SCRIPT)}&act={quote(SCRIPT)}", "/cases", "/duties", "/custody",
        f"/findings?case={quote(SCRIPT)}&agency={quote(SCRIPT)}", "/findings.csv", "/cases.csv", "/duties.csv", "/",
        *(f"/cases/{place}/replay?at={n}" for n in (1, 2, 5, 100, 330)),
        *(f"/findings/{one['id']}?lang={language}" for one in findings[:12] for language in ("zh", "en")),
    ]  # fmt: skip
    for address in addresses:
        page = site.get(address)
        assert page.status_code == 200, address
        if address.endswith(".csv"):
            continue
        assert "<script>alert" not in page.text, address
        assert "<img src=x" not in page.text, address
        assert not re.search(r"""(href|src|action)=["']?\s*(javascript|data):""", page.text), address
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
    for part in ("", "/state", "/timeline", "/duties"):
        assert api.get(f"/v1/cases/{place}{part}").status_code == 200


@pytest.mark.parametrize(("day", "instant"), BEYOND)
def test_years_that_no_case_has(api: Api, day: str, instant: str) -> None:  # noqa: F811
    """One such date once silenced the custody rules of its case."""
    for kind in api.platform.pack.vocabulary:
        for name, spec in kind.fields.items():
            if spec.type not in ("date", "dates", "instant") or any(
                s.required for n, s in kind.fields.items() if n not in (name, "person")
            ):
                continue
            value: Any = {"date": day, "dates": ["2026-11-02", day], "instant": instant}[spec.type]
            data: dict[str, Any] = {name: value} | ({"person": "p1"} if "person" in kind.fields else {})
            [outcome] = post(api.platform, [detained("x", type=kind.name, data=data)], OPERATOR)
            assert isinstance(outcome, Rejected), (kind.name, name)
            assert outcome.error.code == "time-out-of-range"
            assert outcome.error.pointer.startswith(f"/data/{name}")  # type: ignore[union-attr]
    correction = {"event": {"source": POLICE, "id": "x"}, "type": "Detained",
                  "data": {"person": "p1", "documents": [{"type": "x", "issued_on": day}]}}  # fmt: skip
    [outcome] = post(api.platform, [detained("c", type="EventCorrected", data=correction)], OPERATOR)
    assert isinstance(outcome, Rejected)
    assert outcome.error.pointer == "/data/data/documents/0/issued_on"  # type: ignore[union-attr]


def test_pages_of_a_case_that_was_carried_on_under_another_id(api: Api, tmp_path: Path) -> None:  # noqa: F811
    """Timeline and replay of either id once answered that there was no such case."""
    del tmp_path
    api.post(detained("d", "old", "p1"))
    move = detained("m", "old", type="CaseTransferredForJurisdiction", time="2026-11-03T10:00:00+08:00",
                    data={"new_case": "new"})  # fmt: skip
    assert api.post(move).status_code == 202
    api.platform.drain()
    site = TestClient(Site(api.platform), raise_server_exceptions=False)
    site.get(f"/sign-in?token={api.tokens['supervisor']}")
    for case in ("old", "new"):
        for tail in ("", "?view=raw", "/replay", "/replay?at=2"):
            assert site.get(f"/cases/{case}{tail}").status_code == 200, (case, tail)
        assert api.get(f"/v1/cases/{case}").status_code == 200
    assert str(site.get("/cases/old/replay?at=2").url).endswith("/cases/new/replay?at=2")
