from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.case_duties_lang_type_0 import CaseDutiesLangType0
from ...models.case_duties_status_type_0 import CaseDutiesStatusType0
from ...models.duty_list import DutyList
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    case: str,
    *,
    status: CaseDutiesStatusType0 | None | Unset = UNSET,
    lang: CaseDutiesLangType0 | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_status: None | str | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, CaseDutiesStatusType0):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

    json_lang: None | str | Unset
    if isinstance(lang, Unset):
        json_lang = UNSET
    elif isinstance(lang, CaseDutiesLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/cases/{case}/duties".format(
            case=quote(str(case), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DutyList | Problem | None:
    if response.status_code == 200:
        response_200 = DutyList.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DutyList | Problem]:
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
    status: CaseDutiesStatusType0 | None | Unset = UNSET,
    lang: CaseDutiesLangType0 | None | Unset = UNSET,
) -> Response[DutyList | Problem]:
    """Case Duties

     Every duty that the acts of the case opened, and what became of it.

    Args:
        case (str): Case id
        status (CaseDutiesStatusType0 | None | Unset): Only duties of this status
        lang (CaseDutiesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DutyList | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
        status=status,
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
    status: CaseDutiesStatusType0 | None | Unset = UNSET,
    lang: CaseDutiesLangType0 | None | Unset = UNSET,
) -> DutyList | Problem | None:
    """Case Duties

     Every duty that the acts of the case opened, and what became of it.

    Args:
        case (str): Case id
        status (CaseDutiesStatusType0 | None | Unset): Only duties of this status
        lang (CaseDutiesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DutyList | Problem
    """

    return sync_detailed(
        case=case,
        client=client,
        status=status,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    case: str,
    *,
    client: AuthenticatedClient,
    status: CaseDutiesStatusType0 | None | Unset = UNSET,
    lang: CaseDutiesLangType0 | None | Unset = UNSET,
) -> Response[DutyList | Problem]:
    """Case Duties

     Every duty that the acts of the case opened, and what became of it.

    Args:
        case (str): Case id
        status (CaseDutiesStatusType0 | None | Unset): Only duties of this status
        lang (CaseDutiesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DutyList | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
        status=status,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    case: str,
    *,
    client: AuthenticatedClient,
    status: CaseDutiesStatusType0 | None | Unset = UNSET,
    lang: CaseDutiesLangType0 | None | Unset = UNSET,
) -> DutyList | Problem | None:
    """Case Duties

     Every duty that the acts of the case opened, and what became of it.

    Args:
        case (str): Case id
        status (CaseDutiesStatusType0 | None | Unset): Only duties of this status
        lang (CaseDutiesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DutyList | Problem
    """

    return (
        await asyncio_detailed(
            case=case,
            client=client,
            status=status,
            lang=lang,
        )
    ).parsed
