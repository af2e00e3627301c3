from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.table import Table
from ...models.table_format import TableFormat
from ...types import UNSET, Response, Unset


def _get_kwargs(
    list_: str,
    *,
    agency: None | str | Unset = UNSET,
    version: int | None | Unset = UNSET,
    format_: TableFormat | Unset = TableFormat.JSON,
    if_none_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["if-none-match"] = if_none_match

    params: dict[str, Any] = {}

    json_agency: None | str | Unset
    if isinstance(agency, Unset):
        json_agency = UNSET
    else:
        json_agency = agency
    params["agency"] = json_agency

    json_version: int | None | Unset
    if isinstance(version, Unset):
        json_version = UNSET
    else:
        json_version = version
    params["version"] = json_version

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_.value

    params["format"] = json_format_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/code-mappings/{list_}".format(
            list_=quote(str(list_), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Problem | Table | None:
    if response.status_code == 200:
        response_200 = Table.from_dict(response.json())

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
) -> Response[Any | Problem | Table]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    list_: str,
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    version: int | None | Unset = UNSET,
    format_: TableFormat | Unset = TableFormat.JSON,
    if_none_match: None | str | Unset = UNSET,
) -> Response[Any | Problem | Table]:
    """Table

     One version of a table, as JSON or CSV. Receipts name the version that was applied.

    Args:
        list_ (str): Name of a list
        agency (None | str | Unset): URN of an agency; default: your own
        version (int | None | Unset): Default: the newest
        format_ (TableFormat | Unset): csv: the same rows as a table Default: TableFormat.JSON.
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | Table]
    """

    kwargs = _get_kwargs(
        list_=list_,
        agency=agency,
        version=version,
        format_=format_,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    list_: str,
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    version: int | None | Unset = UNSET,
    format_: TableFormat | Unset = TableFormat.JSON,
    if_none_match: None | str | Unset = UNSET,
) -> Any | Problem | Table | None:
    """Table

     One version of a table, as JSON or CSV. Receipts name the version that was applied.

    Args:
        list_ (str): Name of a list
        agency (None | str | Unset): URN of an agency; default: your own
        version (int | None | Unset): Default: the newest
        format_ (TableFormat | Unset): csv: the same rows as a table Default: TableFormat.JSON.
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | Table
    """

    return sync_detailed(
        list_=list_,
        client=client,
        agency=agency,
        version=version,
        format_=format_,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    list_: str,
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    version: int | None | Unset = UNSET,
    format_: TableFormat | Unset = TableFormat.JSON,
    if_none_match: None | str | Unset = UNSET,
) -> Response[Any | Problem | Table]:
    """Table

     One version of a table, as JSON or CSV. Receipts name the version that was applied.

    Args:
        list_ (str): Name of a list
        agency (None | str | Unset): URN of an agency; default: your own
        version (int | None | Unset): Default: the newest
        format_ (TableFormat | Unset): csv: the same rows as a table Default: TableFormat.JSON.
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem | Table]
    """

    kwargs = _get_kwargs(
        list_=list_,
        agency=agency,
        version=version,
        format_=format_,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    list_: str,
    *,
    client: AuthenticatedClient,
    agency: None | str | Unset = UNSET,
    version: int | None | Unset = UNSET,
    format_: TableFormat | Unset = TableFormat.JSON,
    if_none_match: None | str | Unset = UNSET,
) -> Any | Problem | Table | None:
    """Table

     One version of a table, as JSON or CSV. Receipts name the version that was applied.

    Args:
        list_ (str): Name of a list
        agency (None | str | Unset): URN of an agency; default: your own
        version (int | None | Unset): Default: the newest
        format_ (TableFormat | Unset): csv: the same rows as a table Default: TableFormat.JSON.
        if_none_match (None | str | Unset): ETag of the copy you have

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem | Table
    """

    return (
        await asyncio_detailed(
            list_=list_,
            client=client,
            agency=agency,
            version=version,
            format_=format_,
            if_none_match=if_none_match,
        )
    ).parsed
