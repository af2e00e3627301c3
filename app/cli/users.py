"""quancheng user add | password | list | disable: people who sign in to the console without an identity provider.

Not tokens (tokens.py). A password is typed or comes on standard input, never on the command line.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.output import JsonFlag, note, write_json, write_table

if TYPE_CHECKING:
    from app.users import UserFile

group = typer.Typer(help="People who sign in to the console with a password.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="Lower-case letters, digits, dots, dashes, underscores.")]
StdinFlag = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@group.command("add")
def add(
    name: NameArgument,
    agency: Annotated[str, typer.Option(help="For which agency, e.g. urn:quancheng:cn-520102:procuratorate:01.")],
    role: Annotated[
        Literal["agency", "clerk", "supervisor", "auditor"], typer.Option(help="In which role; see `token issue`.")
    ] = "clerk",
    full_name: Annotated[str, typer.Option(help="For your list.")] = "",
    password_stdin: StdinFlag = False,
) -> None:
    """Add a person, who then acts for the agency in the role."""
    from app.settings import system_clock

    _file().add(name, _password(password_stdin), agency, role, system_clock(), full_name=full_name)
    note(f"{name} may sign in for {agency} as {role}.")


@group.command("password")
def password(name: NameArgument, password_stdin: StdinFlag = False) -> None:
    """Give a person another password; sessions under the old one end."""
    from app.settings import system_clock

    _file().set_password(name, _password(password_stdin), system_clock())
    note(f"The password of {name} is changed.")


@group.command("list")
def list_users(as_json: JsonFlag = False) -> None:
    """All users, without their hashes."""
    users = _file().users().values()
    if as_json:
        write_json([
            {"name": u.name, "full_name": u.full_name, "agency": u.agency, "role": u.role, "changed_at": u.changed_at,
             "disabled_at": u.disabled_at}
            for u in users
        ])  # fmt: skip
        return
    write_table(
        ("name", "role", "agency", "changed", "disabled", "full name"),
        [(u.name, u.role, u.agency, str(u.changed_at)[:10], str(u.disabled_at or "")[:10], u.full_name) for u in users],
    )


@group.command("disable")
def disable(name: NameArgument) -> None:
    """Let a person sign in no more; sessions end at once."""
    from app.settings import system_clock

    _file().disable(name, system_clock())
    note(f"{name} is disabled.")


def _file() -> UserFile:
    from app.settings import Settings
    from app.users import FILE, UserFile

    return UserFile(Settings().token_file.with_name(FILE))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed
