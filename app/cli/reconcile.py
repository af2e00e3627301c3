"""quancheng reconcile: compare what an agency sent, or holds from its feed, with what the platform has.

The agency's side: it needs its own acts and a token, and no database. The walk: app/reconciliation/walk.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.cli import exchange_client
from app.cli.exchange_client import Exchange, KeyOption, TokenFileOption, UrlOption, token_from
from app.cli.exit_codes import ExitCode
from app.cli.output import JsonFlag, note, progress_bar, write_json, write_line, write_table
from domain.differences import Side
from domain.errors import Refused

if TYPE_CHECKING:
    from app.reconciliation.own_acts import OwnActs
    from app.reconciliation.walk import ActsTold, NodeTold
    from app.signing.private_keys import PrivateKey

_DIFFERENCES_AT_ONCE = 500


def reconcile(
    events: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="Your acts (CloudEvents NDJSON), or items of your feed.")
    ],
    date: Annotated[str, typer.Option(help="Local day of the acts, YYYY-MM-DD.")],
    url: UrlOption,
    side: Annotated[Literal["sent", "held"], typer.Option(help="What you sent, or what your feed gave you.")] = "sent",
    token_file: TokenFileOption = None,
    key: KeyOption = None,
    propose: Annotated[Path | None, typer.Option(help="Write the repairs here, as CloudEvents ready to post.")] = None,
    post: Annotated[bool, typer.Option("--post", help="Post the repairs. Nothing is posted without it.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Publish the digest of a day, find the acts that differ, and propose what mends it."""
    from app.reconciliation.repairs import repairs
    from app.signing.private_keys import read_private_key

    signer = None if key is None else read_private_key(key)
    with exchange_client.open_client(url, token_from(token_file)) as client:
        exchange = Exchange(client)
        own = _own(exchange, events, side, date)
        published = _publish(exchange, own, date, side, signer)
        found: list[dict[str, Any]] = []
        if not published["same"]:
            found = _differences(exchange, own, date, side)
        proposed = list(repairs(found, own, signer)) if side == "sent" else []
        if propose is not None:
            _write(propose, proposed)
        outcomes = _post(exchange, proposed) if post else []
    result = {
        "agency": own.agency, "date": date, "side": side, "same": published["same"], "acts": own.tree.acts,
        "platform_acts": published["found_acts"], "differences": found, "proposed": len(proposed), "posted": outcomes,
        "requests": exchange.requests, "bytes": exchange.sent + exchange.received,
    }  # fmt: skip
    if as_json:
        write_json(result)
    else:
        _say(result, proposed)
    if not all(one["mended"] for one in found):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _own(exchange: Exchange, events: Path, side: Side, date: str) -> OwnActs:
    from app.reconciliation.own_acts import own_acts

    terms = exchange.call("GET", "/v1/digests/terms")
    with progress_bar(events.name, "bytes") as progress:
        return own_acts(events, terms, side, date, progress)


def _publish(exchange: Exchange, own: OwnActs, date: str, side: Side, signer: PrivateKey | None) -> dict[str, Any]:
    said: dict[str, object] = {
        "agency": own.agency, "date": date, "side": side, "acts": own.tree.acts, "root": own.tree.root
    }  # fmt: skip
    body = {"acts": said["acts"], "root": said["root"]}
    if signer is not None:
        body["signature"] = signer.signed(said)["signature"]
    answer: dict[str, Any] = exchange.call("PUT", f"/v1/digests/{date}", body, query={"side": side})
    return answer


class _Asked:
    """The platform's side of the walk, over HTTP."""

    def __init__(self, exchange: Exchange, date: str, side: Side) -> None:
        self._exchange, self._date, self._query = exchange, date, {"side": side}

    def nodes(self, prefixes: Sequence[str]) -> Sequence[NodeTold]:
        import msgspec

        from app.reconciliation.walk import NodeTold

        body = {"prefixes": prefixes}
        found = self._exchange.call("POST", f"/v1/digests/{self._date}/nodes", body, query=self._query)
        return msgspec.convert(found["nodes"], tuple[NodeTold, ...])

    def cases(self, cases: Sequence[str]) -> Sequence[ActsTold]:
        import msgspec

        from app.reconciliation.walk import ActsTold

        found = self._exchange.call("POST", f"/v1/digests/{self._date}/cases", {"cases": cases}, query=self._query)
        return msgspec.convert(found["cases"], tuple[ActsTold, ...])


def _differences(exchange: Exchange, own: OwnActs, date: str, side: Side) -> list[dict[str, Any]]:
    from app.reconciliation.walk import walk

    with progress_bar("comparing", "nodes") as progress:
        differing = walk(own.tree, _Asked(exchange, date, side), progress)
    told = [
        {"case": one.case, "source": one.source, "id": one.id, "digest": one.ours or own.elsewhere(one.source, one.id)}
        for one in differing
    ]
    found: list[dict[str, Any]] = []
    for start in range(0, len(told), _DIFFERENCES_AT_ONCE):
        body = {"date": date, "side": side, "differences": told[start : start + _DIFFERENCES_AT_ONCE]}
        found += exchange.call("POST", "/v1/reconciliations", body)["differences"]
    return found


def _post(exchange: Exchange, proposed: Sequence[dict[str, object]]) -> list[dict[str, Any]]:
    outcomes: list[dict[str, Any]] = []
    for event in proposed:
        try:
            answer = exchange.call("POST", "/v1/events", event)
            outcomes.append({"id": event["id"], "outcome": answer["results"][0]["outcome"]})
        except Refused as refusal:
            outcomes.append({"id": event["id"], "outcome": "refused", "code": refusal.code, "detail": refusal.detail})
    return outcomes


def _write(path: Path, proposed: Sequence[dict[str, object]]) -> None:
    import msgspec

    path.write_bytes(b"".join(_lines(msgspec.json.encode(event) for event in proposed)))


def _lines(encoded: Iterator[bytes]) -> Iterator[bytes]:
    return (line + b"\n" for line in encoded)


def _say(result: dict[str, Any], proposed: Sequence[dict[str, object]]) -> None:
    if result["same"]:
        write_line(f"{result['date']}: {result['acts']} acts, the same on both sides.")
        return
    write_table(
        ("cause", "case", "id", "source", "what to do"),
        [(d["cause"], d["case"], d["id"], d["source"], d["action"]) for d in result["differences"]],
    )
    note(
        f"{result['acts']} acts here, {result['platform_acts']} there; {len(result['differences'])} differ. "
        f"{result['requests']} requests, {result['bytes']} bytes. {len(proposed)} repairs proposed, "
        f"{len(result['posted'])} posted."
    )
    if result["posted"]:
        note("Keep the posted repairs with the acts that you sent: they are acts of today.")
    if any(d["cause"] == "unknown" and not d["mended"] and result["side"] == "sent" for d in result["differences"]):
        note("ALARM: the platform holds acts in your name that you say you never sent. Look at your keys and tokens.")
