from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import UNSET, Response


def _get_kwargs(
    subscription: str,
    *,
    key: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["key"] = key

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/subscriptions/{subscription}/allow".format(
            subscription=quote(str(subscription), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | str | None:
    if response.status_code == 200:
        response_200 = response.text
        return response_200

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    subscription: str,
    *,
    client: AuthenticatedClient | Client,
    key: str,
) -> Response[Problem | str]:
    """Allow

     The URL of `WebHook-Request-Callback`: whoever got it at the address gives permission by calling it.

    `WebHook-Allowed-Rate` may say how many requests a minute; without it, as many as were asked for.

    Args:
        subscription (str): Subscription id
        key (str): As it stands in the URL

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | str]
    """

    kwargs = _get_kwargs(
        subscription=subscription,
        key=key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    subscription: str,
    *,
    client: AuthenticatedClient | Client,
    key: str,
) -> Problem | str | None:
    """Allow

     The URL of `WebHook-Request-Callback`: whoever got it at the address gives permission by calling it.

    `WebHook-Allowed-Rate` may say how many requests a minute; without it, as many as were asked for.

    Args:
        subscription (str): Subscription id
        key (str): As it stands in the URL

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | str
    """

    return sync_detailed(
        subscription=subscription,
        client=client,
        key=key,
    ).parsed


async def asyncio_detailed(
    subscription: str,
    *,
    client: AuthenticatedClient | Client,
    key: str,
) -> Response[Problem | str]:
    """Allow

     The URL of `WebHook-Request-Callback`: whoever got it at the address gives permission by calling it.

    `WebHook-Allowed-Rate` may say how many requests a minute; without it, as many as were asked for.

    Args:
        subscription (str): Subscription id
        key (str): As it stands in the URL

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | str]
    """

    kwargs = _get_kwargs(
        subscription=subscription,
        key=key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    subscription: str,
    *,
    client: AuthenticatedClient | Client,
    key: str,
) -> Problem | str | None:
    """Allow

     The URL of `WebHook-Request-Callback`: whoever got it at the address gives permission by calling it.

    `WebHook-Allowed-Rate` may say how many requests a minute; without it, as many as were asked for.

    Args:
        subscription (str): Subscription id
        key (str): As it stands in the URL

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | str
    """

    return (
        await asyncio_detailed(
            subscription=subscription,
            client=client,
            key=key,
        )
    ).parsed
