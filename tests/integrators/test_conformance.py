"""Conformance: the reference client passes, faulty ones fail for what they do wrong, certificates cannot be altered."""

from __future__ import annotations

import json
import shutil
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.conformance.certificate import Statement, StepResult, certify, printed, public_key, read_certificate
from app.conformance.run import run
from app.conformance.steps import steps_for
from app.sandbox.folder import credentials_in
from domain.agency import KINDS
from domain.errors import NotFound, Refused
from tests.integrators.conftest import CLIENT  # noqa: F401 - puts the client on the path
from tests.shipped import cn_criminal

from quancheng_client.exchange import Exchange, Problem  # isort: skip
from quancheng_client.reference_agency import Agency, Instruction, serve  # isort: skip
from quancheng_client.retry import NoAnswer, Patience  # isort: skip

pytestmark = pytest.mark.xdist_group("integrators")
OTHER = "urn:quancheng:cn-520103:police:01"


class PostsAsAnother(Agency):
    def act(self, told: Instruction, wall: str) -> dict[str, Any]:
        return {**super().act(told, wall), "source": OTHER}


class GivesUpAtOnce(Agency):
    def connection(self, told: Instruction) -> Exchange:
        return Exchange(told["platform"], told["client_id"], told["client_secret"], patience=Patience(attempts=1))

    def do(self, told: Instruction) -> None:
        try:
            super().do(told)
        except NoAnswer:
            return


class NewIdEachTime(GivesUpAtOnce):
    """Builds the act anew when there is no answer: the agency's act stands twice."""

    def do(self, told: Instruction) -> None:
        super().do(told)
        if told["step"]["ask"] == "answer_lost":
            super().do(told)


class ChangesTheRepeat(GivesUpAtOnce):
    def act(self, told: Instruction, wall: str) -> dict[str, Any]:
        made = super().act(told, wall)
        if told["step"]["ask"] == "answer_lost":
            made |= {"id": "the-same", "data": {**made["data"], "note": str(uuid.uuid4())}}
        return made

    def do(self, told: Instruction) -> None:
        super().do(told)
        if told["step"]["ask"] == "answer_lost":
            try:
                super().do(told)
            except Problem:
                return


class DoesNotWait(Agency):
    def connection(self, told: Instruction) -> Exchange:
        patience = Patience(sleep=lambda seconds: None)
        return Exchange(told["platform"], told["client_id"], told["client_secret"], patience=patience)


class IgnoresRefusal(Agency):
    def mend(self, exchange: Exchange, told: Instruction) -> None:
        try:
            exchange.post(self.act(told, told["step"]["act"]["happened"]))
        except Problem:
            return


class StatesLocalTimeAsUtc(Agency):
    def instant(self, wall: str, zone: str) -> str:
        return f"{wall.replace(' ', 'T')}:00Z"


class PostsAnewInsteadOfCorrecting(Agency):
    def correction(self, told: Instruction) -> dict[str, Any]:
        return self.act(told, told["step"]["act"]["mended"])


class ReadsOnePageOfTheFeed(Agency):
    def find(self, exchange: Exchange, source: str, id_: str) -> None:
        exchange.call("GET", "/v1/feed?limit=3&wait=2")


class AcknowledgesAnotherAct(Agency):
    def acknowledgement(self, told: Instruction) -> dict[str, Any]:
        return {**super().acknowledgement(told), "data": {"hand_over": {"source": told["agency"], "id": "another"}}}


class IgnoresAReturn(Agency):
    def send_again(self, exchange: Exchange, told: Instruction) -> None:
        return


class SendsAgainUnread(Agency):
    def send_again(self, exchange: Exchange, told: Instruction) -> None:
        exchange.post(self.act(told, told["step"]["act"]["happened"]))


class SendsTheOldActAgain(Agency):
    def act(self, told: Instruction, wall: str) -> dict[str, Any]:
        made = super().act(told, wall)
        return {**made, "id": "the-same"} if told["step"]["id"] in ("hand-over", "returned") else made


class DoesNothing(Agency):
    def do(self, told: Instruction) -> None:
        return


FAULTY = [
    # (client, the step that it must fail, what is said of it)
    (PostsAsAnother, "post-1", "post as yourself"),
    (GivesUpAtOnce, "answer-lost", "was not sent again"),
    (NewIdEachTime, "answer-lost", "under another id"),
    (ChangesTheRepeat, "answer-lost", "had other content"),
    (DoesNotWait, "told-to-wait", "the client waited 0.0 s"),
    (IgnoresRefusal, "refused", "was ignored"),
    (StatesLocalTimeAsUtc, "post-1", "+8.0 hours off"),
    (PostsAnewInsteadOfCorrecting, "correct", "No EventCorrected was accepted"),
    (ReadsOnePageOfTheFeed, "feed", "Reading stopped before the act"),
    (AcknowledgesAnotherAct, "acknowledge", "does not acknowledge it"),
    (IgnoresAReturn, "returned", "The return was ignored"),
    (SendsAgainUnread, "returned", "was not read from the feed"),
    (SendsTheOldActAgain, "returned", "under the same id"),
    (DoesNothing, "token", "No request to /oauth/token"),
]


@contextmanager
def listening(agency: Agency) -> Iterator[str]:
    server = serve(agency, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield "http://{}:{}/".format(*server.server_address[:2])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def tried(agency: Agency, folder: Path, kind: str = "police") -> Statement:
    told: list[StepResult] = []
    with listening(agency) as url:
        return run(
            folder, kind, url, client="under test", host="127.0.0.1", port=0, patience=30, tell=told.append
        )  # fmt: skip


NO_CLIENTS = {"party", "record", "system"}
"""Kinds that say who speaks in an act, and post none as a client of their own."""


@pytest.fixture(scope="module")
def one_sandbox(filled_sandbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In which every kind of agency acts in turn, on what the others have left behind."""
    return Path(shutil.copytree(filled_sandbox, tmp_path_factory.mktemp("shared") / "sandbox"))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - NO_CLIENTS))
def test_the_reference_client_passes_as_every_kind_of_agency(one_sandbox: Path, kind: str) -> None:
    assert {one.kind for one in credentials_in(one_sandbox).clients} == set(KINDS) - NO_CLIENTS
    statement = tried(Agency(), one_sandbox, kind)
    assert statement.passed, [step for step in statement.steps if not step.passed]
    assert {"token", "post-1", "answer-lost", "told-to-wait", "refused", "correct", "receipt", "feed"} <= {
        step.step for step in statement.steps
    }
    flows = cn_criminal().flows.by_id.values()
    assert any(step.step == "acknowledge" for step in statement.steps) == any(kind in flow.to for flow in flows)
    assert any(step.step == "returned" for step in statement.steps) == any(kind in flow.from_ for flow in flows)


@pytest.mark.parametrize(("client", "step", "said"), FAULTY, ids=[row[0].__name__ for row in FAULTY])
def test_a_faulty_client_fails_for_what_it_does_wrong(
    sandbox_folder: Path, client: type[Agency], step: str, said: str
) -> None:
    statement = tried(client(), sandbox_folder)
    assert not statement.passed
    result = next(one for one in statement.steps if one.step == step)
    assert any(said in fault for fault in result.faults), result


def test_a_kind_that_the_pack_knows_no_acts_of_is_not_found() -> None:
    from datetime import UTC, datetime

    with pytest.raises(NotFound):
        steps_for(cn_criminal(), "customs", [], datetime(2026, 11, 28, tzinfo=UTC))


STATEMENT = Statement(
    client="a 1", agency_kind="police", product="quancheng 0.1.0", api="v1", pack="cn_criminal", pack_version="1",
    pack_digest="00", at="2026-11-28T00:00:00+00:00", passed=False,
    steps=(StepResult(step="token", asked="Get", asked_zh="取得", event_type=None, passed=False, faults=("none",)),),
)  # fmt: skip


def test_a_certificate_proves_itself_and_is_printed_in_both_languages() -> None:
    private = Ed25519PrivateKey.generate()
    thumbprint = public_key(private).thumbprint()
    raw = msgspec.json.encode(certify(STATEMENT, private))
    certificate = read_certificate(raw, thumbprint)
    assert certificate.statement == STATEMENT
    text = printed(certificate)
    assert "未通过" in text
    assert "FAILED" in text
    assert thumbprint in text


ALTERED = [
    # (the attack, how, code)
    ("a failure made a pass", lambda c, _: c["statement"].update(passed=True), "certificate-invalid"),
    ("another client's name", lambda c, _: c["statement"].update(client="b 2"), "certificate-invalid"),
    ("one's own key put in", lambda c, other: c.update(key=other["key"]), "certificate-key"),
    ("signed by oneself", lambda c, other: c.update(other), "certificate-key"),
    ("a header that says less", lambda c, _: c.update(signature="e30.." + c["signature"].split("..")[1]),
     "certificate-invalid"),
    ("no signature", lambda c, _: c.update(signature=".."), "certificate-malformed"),
    ("a member added", lambda c, _: c["statement"].update(valid_for="ever"), "certificate-malformed"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "alter", "code"), ALTERED, ids=[row[0] for row in ALTERED])
def test_an_altered_certificate_is_refused(attack: str, alter: Any, code: str) -> None:
    private = Ed25519PrivateKey.generate()
    own = json.loads(msgspec.json.encode(certify(STATEMENT, Ed25519PrivateKey.generate())))
    certificate = json.loads(msgspec.json.encode(certify(STATEMENT, private)))
    alter(certificate, own)
    with pytest.raises(Refused) as refused:
        read_certificate(json.dumps(certificate).encode(), public_key(private).thumbprint())
    assert refused.value.code == code
