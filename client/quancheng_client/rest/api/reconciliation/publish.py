from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.day_digest import DayDigest
from ...models.problem import Problem
from ...models.publish_side import PublishSide
from ...models.published_day import PublishedDay
from ...types import UNSET, Response, Unset


def _get_kwargs(
    date: str,
    *,
    body: DayDigest,
    side: PublishSide | Unset = PublishSide.SENT,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    json_side: str | Unset = UNSET
    if not isinstance(side, Unset):
        json_side = side.value

    params["side"] = json_side

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/digests/{date}".format(
            date=quote(str(date), safe=""),
        ),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | PublishedDay | None:
    if response.status_code == 200:
        response_200 = PublishedDay.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 501:
        response_501 = Problem.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | PublishedDay]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    date: str,
    *,
    client: AuthenticatedClient,
    body: DayDigest,
    side: PublishSide | Unset = PublishSide.SENT,
) -> Response[Problem | PublishedDay]:
    """Publish

     Say what you sent, or hold, of a day. `same` false: walk down the tree to the acts that differ.

    A day may be published again as often as you like, and should be when acts of it came late.

    Args:
        date (str): Local day of the acts
        side (PublishSide | Unset): Acts that you sent, or those of others that your feed gave you
            Default: PublishSide.SENT.
        body (DayDigest): acts: number of acts in the tree; root: digest of its root; signature:
            detached JWS over the RFC 8785 bytes of
                {agency, date, side, acts, root}, by a registered key, where you want to be held to
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | PublishedDay]
    """

    kwargs = _get_kwargs(
        date=date,
        body=body,
        side=side,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    date: str,
    *,
    client: AuthenticatedClient,
    body: DayDigest,
    side: PublishSide | Unset = PublishSide.SENT,
) -> Problem | PublishedDay | None:
    """Publish

     Say what you sent, or hold, of a day. `same` false: walk down the tree to the acts that differ.

    A day may be published again as often as you like, and should be when acts of it came late.

    Args:
        date (str): Local day of the acts
        side (PublishSide | Unset): Acts that you sent, or those of others that your feed gave you
            Default: PublishSide.SENT.
        body (DayDigest): acts: number of acts in the tree; root: digest of its root; signature:
            detached JWS over the RFC 8785 bytes of
                {agency, date, side, acts, root}, by a registered key, where you want to be held to
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | PublishedDay
    """

    return sync_detailed(
        date=date,
        client=client,
        body=body,
        side=side,
    ).parsed


async def asyncio_detailed(
    date: str,
    *,
    client: AuthenticatedClient,
    body: DayDigest,
    side: PublishSide | Unset = PublishSide.SENT,
) -> Response[Problem | PublishedDay]:
    """Publish

     Say what you sent, or hold, of a day. `same` false: walk down the tree to the acts that differ.

    A day may be published again as often as you like, and should be when acts of it came late.

    Args:
        date (str): Local day of the acts
        side (PublishSide | Unset): Acts that you sent, or those of others that your feed gave you
            Default: PublishSide.SENT.
        body (DayDigest): acts: number of acts in the tree; root: digest of its root; signature:
            detached JWS over the RFC 8785 bytes of
                {agency, date, side, acts, root}, by a registered key, where you want to be held to
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | PublishedDay]
    """

    kwargs = _get_kwargs(
        date=date,
        body=body,
        side=side,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    date: str,
    *,
    client: AuthenticatedClient,
    body: DayDigest,
    side: PublishSide | Unset = PublishSide.SENT,
) -> Problem | PublishedDay | None:
    """Publish

     Say what you sent, or hold, of a day. `same` false: walk down the tree to the acts that differ.

    A day may be published again as often as you like, and should be when acts of it came late.

    Args:
        date (str): Local day of the acts
        side (PublishSide | Unset): Acts that you sent, or those of others that your feed gave you
            Default: PublishSide.SENT.
        body (DayDigest): acts: number of acts in the tree; root: digest of its root; signature:
            detached JWS over the RFC 8785 bytes of
                {agency, date, side, acts, root}, by a registered key, where you want to be held to
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | PublishedDay
    """

    return (
        await asyncio_detailed(
            date=date,
            client=client,
            body=body,
            side=side,
        )
    ).parsed
