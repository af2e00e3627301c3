from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.inclusion import Inclusion
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    position: int,
    *,
    size: int | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_size: int | None | Unset
    if isinstance(size, Unset):
        json_size = UNSET
    else:
        json_size = size
    params["size"] = json_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/proofs/{position}".format(
            position=quote(str(position), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Inclusion | Problem | None:
    if response.status_code == 200:
        response_200 = Inclusion.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Inclusion | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    position: int,
    *,
    client: AuthenticatedClient,
    size: int | None | Unset = UNSET,
) -> Response[Inclusion | Problem]:
    """Inclusion

     That an event stands at its position: the audit path to the root of the log.

    Args:
        position (int):
        size (int | None | Unset): Of the log of this size; default: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Inclusion | Problem]
    """

    kwargs = _get_kwargs(
        position=position,
        size=size,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    position: int,
    *,
    client: AuthenticatedClient,
    size: int | None | Unset = UNSET,
) -> Inclusion | Problem | None:
    """Inclusion

     That an event stands at its position: the audit path to the root of the log.

    Args:
        position (int):
        size (int | None | Unset): Of the log of this size; default: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Inclusion | Problem
    """

    return sync_detailed(
        position=position,
        client=client,
        size=size,
    ).parsed


async def asyncio_detailed(
    position: int,
    *,
    client: AuthenticatedClient,
    size: int | None | Unset = UNSET,
) -> Response[Inclusion | Problem]:
    """Inclusion

     That an event stands at its position: the audit path to the root of the log.

    Args:
        position (int):
        size (int | None | Unset): Of the log of this size; default: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Inclusion | Problem]
    """

    kwargs = _get_kwargs(
        position=position,
        size=size,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    position: int,
    *,
    client: AuthenticatedClient,
    size: int | None | Unset = UNSET,
) -> Inclusion | Problem | None:
    """Inclusion

     That an event stands at its position: the audit path to the root of the log.

    Args:
        position (int):
        size (int | None | Unset): Of the log of this size; default: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Inclusion | Problem
    """

    return (
        await asyncio_detailed(
            position=position,
            client=client,
            size=size,
        )
    ).parsed
