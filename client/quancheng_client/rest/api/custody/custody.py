from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.custody_page import CustodyPage
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    person: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_agency: None | str | Unset
    if isinstance(agency, Unset):
        json_agency = UNSET
    else:
        json_agency = agency
    params["agency"] = json_agency

    json_case: None | str | Unset
    if isinstance(case, Unset):
        json_case = UNSET
    else:
        json_case = case
    params["case"] = json_case

    json_person: None | str | Unset
    if isinstance(person, Unset):
        json_person = UNSET
    else:
        json_person = person
    params["person"] = json_person

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/custody",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CustodyPage | Problem | None:
    if response.status_code == 200:
        response_200 = CustodyPage.from_dict(response.json())

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
) -> Response[CustodyPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    person: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[CustodyPage | Problem]:
    """Custody

     Who is held in the cases that the caller sees, and how custody last went from organ to organ.

    Args:
        agency (None | str | Unset): Organ in charge
        case (None | str | Unset): Case id
        person (None | str | Unset): Person id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustodyPage | Problem]
    """

    kwargs = _get_kwargs(
        agency=agency,
        case=case,
        person=person,
        cursor=cursor,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    person: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> CustodyPage | Problem | None:
    """Custody

     Who is held in the cases that the caller sees, and how custody last went from organ to organ.

    Args:
        agency (None | str | Unset): Organ in charge
        case (None | str | Unset): Case id
        person (None | str | Unset): Person id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustodyPage | Problem
    """

    return sync_detailed(
        client=client,
        agency=agency,
        case=case,
        person=person,
        cursor=cursor,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    person: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[CustodyPage | Problem]:
    """Custody

     Who is held in the cases that the caller sees, and how custody last went from organ to organ.

    Args:
        agency (None | str | Unset): Organ in charge
        case (None | str | Unset): Case id
        person (None | str | Unset): Person id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustodyPage | Problem]
    """

    kwargs = _get_kwargs(
        agency=agency,
        case=case,
        person=person,
        cursor=cursor,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    person: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> CustodyPage | Problem | None:
    """Custody

     Who is held in the cases that the caller sees, and how custody last went from organ to organ.

    Args:
        agency (None | str | Unset): Organ in charge
        case (None | str | Unset): Case id
        person (None | str | Unset): Person id
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustodyPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            agency=agency,
            case=case,
            person=person,
            cursor=cursor,
            limit=limit,
        )
    ).parsed
