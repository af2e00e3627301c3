from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.act_page import ActPage
from ...models.case_timeline_lang_type_0 import CaseTimelineLangType0
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    case: str,
    *,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    newest_first: bool | Unset = False,
    lang: CaseTimelineLangType0 | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["limit"] = limit

    params["newest_first"] = newest_first

    json_lang: None | str | Unset
    if isinstance(lang, Unset):
        json_lang = UNSET
    elif isinstance(lang, CaseTimelineLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/cases/{case}/timeline".format(
            case=quote(str(case), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ActPage | Problem | None:
    if response.status_code == 200:
        response_200 = ActPage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ActPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    case: str,
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    newest_first: bool | Unset = False,
    lang: CaseTimelineLangType0 | None | Unset = UNSET,
) -> Response[ActPage | Problem]:
    """Case Timeline

     Every act posted on the case, in the order in which they happened, retracted ones included and
    marked.

    An act appears here as soon as it is numbered and read, usually well within a second of its receipt.

    Args:
        case (str): Case id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        newest_first (bool | Unset): The other way round Default: False.
        lang (CaseTimelineLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActPage | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
        cursor=cursor,
        limit=limit,
        newest_first=newest_first,
        lang=lang,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    case: str,
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    newest_first: bool | Unset = False,
    lang: CaseTimelineLangType0 | None | Unset = UNSET,
) -> ActPage | Problem | None:
    """Case Timeline

     Every act posted on the case, in the order in which they happened, retracted ones included and
    marked.

    An act appears here as soon as it is numbered and read, usually well within a second of its receipt.

    Args:
        case (str): Case id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        newest_first (bool | Unset): The other way round Default: False.
        lang (CaseTimelineLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActPage | Problem
    """

    return sync_detailed(
        case=case,
        client=client,
        cursor=cursor,
        limit=limit,
        newest_first=newest_first,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    case: str,
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    newest_first: bool | Unset = False,
    lang: CaseTimelineLangType0 | None | Unset = UNSET,
) -> Response[ActPage | Problem]:
    """Case Timeline

     Every act posted on the case, in the order in which they happened, retracted ones included and
    marked.

    An act appears here as soon as it is numbered and read, usually well within a second of its receipt.

    Args:
        case (str): Case id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        newest_first (bool | Unset): The other way round Default: False.
        lang (CaseTimelineLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActPage | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
        cursor=cursor,
        limit=limit,
        newest_first=newest_first,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    case: str,
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    newest_first: bool | Unset = False,
    lang: CaseTimelineLangType0 | None | Unset = UNSET,
) -> ActPage | Problem | None:
    """Case Timeline

     Every act posted on the case, in the order in which they happened, retracted ones included and
    marked.

    An act appears here as soon as it is numbered and read, usually well within a second of its receipt.

    Args:
        case (str): Case id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        newest_first (bool | Unset): The other way round Default: False.
        lang (CaseTimelineLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActPage | Problem
    """

    return (
        await asyncio_detailed(
            case=case,
            client=client,
            cursor=cursor,
            limit=limit,
            newest_first=newest_first,
            lang=lang,
        )
    ).parsed
