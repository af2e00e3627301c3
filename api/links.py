"""OpenAPI links: which answer names what another operation asks for, so that a client (or a test) can go on from it.

Not the addresses in bodies (`href`, `timeline`). Where an operation is not there any more, installing fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

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

# (method, path, status) of an answer -> (name, method, path of what can follow, its parameters)
LINKS: Final[Mapping[tuple[str, str, str], tuple[tuple[str, str, str, Mapping[str, str]], ...]]] = {
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
