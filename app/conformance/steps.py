"""What an agency's client is asked to do, step by step: made from the pack and the cases of a sandbox. Pure.

Not the driving (run.py) and not the judging (checks.py). Event types and stages come from the pack; nothing is listed
here by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from app.sandbox.folder import WaitingCase
from domain.errors import NotFound
from domain.payload_types import Label
from domain.vocabulary import EventType
from supervision_rules.pack import Pack

Ask = Literal[
    "token", "post", "answer_lost", "told_to_wait", "refused", "correct", "receipt", "feed", "acknowledge", "returned"
]
TYPES: Final = 3
"""Event types that the client is to post, beside those of the other steps."""
WALL: Final = "%Y-%m-%d %H:%M"

SAY: Final[dict[Ask, Label]] = {
    "token": Label("取得访问令牌（客户端凭据方式）", "Get an access token by client credentials"),
    "post": Label("提交该行为", "Post this act"),
    "answer_lost": Label(
        "提交该行为；第一次的应答会丢失，请原样重发", "Post this act; the first answer is lost: send it again as it was"
    ),
    "told_to_wait": Label(
        "提交该行为；如被要求稍候（429），请等够 Retry-After 再发",
        "Post this act; told to wait (429), wait as long as Retry-After says and send it again",
    ),
    "refused": Label(
        "提交该行为，时间误写为 happened；被拒绝后改为 mended 再提交",
        "Post this act with the mistaken time `happened`; when it is refused, post it with the time `mended`",
    ),
    "correct": Label(
        "先前提交的行为时间有误：提交更正事件，时间改为 mended",
        "The time of an act posted before was wrong: post a correction to the time `mended`",
    ),
    "feed": Label(
        "另一机关刚提交了一个行为：从头读取本机关的事件流，直到读到它",
        "Another agency has just posted an act: read your feed from its beginning until you find it",
    ),
    "acknowledge": Label(
        "另一机关刚向本机关移送（about）：签收", "Another agency has just handed over to you (`about`): acknowledge it"
    ),
    "returned": Label(
        "先前的移送（about）被退回：从事件流中读到退回后，以新的编号重新移送",
        "What you handed over (`about`) comes back: find the return in your feed, then send again under a new id",
    ),
    "receipt": Label(
        "查询先前行为的回执，直到显示其产生的职责", "Read the receipt of an act until it tells its duties"
    ),
}


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act to post. happened, mended: wall clock in `zone`; the client states the instant with its offset.

    data  what to state beside the person; by: kind of the other agency that does it, where the pack leaves a choice
    """

    type: str
    case: str
    person: str | None
    happened: str
    zone: str
    mended: str | None = None
    data: dict[str, str] = {}
    by: str | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """of: the earlier step whose act this one is about. act: to be posted by the client, or of another agency for the
    client to find in its feed or to acknowledge, by an act of one of the types in `acknowledges`."""

    id: str
    ask: Ask
    say: Label
    act: Act | None = None
    of: str | None = None
    acknowledges: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """A case to act on, and a person in it."""

    waiting: WaitingCase
    person: str | None


def steps_for(pack: Pack, kind: str, places: Sequence[Place], now: datetime) -> tuple[Step, ...]:
    """The steps for an agency of this kind, in order. now: aware.

    Raises NotFound where the pack knows no act of such a kind that fits one of the cases.
    """
    acts = list(_acts(pack, kind, places, now))
    if not acts:
        kinds = sorted({emitter for one in pack.vocabulary for emitter in one.emitters})
        raise NotFound(f"The pack has no acts for {kind[:40]!r}.", remedy=f"Name one of: {', '.join(kinds)}.")
    posted = [
        Step(id=f"post-{number}", ask="post", say=SAY["post"], act=act) for number, act in enumerate(acts[:TYPES], 1)
    ]
    later = (now + timedelta(days=2)).astimezone(pack.zone_info).strftime(WALL)
    first = acts[0]

    def again(minutes: int) -> str:
        wall = datetime.strptime(first.happened, WALL)  # noqa: DTZ007 - a wall clock, as the act states it
        return (wall + timedelta(minutes=minutes)).strftime(WALL)

    def like_first(minutes: int, **changes: Any) -> Act:
        return msgspec.structs.replace(first, **({"happened": again(minutes)} | changes))

    return (
        Step(id="token", ask="token", say=SAY["token"]),
        *posted,
        Step(id="answer-lost", ask="answer_lost", say=SAY["answer_lost"], act=like_first(11)),
        Step(id="told-to-wait", ask="told_to_wait", say=SAY["told_to_wait"], act=like_first(12)),
        Step(id="refused", ask="refused", say=SAY["refused"], act=like_first(0, happened=later, mended=again(13))),
        Step(id="correct", ask="correct", say=SAY["correct"], act=like_first(0, mended=again(14)), of="post-1"),
        Step(id="receipt", ask="receipt", say=SAY["receipt"], of="post-1"),
        Step(id="feed", ask="feed", say=SAY["feed"], act=_of_another(pack, kind, like_first(15))),
    )


def _of_another(pack: Pack, kind: str, like: Act) -> Act:
    """An act in the same case that another kind of agency does."""
    others = [one for one in pack.vocabulary if one.emitters and kind not in one.emitters]
    plain = [one for one in others if not any(spec.required for spec in one.fields.values())]
    chosen = next((one for one in plain if one.core), plain[0])
    return msgspec.structs.replace(like, type=chosen.name)


def _acts(pack: Pack, kind: str, places: Sequence[Place], now: datetime) -> Iterator[Act]:
    """Acts of this kind of agency: first those that move a waiting case on, then other usual ones."""
    used: set[str] = set()
    candidates = [*_moves(pack, kind, places), *_usual(pack, kind, places)]
    for event_type, place in candidates:
        if event_type.name in used or any(spec.required for spec in event_type.fields.values()):
            continue
        used.add(event_type.name)
        happened = now - timedelta(days=1) + timedelta(minutes=20 * len(used))
        yield Act(
            type=event_type.name,
            case=place.waiting.case,
            person=place.person,
            happened=happened.astimezone(pack.zone_info).strftime(WALL),
            zone=pack.zone,
        )


def _moves(pack: Pack, kind: str, places: Sequence[Place]) -> Iterator[tuple[EventType, Place]]:
    if pack.lifecycle is None:
        return
    for move in pack.lifecycle.definition.stage.moves:
        event_type = pack.vocabulary.types.get(move.event)
        if event_type is None or event_type.emitters[:1] != (kind,) or move.when:
            continue
        for place in places:
            if place.waiting.stage in move.from_:
                yield event_type, place
                break


def _usual(pack: Pack, kind: str, places: Sequence[Place]) -> Iterator[tuple[EventType, Place]]:
    """Those that this kind usually does before those that it may do too, core ones before others."""
    mine = [place for place in places if kind in place.waiting.kinds] or list(places)
    able = [one for one in pack.vocabulary if kind in one.emitters]
    for event_type in sorted(able, key=lambda one: (one.emitters[0] != kind, not one.core)):
        if mine:
            yield event_type, mine[0]
