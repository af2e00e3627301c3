from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.full_receipt import FullReceipt
from ...models.problem import Problem
from ...models.receipt_lang_type_0 import ReceiptLangType0
from ...types import UNSET, Response, Unset


def _get_kwargs(
    source: str,
    id: str,
    *,
    lang: None | ReceiptLangType0 | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_lang: None | str | Unset
    if isinstance(lang, Unset):
        json_lang = UNSET
    elif isinstance(lang, ReceiptLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/events/{source}/{id}".format(
            source=quote(str(source), safe=""),
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FullReceipt | Problem | None:
    if response.status_code == 200:
        response_200 = FullReceipt.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
) -> Response[FullReceipt | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    source: str,
    id: str,
    *,
    client: AuthenticatedClient,
    lang: None | ReceiptLangType0 | Unset = UNSET,
) -> Response[FullReceipt | Problem]:
    """Receipt

     The receipt of an event, by its source and id, both percent-encoded, and what the act opened and
    closed.

    Args:
        source (str):
        id (str):
        lang (None | ReceiptLangType0 | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FullReceipt | Problem]
    """

    kwargs = _get_kwargs(
        source=source,
        id=id,
        lang=lang,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    source: str,
    id: str,
    *,
    client: AuthenticatedClient,
    lang: None | ReceiptLangType0 | Unset = UNSET,
) -> FullReceipt | Problem | None:
    """Receipt

     The receipt of an event, by its source and id, both percent-encoded, and what the act opened and
    closed.

    Args:
        source (str):
        id (str):
        lang (None | ReceiptLangType0 | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FullReceipt | Problem
    """

    return sync_detailed(
        source=source,
        id=id,
        client=client,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    source: str,
    id: str,
    *,
    client: AuthenticatedClient,
    lang: None | ReceiptLangType0 | Unset = UNSET,
) -> Response[FullReceipt | Problem]:
    """Receipt

     The receipt of an event, by its source and id, both percent-encoded, and what the act opened and
    closed.

    Args:
        source (str):
        id (str):
        lang (None | ReceiptLangType0 | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FullReceipt | Problem]
    """

    kwargs = _get_kwargs(
        source=source,
        id=id,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    source: str,
    id: str,
    *,
    client: AuthenticatedClient,
    lang: None | ReceiptLangType0 | Unset = UNSET,
) -> FullReceipt | Problem | None:
    """Receipt

     The receipt of an event, by its source and id, both percent-encoded, and what the act opened and
    closed.

    Args:
        source (str):
        id (str):
        lang (None | ReceiptLangType0 | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FullReceipt | Problem
    """

    return (
        await asyncio_detailed(
            source=source,
            id=id,
            client=client,
            lang=lang,
        )
    ).parsed
