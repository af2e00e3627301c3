"""quancheng webhooks list | dead | replay | remove: what is sent to whom, what could not be, and then what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from app.cli.opening import DatabaseOption, opened
from app.cli.output import JsonFlag, note, write_json, write_table

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.composition import Platform
    from app.webhooks.desk import DeliveryRow
    from app.webhooks.subscriptions import Subscription

group = typer.Typer(help="Webhooks: subscriptions, dead letters, replay.", no_args_is_help=True)
AT_ONCE = 500


@group.command("list")
def list_subscriptions(database_url: DatabaseOption = None, as_json: JsonFlag = False) -> None:
    """All subscriptions, and how they fare."""
    with opened(database_url) as platform:
        found = _subscriptions(platform)
    if as_json:
        write_json(found)
        return
    write_table(
        ("id", "agency", "role", "state", "reason", "feed", "waiting", "dead", "url"),
        [
            (one.id, one.agency, one.role, one.state, one.pause_reason or "", str(one.number), str(one.waiting),
             str(one.dead), one.url)
            for one in found
        ],
    )  # fmt: skip


@group.command("dead")
def dead(
    subscription: Annotated[str | None, typer.Argument(help="Only of this one.")] = None,
    database_url: DatabaseOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Deliveries that were given up: whose they are, and why."""
    with opened(database_url) as platform:
        found = _dead(platform, subscription)
    if as_json:
        write_json(found)
        return
    write_table(
        ("webhook id", "subscription", "owner", "feed", "type", "tries", "reason", "status"),
        [
            (one.id, one.subscription, one.owner, str(one.number), one.type, str(one.attempts), one.outcome or "",
             "" if one.status is None else str(one.status))
            for one in found
        ],
    )  # fmt: skip


@group.command("replay")
def replay(
    subscription: Annotated[str, typer.Argument(help="Its id, from `webhooks list`.")],
    webhook_id: Annotated[list[str] | None, typer.Argument(help="Only these; without any, all dead ones.")] = None,
    database_url: DatabaseOption = None,
) -> None:
    """Send again, under the same ids. The worker sends; a paused subscription must be resumed by its owner first."""
    from app.webhooks import desk
    from domain.errors import NotFound

    with opened(database_url) as platform:
        if subscription not in {one.id for one in _subscriptions(platform)}:
            raise NotFound(f"There is no subscription {subscription!r}.", remedy="See `quancheng webhooks list`.")
        if webhook_id:
            queued = desk.replay(platform, desk.everybodys(), subscription, webhook_id)
        else:
            queued = desk.replay_dead(platform, [subscription])
    note(f"{queued} queued.")


@group.command("remove")
def remove(
    subscription: Annotated[str, typer.Argument(help="Its id, from `webhooks list`.")],
    database_url: DatabaseOption = None,
) -> None:
    """End a subscription whose owner cannot, with its keys and deliveries: a revoked token alone does not end it."""
    from app.webhooks import subscriptions
    from domain.permission import Principal, Role

    with opened(database_url) as platform:
        for one in _subscriptions(platform):
            if one.id == subscription:
                role = cast(Role, one.role)
                subscriptions.remove(platform, Principal("operator", one.agency, role), subscription)
                note(f"Removed; it was {one.agency}'s, up to number {one.number} of its feed.")
                return
        raise subscriptions.not_found(subscription)


def _subscriptions(platform: Platform) -> list[Subscription]:
    from app.webhooks import desk

    whose: ColumnElement[bool] = desk.everybodys()
    found: list[Subscription] = []
    cursor: str | None = None
    with platform.engine.connect() as connection:
        while True:
            page = desk.subscriptions(connection, whose, cursor, AT_ONCE)
            found += page.rows
            cursor = page.next
            if cursor is None:
                return found


def _dead(platform: Platform, subscription: str | None) -> list[DeliveryRow]:
    from app.webhooks import desk

    found: list[DeliveryRow] = []
    cursor: str | None = None
    with platform.engine.connect() as connection:
        while True:
            page = desk.deliveries(
                connection, desk.everybodys(), state="dead", subscription=subscription, cursor=cursor, limit=AT_ONCE
            )
            found += page.rows
            cursor = page.next
            if cursor is None:
                return found
