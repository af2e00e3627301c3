from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.schema_document import SchemaDocument
from ...types import UNSET, Response, Unset


def _get_kwargs(
    type_: str,
    version: int,
    *,
    if_none_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["if-none-match"] = if_none_match

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/schemas/{type_}/{version}".format(
            type_=quote(str(type_), safe=""),
            version=quote(str(version), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | SchemaDocument | None:
    if response.status_code == 200:
        response_200 = SchemaDocument.from_dict(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

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
) -> Response[Any | Problem | SchemaDocument]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
    if_none_match: None | str | Unset = UNSET,
) -> Response[Any | Problem | SchemaDocument]:
    """Schema

     The JSON Schema of one event type in one version, old versions included. It only changes compatibly.

    Args:
        type_ (str):
        version (int):
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | SchemaDocument]
    """

    kwargs = _get_kwargs(
        type_=type_,
        version=version,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
    if_none_match: None | str | Unset = UNSET,
) -> Any | Problem | SchemaDocument | None:
    """Schema

     The JSON Schema of one event type in one version, old versions included. It only changes compatibly.

    Args:
        type_ (str):
        version (int):
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | SchemaDocument
    """

    return sync_detailed(
        type_=type_,
        version=version,
        client=client,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
    if_none_match: None | str | Unset = UNSET,
) -> Response[Any | Problem | SchemaDocument]:
    """Schema

     The JSON Schema of one event type in one version, old versions included. It only changes compatibly.

    Args:
        type_ (str):
        version (int):
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | SchemaDocument]
    """

    kwargs = _get_kwargs(
        type_=type_,
        version=version,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    type_: str,
    version: int,
    *,
    client: AuthenticatedClient,
    if_none_match: None | str | Unset = UNSET,
) -> Any | Problem | SchemaDocument | None:
    """Schema

     The JSON Schema of one event type in one version, old versions included. It only changes compatibly.

    Args:
        type_ (str):
        version (int):
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | SchemaDocument
    """

    return (
        await asyncio_detailed(
            type_=type_,
            version=version,
            client=client,
            if_none_match=if_none_match,
        )
    ).parsed
