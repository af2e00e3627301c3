from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.exchange_page import ExchangePage
from ...models.problem import Problem
from ...models.unacknowledged_lang_type_0 import UnacknowledgedLangType0
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    receiver: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: None | UnacknowledgedLangType0 | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_receiver: None | str | Unset
    if isinstance(receiver, Unset):
        json_receiver = UNSET
    else:
        json_receiver = receiver
    params["receiver"] = json_receiver

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["limit"] = limit

    json_lang: None | str | Unset
    if isinstance(lang, Unset):
        json_lang = UNSET
    elif isinstance(lang, UnacknowledgedLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/exchanges/unacknowledged",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ExchangePage | Problem | None:
    if response.status_code == 200:
        response_200 = ExchangePage.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

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
) -> Response[ExchangePage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    receiver: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: None | UnacknowledgedLangType0 | Unset = UNSET,
) -> Response[ExchangePage | Problem]:
    """Unacknowledged

     Sent, and not acknowledged within the time agreed: the longest waiting first.

    Args:
        receiver (None | str | Unset): URN of the receiver
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (None | UnacknowledgedLangType0 | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExchangePage | Problem]
    """

    kwargs = _get_kwargs(
        receiver=receiver,
        cursor=cursor,
        limit=limit,
        lang=lang,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    receiver: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: None | UnacknowledgedLangType0 | Unset = UNSET,
) -> ExchangePage | Problem | None:
    """Unacknowledged

     Sent, and not acknowledged within the time agreed: the longest waiting first.

    Args:
        receiver (None | str | Unset): URN of the receiver
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (None | UnacknowledgedLangType0 | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExchangePage | Problem
    """

    return sync_detailed(
        client=client,
        receiver=receiver,
        cursor=cursor,
        limit=limit,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    receiver: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: None | UnacknowledgedLangType0 | Unset = UNSET,
) -> Response[ExchangePage | Problem]:
    """Unacknowledged

     Sent, and not acknowledged within the time agreed: the longest waiting first.

    Args:
        receiver (None | str | Unset): URN of the receiver
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (None | UnacknowledgedLangType0 | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExchangePage | Problem]
    """

    kwargs = _get_kwargs(
        receiver=receiver,
        cursor=cursor,
        limit=limit,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    receiver: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: None | UnacknowledgedLangType0 | Unset = UNSET,
) -> ExchangePage | Problem | None:
    """Unacknowledged

     Sent, and not acknowledged within the time agreed: the longest waiting first.

    Args:
        receiver (None | str | Unset): URN of the receiver
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (None | UnacknowledgedLangType0 | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExchangePage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            receiver=receiver,
            cursor=cursor,
            limit=limit,
            lang=lang,
        )
    ).parsed
