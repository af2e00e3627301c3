"""quancheng key add | list | revoke: public keys with which agencies sign requests and acts.

Not the rules of keys (app/signing/agency_keys.py). Needs the database, and no pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import DatabaseOption, settings_for
from app.cli.output import JsonFlag, note, write_json, write_line, write_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.signing.agency_keys import AgencyKey

group = typer.Typer(help="Public keys of agencies, for signed requests and signed acts.", no_args_is_help=True)
AgencyArgument = Annotated[str, typer.Argument(help="As in `source`, e.g. urn:quancheng:cn-520102:police:01.")]


@group.command("add")
def add(
    agency: AgencyArgument,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A public key as JWK.")],
    kid: Annotated[str | None, typer.Option(help="Default: kid of the JWK, else its RFC 7638 thumbprint.")] = None,
    valid_from: Annotated[
        str | None, typer.Option("--from", help="Valid from this instant, or date (UTC). Default: now.")
    ] = None,
    valid_to: Annotated[
        str | None, typer.Option("--to", help="Not valid from this instant, or date (UTC), on. Default: open.")
    ] = None,
    label: Annotated[str, typer.Option("--note", help="For your list: where it is used.")] = "",
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Register a public key and print its id. The agency names it in keyid, or in kid of a signed act."""
    from app.signing import agency_keys
    from app.signing.jwk import read_jwk

    jwk = read_jwk(file.read_bytes())
    with _database(database_url) as connection:
        key = agency_keys.add(
            connection, agency, jwk, _now(), kid=kid, valid_from=_micros(valid_from), valid_to=_micros(valid_to),
            note=label,
        )  # fmt: skip
    if as_json:
        write_json(_shown(key))
        return
    write_line(key.kid)
    note(f"{key.suite} key of {agency}, thumbprint {jwk.thumbprint()}. Have the agency confirm the thumbprint.")


@group.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="New file for the private key (JWK). It stays with you.")],
    suite: Annotated[str, typer.Option(help="Ed25519, ES256 or SM2-SM3.")] = "Ed25519",
    kid: Annotated[str | None, typer.Option(help="Id of the key; default: its RFC 7638 thumbprint.")] = None,
) -> None:
    """Make a private key for an agency and print the public part, which the operator registers."""
    from app.signing.private_keys import make_private_key, write_private_key

    made = make_private_key(suite, kid)
    write_private_key(file, made)
    write_line(made.public().text())
    note(f"The private key is in {file}. Give the line above to the operator: quancheng key add AGENCY FILE.")


@group.command("list")
def list_keys(
    agency: Annotated[str | None, typer.Option(help="Only the keys of this agency.")] = None,
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """All keys, revoked and expired ones too."""
    from app.signing import agency_keys

    with _database(database_url) as connection:
        keys = agency_keys.listed(connection, agency)
    if as_json:
        write_json([_shown(key) for key in keys])
        return
    write_table(
        ("key", "suite", "agency", "from", "to", "revoked", "thumbprint", "note"),
        [
            (k.kid, k.suite, k.agency, _text(k.valid_from), _text(k.valid_to), _text(k.revoked_at),
             k.jwk.thumbprint(), k.note)
            for k in keys
        ],
    )  # fmt: skip


@group.command("revoke")
def revoke(
    agency: AgencyArgument,
    kid: Annotated[str, typer.Argument(help="The id of the key, from `key list`.")],
    database_url: DatabaseOption = None,
) -> None:
    """Let a key verify nothing new from now on. Acts taken before keep their signature."""
    from app.signing import agency_keys

    with _database(database_url) as connection:
        agency_keys.revoke(connection, agency, kid, _now())
    note(f"Key {kid} of {agency} is revoked.")


@contextmanager
def _database(database_url: str | None) -> Iterator[Connection]:
    from ledger.engines import open_engine, writing
    from ledger.migrate import require_current

    engine = open_engine(settings_for(database_url).database_url)
    try:
        require_current(engine)
        with writing(engine).begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _now() -> int:
    from app.settings import system_clock
    from domain.occurred import to_micros

    return to_micros(system_clock())


def _micros(stated: str | None) -> int | None:
    from domain.occurred import to_micros

    if stated is None:
        return None
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        raise typer.BadParameter(f"{stated!r} is no date and no instant, e.g. 2026-12-01T00:00:00+08:00.") from None
    return to_micros(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def _text(micros: int | None) -> str:
    return "" if micros is None else datetime.fromtimestamp(micros / 1_000_000, UTC).isoformat(timespec="seconds")


def _shown(key: AgencyKey) -> dict[str, object]:
    return {
        "agency": key.agency, "kid": key.kid, "suite": key.suite, "thumbprint": key.jwk.thumbprint(),
        "valid_from": _text(key.valid_from), "valid_to": _text(key.valid_to) or None,
        "revoked_at": _text(key.revoked_at) or None, "note": key.note, "jwk": key.jwk,
    }  # fmt: skip
