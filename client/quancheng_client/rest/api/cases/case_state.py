from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.case_report import CaseReport
from ...models.case_state_lang_type_0 import CaseStateLangType0
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    case: str,
    *,
    valid_at: None | str | Unset = UNSET,
    known_at: None | str | Unset = UNSET,
    lang: CaseStateLangType0 | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_valid_at: None | str | Unset
    if isinstance(valid_at, Unset):
        json_valid_at = UNSET
    else:
        json_valid_at = valid_at
    params["valid_at"] = json_valid_at

    json_known_at: None | str | Unset
    if isinstance(known_at, Unset):
        json_known_at = UNSET
    else:
        json_known_at = known_at
    params["known_at"] = json_known_at

    json_lang: None | str | Unset
    if isinstance(lang, Unset):
        json_lang = UNSET
    elif isinstance(lang, CaseStateLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/cases/{case}/state".format(
            case=quote(str(case), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CaseReport | Problem | None:
    if response.status_code == 200:
        response_200 = CaseReport.from_dict(response.json())

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
) -> Response[CaseReport | Problem]:
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
    valid_at: None | str | Unset = UNSET,
    known_at: None | str | Unset = UNSET,
    lang: CaseStateLangType0 | None | Unset = UNSET,
) -> Response[CaseReport | Problem]:
    """Case State

     The case as it was in law at `valid_at`, as far as anyone could have known at `known_at`. Both
    default to now.

    Args:
        case (str): Case id
        valid_at (None | str | Unset): RFC 3339 instant with offset
        known_at (None | str | Unset): RFC 3339 instant with offset
        lang (CaseStateLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaseReport | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
        valid_at=valid_at,
        known_at=known_at,
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
    valid_at: None | str | Unset = UNSET,
    known_at: None | str | Unset = UNSET,
    lang: CaseStateLangType0 | None | Unset = UNSET,
) -> CaseReport | Problem | None:
    """Case State

     The case as it was in law at `valid_at`, as far as anyone could have known at `known_at`. Both
    default to now.

    Args:
        case (str): Case id
        valid_at (None | str | Unset): RFC 3339 instant with offset
        known_at (None | str | Unset): RFC 3339 instant with offset
        lang (CaseStateLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaseReport | Problem
    """

    return sync_detailed(
        case=case,
        client=client,
        valid_at=valid_at,
        known_at=known_at,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    case: str,
    *,
    client: AuthenticatedClient,
    valid_at: None | str | Unset = UNSET,
    known_at: None | str | Unset = UNSET,
    lang: CaseStateLangType0 | None | Unset = UNSET,
) -> Response[CaseReport | Problem]:
    """Case State

     The case as it was in law at `valid_at`, as far as anyone could have known at `known_at`. Both
    default to now.

    Args:
        case (str): Case id
        valid_at (None | str | Unset): RFC 3339 instant with offset
        known_at (None | str | Unset): RFC 3339 instant with offset
        lang (CaseStateLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaseReport | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
        valid_at=valid_at,
        known_at=known_at,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    case: str,
    *,
    client: AuthenticatedClient,
    valid_at: None | str | Unset = UNSET,
    known_at: None | str | Unset = UNSET,
    lang: CaseStateLangType0 | None | Unset = UNSET,
) -> CaseReport | Problem | None:
    """Case State

     The case as it was in law at `valid_at`, as far as anyone could have known at `known_at`. Both
    default to now.

    Args:
        case (str): Case id
        valid_at (None | str | Unset): RFC 3339 instant with offset
        known_at (None | str | Unset): RFC 3339 instant with offset
        lang (CaseStateLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaseReport | Problem
    """

    return (
        await asyncio_detailed(
            case=case,
            client=client,
            valid_at=valid_at,
            known_at=known_at,
            lang=lang,
        )
    ).parsed
