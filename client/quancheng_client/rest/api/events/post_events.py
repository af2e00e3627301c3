from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cloud_event import CloudEvent
from ...models.post_problem import PostProblem
from ...models.post_result import PostResult
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CloudEvent,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/events",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/cloudevents+json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PostProblem | PostResult | None:
    if response.status_code == 202:
        response_202 = PostResult.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = PostProblem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = PostProblem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = PostProblem.from_dict(response.json())

        return response_403

    if response.status_code == 408:
        response_408 = PostProblem.from_dict(response.json())

        return response_408

    if response.status_code == 409:
        response_409 = PostProblem.from_dict(response.json())

        return response_409

    if response.status_code == 412:
        response_412 = PostProblem.from_dict(response.json())

        return response_412

    if response.status_code == 413:
        response_413 = PostProblem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = PostProblem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = PostProblem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = PostProblem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = PostProblem.from_dict(response.json())

        return response_500

    if response.status_code == 501:
        response_501 = PostProblem.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = PostProblem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PostProblem | PostResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CloudEvent,
    idempotency_key: str | Unset = UNSET,
) -> Response[PostProblem | PostResult]:
    """Post Events

     Post acts. Every event of a batch stands for itself: what is well-formed is stored, the rest is told
    why not.

    Args:
        idempotency_key (str | Unset):
        body (CloudEvent): CloudEvents 1.0. The schema of `data` by type: GET /v1/schemas. Exactly
            one of time and occurredon.

                expectedversion  taken only as act number so-and-so of its case (`version` of
            receipts), else refused as
                                 stale-version with the version that the case has; not with the first
            act of your office on a case
                signature        detached JWS (RFC 7515 appendix F, RFC 7797) over the RFC 8785 form
            of the event without it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PostProblem | PostResult]
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
    body: CloudEvent,
    idempotency_key: str | Unset = UNSET,
) -> PostProblem | PostResult | None:
    """Post Events

     Post acts. Every event of a batch stands for itself: what is well-formed is stored, the rest is told
    why not.

    Args:
        idempotency_key (str | Unset):
        body (CloudEvent): CloudEvents 1.0. The schema of `data` by type: GET /v1/schemas. Exactly
            one of time and occurredon.

                expectedversion  taken only as act number so-and-so of its case (`version` of
            receipts), else refused as
                                 stale-version with the version that the case has; not with the first
            act of your office on a case
                signature        detached JWS (RFC 7515 appendix F, RFC 7797) over the RFC 8785 form
            of the event without it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PostProblem | PostResult
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CloudEvent,
    idempotency_key: str | Unset = UNSET,
) -> Response[PostProblem | PostResult]:
    """Post Events

     Post acts. Every event of a batch stands for itself: what is well-formed is stored, the rest is told
    why not.

    Args:
        idempotency_key (str | Unset):
        body (CloudEvent): CloudEvents 1.0. The schema of `data` by type: GET /v1/schemas. Exactly
            one of time and occurredon.

                expectedversion  taken only as act number so-and-so of its case (`version` of
            receipts), else refused as
                                 stale-version with the version that the case has; not with the first
            act of your office on a case
                signature        detached JWS (RFC 7515 appendix F, RFC 7797) over the RFC 8785 form
            of the event without it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PostProblem | PostResult]
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
    body: CloudEvent,
    idempotency_key: str | Unset = UNSET,
) -> PostProblem | PostResult | None:
    """Post Events

     Post acts. Every event of a batch stands for itself: what is well-formed is stored, the rest is told
    why not.

    Args:
        idempotency_key (str | Unset):
        body (CloudEvent): CloudEvents 1.0. The schema of `data` by type: GET /v1/schemas. Exactly
            one of time and occurredon.

                expectedversion  taken only as act number so-and-so of its case (`version` of
            receipts), else refused as
                                 stale-version with the version that the case has; not with the first
            act of your office on a case
                signature        detached JWS (RFC 7515 appendix F, RFC 7797) over the RFC 8785 form
            of the event without it

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PostProblem | PostResult
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
