"""The errors this system raises on purpose: one root, a handful of children with fields.

Not here: HTTP status codes and problem types (api/problems.py maps them, one table).
"""

from __future__ import annotations


class QuanchengError(Exception):
    """Root of all errors raised on purpose. `detail` says what and where, `remedy` what to do next."""

    def __init__(self, detail: str, *, remedy: str = "") -> None:
        super().__init__(f"{detail} {remedy}".strip())
        self.detail = detail
        self.remedy = remedy


class Refused(QuanchengError):
    """A statement that cannot be taken in. Nothing of it is stored.

    code     stable machine name, kebab-case, e.g. "unknown-event-type"
    pointer  RFC 6901 JSON Pointer to the fault in the posted event, e.g. "/data/person"
    nearest  nearest known names, best first, where a name was not known
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        pointer: str = "",
        remedy: str = "",
        nearest: tuple[str, ...] = (),
    ) -> None:
        super().__init__(detail, remedy=remedy)
        self.code = code
        self.pointer = pointer
        self.nearest = nearest


class NotFound(QuanchengError):
    """Nothing of that kind is known under that name, or the reader may not see it."""


class Forbidden(QuanchengError):
    """The caller is known and may not do this."""


class Conflict(QuanchengError):
    """The state moved on since the caller looked; `code` tells which conflict."""

    def __init__(self, code: str, detail: str, *, remedy: str = "") -> None:
        super().__init__(detail, remedy=remedy)
        self.code = code


class Overloaded(QuanchengError):
    """Nothing is wrong with the request, but enough is under way already; `code` tells what of."""

    def __init__(self, code: str, detail: str, *, remedy: str = "") -> None:
        super().__init__(detail, remedy=remedy)
        self.code = code


class StaleVersion(Conflict):
    """Something is at another version than the caller said: `expected` is the caller's word, `found` the truth."""

    def __init__(self, detail: str, *, expected: int, found: int, remedy: str = "", pointer: str = "") -> None:
        super().__init__("stale-version", detail, remedy=remedy)
        self.expected = expected
        self.found = found
        self.pointer = pointer


class PackFault(QuanchengError):
    """A fault in a pack file: file, line (1-based), path inside the document, and the remedy."""

    def __init__(self, file: str, line: int, path: str, detail: str, *, remedy: str) -> None:
        super().__init__(f"{file}:{line}: {path}: {detail}", remedy=remedy)
        self.file = file
        self.line = line
        self.path = path
        self.fault = detail


class SignatureFault(Refused):
    """A request or an act that is not proven to come from whom it names. Nothing of it is stored.

    component  the message component (RFC 9421) or header member (RFC 7515) at fault, where one is
    """

    def __init__(self, code: str, detail: str, *, component: str = "", pointer: str = "", remedy: str = "") -> None:
        super().__init__(code, detail, pointer=pointer, remedy=remedy)
        self.component = component


class SuiteFault(QuanchengError):
    """A signature suite gives a wrong answer in its self-test: what it would call genuine may be forged."""

    def __init__(self, suite: str) -> None:
        super().__init__(
            f"The signature suite {suite} fails its known-answer test.",
            remedy="Do not serve with it: install its library anew, or the version of requirements.lock.",
        )
        self.suite = suite


class SandboxFault(QuanchengError):
    """A sandbox and a real database would be mixed. Nothing of either was changed."""


class LedgerFault(QuanchengError):
    """The ledger refuses to go on: wrong schema revision, second sequencer, broken chain.

    position  first bad position, where one is known
    """

    def __init__(self, detail: str, *, remedy: str = "", position: int | None = None) -> None:
        super().__init__(detail, remedy=remedy)
        self.position = position
