"""Drives an agency's client through the steps, against a sandbox of its own in which the others have acted.

Not the steps (steps.py) and not the judging (checks.py). The client listens at a URL for instructions: one POST a step,
answered with any 2xx once it has done what is asked.
"""

from __future__ import annotations

import ssl
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import httpx
import msgspec
import uvicorn

from app.caller import Caller
from app.composition import Platform, open_platform
from app.conformance.certificate import Statement, StepResult
from app.conformance.checks import accepted, faults
from app.conformance.hand_overs import hand_over_steps
from app.conformance.observer import Observer, Seen, Trouble
from app.conformance.steps import Act, Place, Step, steps_for
from app.import_acts import import_acts
from app.post_acts import Rejected
from app.sandbox.folder import Client, Credentials, Mark, credentials_in, prepare, sandbox_settings
from app.serving import Site, configure_logs, listen
from domain.errors import QuanchengError
from domain.flow import NAMES_IN, RETURNED
from projections import case_view

API: Final = "v1"
_TROUBLES: Final[dict[str, Trouble]] = {"answer_lost": "answer_lost", "told_to_wait": "told_to_wait"}
_OF_ANOTHER: Final = ("feed", "acknowledge")
"""Steps whose act another agency does."""
Tell = Callable[[StepResult], None]


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """What is posted to the client: the step, where the platform is, and who the client is there.

    about  (source, id) of the earlier act that the step is about
    """

    step: Step
    platform: str
    agency: str
    client_id: str
    client_secret: str
    about: tuple[str, str] | None


def run(
    folder: Path, kind: str, url: str, *, client: str, host: str, port: int, patience: float, tell: Tell
) -> Statement:
    """Put the client at `url` through every step for agencies of this kind; tell each result as it comes.

    folder    empty, for the sandbox; patience: seconds that the client has for one step
    Raises NotFound for a kind without acts, QuanchengError where nobody answers at `url`.
    """
    mark = prepare(folder, 1)
    sock = listen(host, port)
    address = "http://{}:{}".format(*sock.getsockname()[:2])
    me = credentials_in(folder).client(kind)
    configure_logs("error")
    with open_platform(sandbox_settings(folder, address)) as platform:
        places, now = _places(platform, mark), platform.clock()
        others = {one.kind: one.agency for one in credentials_in(folder).clients}
        steps = (
            *steps_for(platform.pack, kind, places, now),
            *hand_over_steps(platform.pack, kind, places, now, others),
        )
        platform.start()
        observer = Observer(Site(platform))
        with _served(observer, sock, platform):
            results = tuple(_driven(steps, observer, Other(platform, credentials_in(folder)), me, url, patience, tell))
        pack = platform.pack
        return Statement(
            client=client, agency_kind=kind, product=f"quancheng {version('quancheng')}", api=API, pack=pack.id,
            pack_version=pack.version, pack_digest=pack.digest, steps=results,
            at=platform.clock().isoformat(timespec="seconds"), passed=all(result.passed for result in results),
        )  # fmt: skip


class Other:
    """The other agencies: posts what they do."""

    def __init__(self, platform: Platform, credentials: Credentials) -> None:
        self.platform = platform
        self._credentials = credentials

    def act(self, asked: Act) -> tuple[str, str]:
        """Source and id of the act, which is in the ledger then."""
        kinds = self.platform.pack.vocabulary.types[asked.type].emitters if asked.by is None else (asked.by,)
        source = next(one.agency for one in self._credentials.clients if one.kind in kinds)
        wall = datetime.fromisoformat(asked.happened).replace(tzinfo=self.platform.pack.zone_info)
        person = {} if asked.person is None else {self.platform.pack.vocabulary.person_field: asked.person}
        return self._post(source, asked.type, asked.case, wall, {**person, **asked.data})

    def give_back(self, sent: Act, name: tuple[str, str]) -> tuple[str, str]:
        """Source and id of the return of what the client handed over."""
        receiver = next(one.agency for one in self._credentials.clients if one.agency in sent.data.values())
        named = {NAMES_IN: {"source": name[0], "id": name[1]}}
        return self._post(receiver, RETURNED, sent.case, self.platform.clock(), named)

    def _post(self, source: str, type_: str, case: str, when: datetime, data: Mapping[str, object]) -> tuple[str, str]:
        event = {
            "specversion": "1.0", "id": str(uuid.uuid4()), "source": source, "type": type_, "subject": case,
            "time": when.isoformat(), "data": data,
        }  # fmt: skip
        for _, outcome in import_acts(self.platform, [event], lambda one: one, Caller(source, "conformance")):
            if isinstance(outcome, Rejected):
                raise QuanchengError(
                    f"The other agency's act was refused: {outcome.error.detail}",
                    remedy="This is a defect of the conformance test; please report it.",
                )
        self.platform.wake()
        return source, str(event["id"])


def _driven(
    steps: tuple[Step, ...], observer: Observer, other: Other, me: Client, url: str, patience: float, tell: Tell
) -> Iterator[StepResult]:
    earlier: dict[str, tuple[str, str]] = {}
    address = other.platform.settings.public_url
    for step in steps:
        if step.ask in _OF_ANOTHER and step.act is not None:
            earlier[step.id] = other.act(step.act)
        if step.ask == "returned" and step.act is not None and step.of in earlier:
            other.give_back(step.act, earlier[step.of])
        instruction = Instruction(
            step=step, platform=address, agency=me.agency, client_id=me.client_id, client_secret=me.client_secret,
            about=earlier.get(step.of or step.id),
        )  # fmt: skip
        observer.begin(_TROUBLES.get(step.ask))
        said = _instruct(url, instruction, patience)
        seen: tuple[Seen, ...] = observer.seen()
        found = faults(step, seen, me.agency, earlier) + ([] if said is None else [said])
        name = None if step.ask in _OF_ANOTHER else accepted(step, seen)
        if name is not None:
            earlier[step.id] = name
        result = StepResult(
            step=step.id, asked=step.say.en, asked_zh=step.say.zh, event_type=step.act.type if step.act else None,
            passed=not found, faults=tuple(found),
        )  # fmt: skip
        tell(result)
        yield result


def _instruct(url: str, instruction: Instruction, patience: float) -> str | None:
    """Tell the client what to do and wait until it is done; what went wrong with that, if anything did."""
    try:
        answer = httpx.post(
            url,
            content=msgspec.json.encode(instruction),
            headers={"Content-Type": "application/json"},
            timeout=httpx.Timeout(patience, connect=5),
            verify=_trusted(),
        )
    except httpx.ConnectError:
        raise QuanchengError(
            f"Nobody answers at {url}.", remedy="Start the client so that it takes instructions there, then this."
        ) from None
    except httpx.TransportError as error:
        return f"The client did not say that it was done: {type(error).__name__}."
    if not answer.is_success:
        return f"The client answered {answer.status_code} to the instruction: {answer.text[:300]}"
    return None


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: it takes longer than an instruction."""
    return httpx.create_ssl_context()


def _places(platform: Platform, mark: Mark) -> list[Place]:
    with platform.engine.connect() as connection:
        rows = [(waiting, case_view.case(connection, waiting.case)) for waiting in mark.cases]
    return [
        Place(waiting, next((str(one.person) for one in row.persons), None)) for waiting, row in rows if row is not None
    ]


@contextmanager
def _served(app: Observer, sock: object, platform: Platform) -> Iterator[None]:
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, name="sandbox", daemon=True)
    thread.start()
    try:
        yield
    finally:
        platform.feed_watch.stop()
        server.should_exit = True
        thread.join()
