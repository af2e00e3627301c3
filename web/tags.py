"""Status words: always a word, never colour alone; the kind only picks the colour."""

from __future__ import annotations

import msgspec

from web.messages_catalog import Words


class Tag(msgspec.Struct, frozen=True):
    """kind: class of the style sheet; text: the word."""

    kind: str
    text: str


def severity(words: Words, severity_: str) -> Tag:
    return Tag(severity_, words.known(f"severity.{severity_}", severity_))


def status(words: Words, status_: str) -> Tag:
    return Tag(status_, words.known(f"status.{status_}", status_))


def level(words: Words, level_: str) -> Tag:
    return Tag(level_, words.known(f"level.{level_}", level_))


def finding_state(words: Words, state: str) -> Tag:
    return Tag(f"state-{state}", words.known(f"state.{state}", state))
