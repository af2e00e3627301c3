"""quancheng token issue | list | revoke: who may call the API, and as which agency.

A token is shown once. The file keeps its hash only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

import typer

from app.cli.output import JsonFlag, note, write_json, write_line, write_table

group = typer.Typer(help="Bearer tokens of agencies, supervisors and auditors.", no_args_is_help=True)


@group.command("issue")
def issue(
    agency: Annotated[str, typer.Argument(help="As in `source`, e.g. urn:quancheng:cn-520102:police:01.")],
    role: Annotated[
        Literal["agency", "clerk", "supervisor", "auditor"],
        typer.Option(
            help="agency: posts and reads its cases; clerk: reads its agency's desk; supervisor: reads and triages its "
            "region; auditor: reads all."
        ),
    ] = "agency",
    days: Annotated[int | None, typer.Option(min=1, max=36_500, help="Valid for so many days.")] = None,
    label: Annotated[str, typer.Option("--note", help="For your list: who holds it.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Issue a token and print it. It cannot be shown again."""
    from app.settings import Settings, system_clock
    from app.tokens import TokenFile

    file = TokenFile(Settings().token_file)
    valid_for = None if days is None else timedelta(days=days)
    token = file.issue(agency, role, system_clock(), valid_for=valid_for, note=label)
    if as_json:
        write_json({"token": token, "agency": agency, "role": role, "file": str(file.path)})
        return
    write_line(token)
    note(f"Issued to {agency} as {role}. Keep it now: {file.path} holds its hash only.")


@group.command("list")
def list_tokens(as_json: JsonFlag = False) -> None:
    """All tokens by id, without their secrets."""
    from app.settings import Settings
    from app.tokens import TokenFile

    tokens = TokenFile(Settings().token_file).tokens().values()
    if as_json:
        write_json([
            {"token": t.token, "agency": t.agency, "role": t.role, "issued_at": t.issued_at,
             "expires_at": t.expires_at, "revoked_at": t.revoked_at, "note": t.note}
            for t in tokens
        ])  # fmt: skip
        return
    write_table(
        ("token", "role", "agency", "issued", "expires", "revoked", "note"),
        [
            (t.token, t.role, t.agency, _day(t.issued_at), _day(t.expires_at), _day(t.revoked_at), t.note)
            for t in tokens
        ],
    )


@group.command("revoke")
def revoke(token: Annotated[str, typer.Argument(help="The id of the token, from `token list`.")]) -> None:
    """Make a token worthless from now on."""
    from app.settings import Settings, system_clock
    from app.tokens import TokenFile

    TokenFile(Settings().token_file).revoke(token, system_clock())
    note(f"Token {token} is revoked.")


@group.command("rotate-key")
def rotate_key() -> None:
    """Let the embedded issuer sign access tokens with a new key; the last two stay published."""
    from app.issuers import signing_keys
    from app.settings import Settings

    write_line(signing_keys(Settings()).rotate())
    note("Access tokens are signed with this key from now on; a running server sees it by itself.")


def _day(moment: object) -> str:
    return "" if moment is None else str(moment)[:10]
