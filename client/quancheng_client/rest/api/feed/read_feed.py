from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.feed_page import FeedPage
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    wait: int | Unset = 0,
    if_none_match: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["if-none-match"] = if_none_match

    if not isinstance(prefer, Unset):
        headers["prefer"] = prefer

    if not isinstance(last_event_id, Unset):
        headers["last-event-id"] = last_event_id

    params: dict[str, Any] = {}

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params["limit"] = limit

    params["wait"] = wait

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/feed",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | FeedPage | Problem | None:
    if response.status_code == 200:
        response_200 = FeedPage.from_dict(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 410:
        response_410 = Problem.from_dict(response.json())

        return response_410

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | FeedPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    wait: int | Unset = 0,
    if_none_match: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Response[Any | FeedPage | Problem]:
    """Read Feed

     Every act of the cases that the caller sees, in an order that never changes.

    An act stands at its place in the ledger; where the caller comes to see a case later (it was handed
    over, or was
    the case of an agency that it succeeds), the acts of before stand where that happened. Follow `next`
    for ever:
    nothing is left out and nothing comes twice. Any cursor may be used again. A full page never changes
    and may be
    kept, unless it holds acts that the law closes: these are `withheld`, and may be opened. A feed
    begins when it is
    first asked for and may be empty for some seconds then. Auditors read the whole ledger, findings
    included.

    Args:
        after (None | str | Unset): Cursor to go on after; none: from the beginning
        limit (int | Unset): Most items in one page Default: 100.
        wait (int | Unset): Seconds to wait for something new; cut to what the platform grants
            Default: 0.
        if_none_match (None | str | Unset): Tags of pages you hold
        prefer (None | str | Unset): `wait=SECONDS`, as the parameter (RFC 7240)
        last_event_id (None | str | Unset): A stream goes on after this `id`

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | FeedPage | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        limit=limit,
        wait=wait,
        if_none_match=if_none_match,
        prefer=prefer,
        last_event_id=last_event_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    wait: int | Unset = 0,
    if_none_match: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Any | FeedPage | Problem | None:
    """Read Feed

     Every act of the cases that the caller sees, in an order that never changes.

    An act stands at its place in the ledger; where the caller comes to see a case later (it was handed
    over, or was
    the case of an agency that it succeeds), the acts of before stand where that happened. Follow `next`
    for ever:
    nothing is left out and nothing comes twice. Any cursor may be used again. A full page never changes
    and may be
    kept, unless it holds acts that the law closes: these are `withheld`, and may be opened. A feed
    begins when it is
    first asked for and may be empty for some seconds then. Auditors read the whole ledger, findings
    included.

    Args:
        after (None | str | Unset): Cursor to go on after; none: from the beginning
        limit (int | Unset): Most items in one page Default: 100.
        wait (int | Unset): Seconds to wait for something new; cut to what the platform grants
            Default: 0.
        if_none_match (None | str | Unset): Tags of pages you hold
        prefer (None | str | Unset): `wait=SECONDS`, as the parameter (RFC 7240)
        last_event_id (None | str | Unset): A stream goes on after this `id`

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | FeedPage | Problem
    """

    return sync_detailed(
        client=client,
        after=after,
        limit=limit,
        wait=wait,
        if_none_match=if_none_match,
        prefer=prefer,
        last_event_id=last_event_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    wait: int | Unset = 0,
    if_none_match: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Response[Any | FeedPage | Problem]:
    """Read Feed

     Every act of the cases that the caller sees, in an order that never changes.

    An act stands at its place in the ledger; where the caller comes to see a case later (it was handed
    over, or was
    the case of an agency that it succeeds), the acts of before stand where that happened. Follow `next`
    for ever:
    nothing is left out and nothing comes twice. Any cursor may be used again. A full page never changes
    and may be
    kept, unless it holds acts that the law closes: these are `withheld`, and may be opened. A feed
    begins when it is
    first asked for and may be empty for some seconds then. Auditors read the whole ledger, findings
    included.

    Args:
        after (None | str | Unset): Cursor to go on after; none: from the beginning
        limit (int | Unset): Most items in one page Default: 100.
        wait (int | Unset): Seconds to wait for something new; cut to what the platform grants
            Default: 0.
        if_none_match (None | str | Unset): Tags of pages you hold
        prefer (None | str | Unset): `wait=SECONDS`, as the parameter (RFC 7240)
        last_event_id (None | str | Unset): A stream goes on after this `id`

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | FeedPage | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        limit=limit,
        wait=wait,
        if_none_match=if_none_match,
        prefer=prefer,
        last_event_id=last_event_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
    wait: int | Unset = 0,
    if_none_match: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Any | FeedPage | Problem | None:
    """Read Feed

     Every act of the cases that the caller sees, in an order that never changes.

    An act stands at its place in the ledger; where the caller comes to see a case later (it was handed
    over, or was
    the case of an agency that it succeeds), the acts of before stand where that happened. Follow `next`
    for ever:
    nothing is left out and nothing comes twice. Any cursor may be used again. A full page never changes
    and may be
    kept, unless it holds acts that the law closes: these are `withheld`, and may be opened. A feed
    begins when it is
    first asked for and may be empty for some seconds then. Auditors read the whole ledger, findings
    included.

    Args:
        after (None | str | Unset): Cursor to go on after; none: from the beginning
        limit (int | Unset): Most items in one page Default: 100.
        wait (int | Unset): Seconds to wait for something new; cut to what the platform grants
            Default: 0.
        if_none_match (None | str | Unset): Tags of pages you hold
        prefer (None | str | Unset): `wait=SECONDS`, as the parameter (RFC 7240)
        last_event_id (None | str | Unset): A stream goes on after this `id`

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | FeedPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
            limit=limit,
            wait=wait,
            if_none_match=if_none_match,
            prefer=prefer,
            last_event_id=last_event_id,
        )
    ).parsed
