"""OpenAPI links: which answer names what another operation asks for, so that a client (or a test) can go on from it.

Not the addresses in bodies (`href`, `timeline`). Where an operation is not there any more, installing fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

_Link: TypeAlias = tuple[str, str, str, Mapping[str, str]]
_RECEIPT = "$response.body#/results/0/receipt"
_ACT: Final = {"source": f"{_RECEIPT}/source", "id": f"{_RECEIPT}/id"}
_CASE_OF_RECEIPT: Final = {"case": "$response.body#/case"}
_SAME_CASE: Final = {"case": "$request.path.case"}
_POSTED, _READ = ("post", "/v1/events", "202"), ("get", "/v1/events/{source}/{id}", "200")
_DUTIES, _CASE_DUTIES = ("get", "/v1/duties", "200"), ("get", "/v1/cases/{case}/duties", "200")
_QUEUE, _FINDING = ("get", "/v1/findings", "200"), ("get", "/v1/findings/{finding}", "200")
_PROOF = ("get", "/v1/proofs/{position}", "200")
_TRIAGE: Final = (
    "assign",
    "confirm",
    "send-notice",
    "record-reply",
    "record-rectification",
    "dismiss",
    "reopen",
    "close",
)

_EXCHANGE: Final = "/v1/exchanges/{exchange_id}"
_SUBSCRIPTION: Final = "/v1/subscriptions/{subscription}"
_TABLE: Final = "/v1/code-mappings/{list}"
_DAY: Final = "/v1/digests/{date}"


def _of_subscription(pointer: str) -> tuple[_Link, ...]:
    """Everything that can be done with a subscription."""
    which = {"subscription": pointer}
    steps = ("pause", "resume", "rotate", "test", "allow", "replay")
    return (
        ("subscription", "get", _SUBSCRIPTION, which),
        ("change", "patch", _SUBSCRIPTION, which),
        *((step, "post", f"{_SUBSCRIPTION}/{step}", which) for step in steps),
        ("ask", "get", f"{_SUBSCRIPTION}/allow", which),
        ("deliveries", "get", f"{_SUBSCRIPTION}/deliveries", which),
        ("remove", "delete", _SUBSCRIPTION, which),
    )


def _of_day(pointer: str) -> tuple[_Link, ...]:
    which = {"date": pointer}
    return (
        ("publish", "put", _DAY, which), ("nodes", "post", f"{_DAY}/nodes", which),
        ("cases", "post", f"{_DAY}/cases", which),
    )  # fmt: skip


# (method, path, status) of an answer -> (name, method, path of what can follow, its parameters)
LINKS: Final[Mapping[tuple[str, str, str], tuple[_Link, ...]]] = {
    _POSTED: (
        ("receipt", "get", "/v1/events/{source}/{id}", _ACT),
        ("case", "get", "/v1/cases/{case}", {"case": f"{_RECEIPT}/case"}),
        ("timeline", "get", "/v1/cases/{case}/timeline", {"case": f"{_RECEIPT}/case"}),
        ("findings", "get", "/v1/findings", {"case": f"{_RECEIPT}/case"}),
    ),
    _READ: (
        ("case", "get", "/v1/cases/{case}", _CASE_OF_RECEIPT),
        ("duties", "get", "/v1/cases/{case}/duties", _CASE_OF_RECEIPT),
        ("proof", "get", "/v1/proofs/{position}", {"position": "$response.body#/position"}),
    ),
    ("get", "/v1/cases/{case}", "200"): (
        ("timeline", "get", "/v1/cases/{case}/timeline", _SAME_CASE),
        ("state", "get", "/v1/cases/{case}/state", _SAME_CASE),
        ("duties", "get", "/v1/cases/{case}/duties", _SAME_CASE),
        ("findings", "get", "/v1/findings", _SAME_CASE),
    ),
    ("get", "/v1/cases/{case}/timeline", "200"): (
        ("act", "get", "/v1/events/{source}/{id}",
         {"source": "$response.body#/acts/0/source", "id": "$response.body#/acts/0/id"}),
        ("proof", "get", "/v1/proofs/{position}", {"position": "$response.body#/acts/0/position"}),
        ("page", "get", "/v1/cases/{case}/timeline", _SAME_CASE | {"cursor": "$response.body#/next"}),
    ),
    _CASE_DUTIES: (("finding", "get", "/v1/findings/{finding}", {"finding": "$response.body#/duties/0/id"}),),
    _DUTIES: (
        ("case", "get", "/v1/cases/{case}", {"case": "$response.body#/duties/0/case"}),
        ("page", "get", "/v1/duties", {"cursor": "$response.body#/next"}),
    ),
    _QUEUE: (
        ("finding", "get", "/v1/findings/{finding}", {"finding": "$response.body#/findings/0/id"}),
        ("case", "get", "/v1/cases/{case}", {"case": "$response.body#/findings/0/case"}),
        ("page", "get", "/v1/findings", {"cursor": "$response.body#/next"}),
    ),
    _FINDING: tuple(
        (step, "post", f"/v1/findings/{{finding}}/{step}",
         {"finding": "$request.path.finding", "if-match": "$response.header.ETag"})
        for step in _TRIAGE
    ),
    _PROOF: (
        ("grown", "get", "/v1/proofs/consistency/{first}/{second}",
         {"first": "$request.path.position", "second": "$response.body#/size"}),
    ),
    ("get", "/v1/exchanges", "200"): (
        ("exchange", "get", _EXCHANGE, {"exchange_id": "$response.body#/exchanges/0/id"}),
        ("case", "get", "/v1/cases/{case}", {"case": "$response.body#/exchanges/0/case"}),
        ("page", "get", "/v1/exchanges", {"cursor": "$response.body#/next"}),
    ),
    ("get", "/v1/exchanges/unacknowledged", "200"): (
        ("exchange", "get", _EXCHANGE, {"exchange_id": "$response.body#/exchanges/0/id"}),
    ),
    ("get", "/v1/flows", "200"): (("exchanges", "get", "/v1/exchanges", {"flow": "$response.body#/flows/0/id"}),),
    ("get", _EXCHANGE, "200"): (("case", "get", "/v1/cases/{case}", {"case": "$response.body#/exchange/case"}),),
    ("get", "/v1/statistics", "200"): (
        ("statistic", "get", "/v1/statistics/{name}", {"name": "$response.body#/statistics/0/name"}),
    ),
    ("post", "/v1/subscriptions", "201"): _of_subscription("$response.body#/subscription/id"),
    ("get", "/v1/subscriptions", "200"): _of_subscription("$response.body#/subscriptions/0/id"),
    ("get", f"{_SUBSCRIPTION}/deliveries", "200"): (
        ("delivery", "get", f"{_SUBSCRIPTION}/deliveries/{{webhook_id}}",
         {"subscription": "$request.path.subscription", "webhook_id": "$response.body#/deliveries/0/webhook_id"}),
    ),
    ("get", "/v1/code-lists", "200"): tuple(
        (name, verb, path, {"list": "$response.body#/lists/0/name"})
        for name, verb, path in (
            ("list", "get", "/v1/code-lists/{list}"), ("map", "put", _TABLE), ("table", "get", _TABLE),
            ("history", "get", f"{_TABLE}/history"), ("unmapped", "get", f"{_TABLE}/unmapped"),
        )
    ),
    ("put", _TABLE, "200"): tuple(
        (name, verb, path, {"list": "$request.path.list"})
        for name, verb, path in (("table", "get", _TABLE), ("history", "get", f"{_TABLE}/history"))
    ),
    ("get", "/v1/digests", "200"): _of_day("$response.body#/days/0/date"),
    ("put", _DAY, "200"): _of_day("$request.path.date"),
    ("post", "/v1/reconciliations", "201"): (
        ("reconciliation", "get", "/v1/reconciliations/{id}", {"id": "$response.body#/id"}),
    ),
    ("get", "/v1/reconciliations", "200"): (
        ("reconciliation", "get", "/v1/reconciliations/{id}", {"id": "$response.body#/reconciliations/0/id"}),
    ),
}  # fmt: skip


def add_links(document: dict[str, Any]) -> None:
    """Write the links into the answers of a document. Raises KeyError where an answer or an operation is not there."""
    paths = document["paths"]
    for (method, path, status), links in LINKS.items():
        answer = paths[path][method]["responses"][status]
        answer["links"] = {
            name: {"operationId": paths[target][verb]["operationId"], "parameters": dict(parameters)}
            for name, verb, target, parameters in links
        }
