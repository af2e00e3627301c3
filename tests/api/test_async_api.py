"""The AsyncAPI document: valid by the schema of the AsyncAPI Initiative, and whole."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from domain.async_description import POSTING, Channel, FlowNames, document
from tests.api.conftest import Api, detained
from tests.shipped import cn_criminal

SPECIFICATION = json.loads((Path(__file__).parents[1] / "vectors" / "asyncapi" / "3.0.0.json").read_text())
PUSHED = Channel(name="feed", address="/v1/feed", title="Feed", description="What one may see.", sends=True)
FLOW = FlowNames(id="arrest/decision", title="Arrest", types=("ArrestRequested",), aliases=("DB00/T 1.1",))


def assert_valid(described: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(SPECIFICATION).validate(described)


@pytest.fixture
def served(api: Api) -> dict[str, Any]:
    answer = api.get("/v1/asyncapi.json", "police")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_served_document_is_asyncapi_3(served: dict[str, Any]) -> None:
    assert served["asyncapi"] == "3.0.0"
    assert_valid(served)


def test_the_schema_notices_what_is_wrong(served: dict[str, Any]) -> None:
    del served["operations"]["posting.any"]["action"]
    with pytest.raises(jsonschema.ValidationError):
        assert_valid(served)


def test_every_event_type_is_a_message_and_every_reference_leads_somewhere(served: dict[str, Any]) -> None:
    names = {message["name"] for message in served["components"]["messages"].values()}
    assert names == {kind.name for kind in cn_criminal().vocabulary}
    for reference in set(re.findall(r'"\$ref": "(#/(?:components|channels)/[^"]+)"', json.dumps(served))):
        place: Any = served
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place, reference


def test_every_flow_of_the_pack_is_an_operation_on_every_channel_with_its_aliases(served: dict[str, Any]) -> None:
    assert list(served["channels"]) == ["posting", "feed", "webhooks"]
    assert served["channels"]["webhooks"]["address"] is None
    flows = cn_criminal().flows.by_id
    assert set(served["operations"]) == {f"{name}.{flow}" for name in served["channels"] for flow in ("any", *flows)}
    operation = served["operations"]["webhooks.transfer-for-prosecution"]
    assert operation["action"] == "send"
    assert "DB37/T 4406.3-2021 移送审查起诉业务协同流程" in operation["summary"]
    assert [one["$ref"].rpartition("/")[2] for one in operation["messages"]] == [
        "TransferredForProsecution", "DossierAccepted", "ProsecutionCaseAccepted",
        "ReturnedForSupplementaryInvestigation", "IndictmentFiled", "NonProsecutionDecided",
    ]  # fmt: skip


def test_the_payload_of_a_message_is_what_intake_takes(api: Api, served: dict[str, Any]) -> None:
    schema = served["components"]["messages"]["Detained"]["payload"]["schema"]
    jsonschema.Draft202012Validator(schema).validate(detained())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(detained(data={"persn": "p1"}))
    assert api.post(detained()).status_code == 202


def test_a_flow_is_an_operation_on_every_channel_with_the_names_others_give_it() -> None:
    made = document(cn_criminal().vocabulary, "1", "https://platform.test", (POSTING, PUSHED), (FLOW,))
    assert_valid(made)
    assert {"posting.arrest_decision", "feed.arrest_decision"} <= set(made["operations"])
    operation = made["operations"]["feed.arrest_decision"]
    assert operation["action"] == "send"
    assert "DB00/T 1.1" in operation["summary"]
    assert operation["messages"] == [{"$ref": "#/channels/feed/messages/ArrestRequested"}]
    assert {"name": "flow:arrest/decision"} in made["components"]["messages"]["ArrestRequested"]["tags"]
