"""Which of the two languages a caller reads: `?lang=` first, else Accept-Language, else Chinese.

Not the texts themselves. Called by problems and by everything that renders a sentence.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from fastapi import Depends, Query
from starlette.requests import Request

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[str, ...]] = get_args(Language)


async def asked_language(
    request: Request,
    lang: Annotated[Language | None, Query(description="Language of sentences; goes before Accept-Language")] = None,
) -> Language:
    """The language of a route that takes `?lang=`."""
    return lang or preferred(request.headers.get("accept-language", ""))


Spoken = Annotated[Language, Depends(asked_language)]


def language_of(request: Request) -> Language:
    """An unknown `lang` falls back to the header: a problem about it still has to be worded somehow."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return "en" if asked == "en" else "zh"
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> Language:
    """RFC 9110 §12.5.4, for two languages: the higher q wins, the first named on a tie."""
    best: tuple[float, Language] = (0.0, "zh")
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        weight = quality(parameters)
        if primary in LANGUAGES and weight > best[0]:
            best = (weight, "en" if primary == "en" else "zh")
    return best[1]


def quality(parameters: str) -> float:
    """The q of one item of an Accept header, from 0 to 1."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
