from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.subscribe import Subscribe
from ...models.subscription_made import SubscriptionMade
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: Subscribe,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/subscriptions",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | SubscriptionMade | None:
    if response.status_code == 201:
        response_201 = SubscriptionMade.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 410:
        response_410 = Problem.from_dict(response.json())

        return response_410

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

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | SubscriptionMade]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: Subscribe,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | SubscriptionMade]:
    """Subscribe

     Have what stands in your feed sent to an address (Standard Webhooks 1.0, bodies are CloudEvents).

    First the address is asked with OPTIONS whether it takes webhooks from here (CloudEvents HTTP
    webhooks 1.0); it says
    so in `WebHook-Allowed-Origin`, at once or by calling the URL in `WebHook-Request-Callback`. Each
    act is then sent
    at least once, in the order of the feed, under a `webhook-id` that stays the same over repeats; a
    failed one again
    after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.

    With an Idempotency-Key a repeat makes no second subscription, and shows the same secret again.

    Args:
        idempotency_key (str | Unset):
        body (Subscribe): url: https; types: event types, empty for all; case: of one case only.

                signature  v1 (HMAC-SHA-256) or v1a (Ed25519)
                after      a cursor of GET /v1/feed to go on from; left out: from the beginning of
            your feed

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SubscriptionMade]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: Subscribe,
    idempotency_key: str | Unset = UNSET,
) -> Problem | SubscriptionMade | None:
    """Subscribe

     Have what stands in your feed sent to an address (Standard Webhooks 1.0, bodies are CloudEvents).

    First the address is asked with OPTIONS whether it takes webhooks from here (CloudEvents HTTP
    webhooks 1.0); it says
    so in `WebHook-Allowed-Origin`, at once or by calling the URL in `WebHook-Request-Callback`. Each
    act is then sent
    at least once, in the order of the feed, under a `webhook-id` that stays the same over repeats; a
    failed one again
    after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.

    With an Idempotency-Key a repeat makes no second subscription, and shows the same secret again.

    Args:
        idempotency_key (str | Unset):
        body (Subscribe): url: https; types: event types, empty for all; case: of one case only.

                signature  v1 (HMAC-SHA-256) or v1a (Ed25519)
                after      a cursor of GET /v1/feed to go on from; left out: from the beginning of
            your feed

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SubscriptionMade
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: Subscribe,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | SubscriptionMade]:
    """Subscribe

     Have what stands in your feed sent to an address (Standard Webhooks 1.0, bodies are CloudEvents).

    First the address is asked with OPTIONS whether it takes webhooks from here (CloudEvents HTTP
    webhooks 1.0); it says
    so in `WebHook-Allowed-Origin`, at once or by calling the URL in `WebHook-Request-Callback`. Each
    act is then sent
    at least once, in the order of the feed, under a `webhook-id` that stays the same over repeats; a
    failed one again
    after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.

    With an Idempotency-Key a repeat makes no second subscription, and shows the same secret again.

    Args:
        idempotency_key (str | Unset):
        body (Subscribe): url: https; types: event types, empty for all; case: of one case only.

                signature  v1 (HMAC-SHA-256) or v1a (Ed25519)
                after      a cursor of GET /v1/feed to go on from; left out: from the beginning of
            your feed

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SubscriptionMade]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: Subscribe,
    idempotency_key: str | Unset = UNSET,
) -> Problem | SubscriptionMade | None:
    """Subscribe

     Have what stands in your feed sent to an address (Standard Webhooks 1.0, bodies are CloudEvents).

    First the address is asked with OPTIONS whether it takes webhooks from here (CloudEvents HTTP
    webhooks 1.0); it says
    so in `WebHook-Allowed-Origin`, at once or by calling the URL in `WebHook-Request-Callback`. Each
    act is then sent
    at least once, in the order of the feed, under a `webhook-id` that stays the same over repeats; a
    failed one again
    after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.

    With an Idempotency-Key a repeat makes no second subscription, and shows the same secret again.

    Args:
        idempotency_key (str | Unset):
        body (Subscribe): url: https; types: event types, empty for all; case: of one case only.

                signature  v1 (HMAC-SHA-256) or v1a (Ed25519)
                after      a cursor of GET /v1/feed to go on from; left out: from the beginning of
            your feed

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SubscriptionMade
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
