"""The client: what is generated is current, the types hold, and it works against a running server."""

from __future__ import annotations

import filecmp
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integrators.conftest import CLIENT, ROOT, RunningSandbox
from tests.integrators.generate_client import generate

from quancheng_client import Exchange, NoAnswer, Patience, Problem  # isort: skip
from quancheng_client.retry import send  # isort: skip
from quancheng_client.rest.api.cases import case_duties  # isort: skip
from quancheng_client.rest.models import DutyList, Problem as TypedProblem  # isort: skip

pytestmark = pytest.mark.xdist_group("integrators")
GENERATED = CLIENT / "quancheng_client" / "rest"


def files_of(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in (".py", ".typed"))


def test_what_is_generated_is_what_the_api_says_now(tmp_path: Path) -> None:
    generate(tmp_path / "rest")
    names = files_of(GENERATED)
    assert files_of(tmp_path / "rest") == names, "run `make client`"
    _, differing, missing = filecmp.cmpfiles(GENERATED, tmp_path / "rest", names, shallow=False)
    assert (differing, missing) == ([], []), "run `make client`"


def test_the_client_and_its_use_are_strictly_typed(tmp_path: Path) -> None:
    use = tmp_path / "use.py"
    use.write_text(
        "from quancheng_client import Exchange\n"
        "from quancheng_client.rest.api.duties import duties\n"
        "def first(exchange: Exchange) -> str:\n"
        '    taken: int = exchange.post({"id": "1"}).accepted\n'
        "    page = duties.sync(client=exchange.rest(), limit=taken)\n"
        "    reveal_type(page)\n"
        "    return exchange.receipt('urn:a', '1').href\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", tmp_path / "cache"]
    checked = subprocess.run(
        [*command, use, CLIENT / "quancheng_client" / "reference_agency.py"],
        cwd=tmp_path, env=os.environ | {"MYPYPATH": str(CLIENT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    assert "duty_page.DutyPage | " in checked.stdout


def test_the_client_knows_nothing_of_the_server() -> None:
    for path in (CLIENT / "quancheng_client").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("from ", "import ")):
                module = line.split()[1].split(".")[0]
                assert not (ROOT / module / "__init__.py").exists(), (path.name, line)


def act(client: dict[str, str], id_: str, **changes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": id_, "source": client["agency"], "type": "CaseFiled", "subject": "client-case",
        "time": "2026-11-02T09:00:00+08:00", "data": {"person": "p1"},
    } | changes  # fmt: skip


def test_against_a_running_server(running: RunningSandbox) -> None:
    police = running.client("police")
    with Exchange(running.address, police["client_id"], police["client_secret"]) as exchange:
        assert exchange.post(act(police, "a/1?")).accepted == 1
        assert exchange.post(act(police, "a/1?")).duplicate == 1
        receipt = exchange.receipt(police["agency"], "a/1?", wait=30)
        assert receipt.duties is not None
        batch = exchange.post_batch([act(police, "b1"), act(police, "b2", type="Unheard")])
        assert (batch.accepted, batch.refused) == (1, 1)
        with pytest.raises(Problem) as refused:
            exchange.post(act(police, "c1", type="CaseFild"))
        assert (refused.value.code, refused.value.pointer) == ("unknown-event-type", "/type")
        assert "CaseFiled" in refused.value.remedy
        page = case_duties.sync("SANDBOX-C1-01", client=exchange.rest())
        assert isinstance(page, DutyList)
        assert page.case == "SANDBOX-C1-01"
        assert isinstance(case_duties.sync("nobody's", client=exchange.rest()), TypedProblem)
    with Exchange(running.address, police["client_id"], "wrong") as stranger, pytest.raises(Problem) as unknown:
        stranger.post(act(police, "d1"))
    assert unknown.value.code == "invalid_client"


class Line:
    """A platform that answers as told, one answer a request; an exception is a broken line."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    def send(self, **patience: Any) -> httpx.Response:
        client = httpx.Client(transport=httpx.MockTransport(self._answer), base_url="http://platform.test")
        with client:
            return send(
                client,
                lambda: client.build_request("POST", "/v1/events", content=b"{}", headers={"Idempotency-Key": '"k"'}),
                Patience(sleep=self.waits.append, **patience),
            )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_it_repeats_the_same_request_until_there_is_an_answer_and_waits_as_long_as_it_is_told() -> None:
    in_use = httpx.Response(409, json={"code": "idempotency-key-in-use"})
    told = httpx.Response(429, headers={"Retry-After": "7"})
    line = Line(httpx.ConnectError("down"), httpx.Response(503), in_use, told, httpx.Response(202))
    assert line.send().status_code == 202
    assert {(one.content, one.headers["Idempotency-Key"]) for one in line.requests} == {(b"{}", '"k"')}
    assert len(line.waits) == 4
    assert line.waits[3] >= 7
    assert all(0 < wait <= 4 for wait in line.waits[:3])


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422])
def test_it_does_not_repeat_what_is_refused(status: int) -> None:
    line = Line(httpx.Response(status, json={"code": "id-reused"}))
    assert line.send().status_code == status


def test_its_patience_ends() -> None:
    line = Line(*[httpx.Response(503) for _ in range(3)])
    with pytest.raises(NoAnswer):
        line.send(attempts=3)
    with pytest.raises(NoAnswer):
        Line(httpx.Response(429, headers={"Retry-After": "3600"})).send(seconds=60)
