from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.schema_document import SchemaDocument
from ...types import Response


def _get_kwargs(
    pack: str,
    type_: str,
    version: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/schemas/{pack}/{type_}/{version}".format(
            pack=quote(str(pack), safe=""),
            type_=quote(str(type_), safe=""),
            version=quote(str(version), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | SchemaDocument | None:
    if response.status_code == 200:
        response_200 = SchemaDocument.from_dict(response.json())

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
) -> Response[Problem | SchemaDocument]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    pack: str,
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | SchemaDocument]:
    """Schema

     The JSON Schema of one event type in one version, old versions included.

    Args:
        pack (str):
        type_ (str):
        version (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SchemaDocument]
    """

    kwargs = _get_kwargs(
        pack=pack,
        type_=type_,
        version=version,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pack: str,
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
) -> Problem | SchemaDocument | None:
    """Schema

     The JSON Schema of one event type in one version, old versions included.

    Args:
        pack (str):
        type_ (str):
        version (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SchemaDocument
    """

    return sync_detailed(
        pack=pack,
        type_=type_,
        version=version,
        client=client,
    ).parsed


async def asyncio_detailed(
    pack: str,
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | SchemaDocument]:
    """Schema

     The JSON Schema of one event type in one version, old versions included.

    Args:
        pack (str):
        type_ (str):
        version (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SchemaDocument]
    """

    kwargs = _get_kwargs(
        pack=pack,
        type_=type_,
        version=version,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pack: str,
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
) -> Problem | SchemaDocument | None:
    """Schema

     The JSON Schema of one event type in one version, old versions included.

    Args:
        pack (str):
        type_ (str):
        version (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SchemaDocument
    """

    return (
        await asyncio_detailed(
            pack=pack,
            type_=type_,
            version=version,
            client=client,
        )
    ).parsed
