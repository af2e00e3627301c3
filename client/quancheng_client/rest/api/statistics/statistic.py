from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.statistic_report import StatisticReport
from ...types import UNSET, Response, Unset


def _get_kwargs(
    name: str,
    *,
    version: int | None | Unset = UNSET,
    flow: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    month: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_version: int | None | Unset
    if isinstance(version, Unset):
        json_version = UNSET
    else:
        json_version = version
    params["version"] = json_version

    json_flow: None | str | Unset
    if isinstance(flow, Unset):
        json_flow = UNSET
    else:
        json_flow = flow
    params["flow"] = json_flow

    json_agency: None | str | Unset
    if isinstance(agency, Unset):
        json_agency = UNSET
    else:
        json_agency = agency
    params["agency"] = json_agency

    json_month: None | str | Unset
    if isinstance(month, Unset):
        json_month = UNSET
    else:
        json_month = month
    params["month"] = json_month

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/statistics/{name}".format(
            name=quote(str(name), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | StatisticReport | None:
    if response.status_code == 200:
        response_200 = StatisticReport.from_dict(response.json())

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | StatisticReport]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    name: str,
    *,
    client: AuthenticatedClient,
    version: int | None | Unset = UNSET,
    flow: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    month: None | str | Unset = UNSET,
) -> Response[Problem | StatisticReport]:
    """Statistic

     A statistic as the exchange ledger stands, for the agencies whose cases the caller sees.

    Args:
        name (str):
        version (int | None | Unset): Default: the newest
        flow (None | str | Unset): Id of a flow
        agency (None | str | Unset): URN of the sender or receiver
        month (None | str | Unset): Month of sending

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatisticReport]
    """

    kwargs = _get_kwargs(
        name=name,
        version=version,
        flow=flow,
        agency=agency,
        month=month,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    name: str,
    *,
    client: AuthenticatedClient,
    version: int | None | Unset = UNSET,
    flow: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    month: None | str | Unset = UNSET,
) -> Problem | StatisticReport | None:
    """Statistic

     A statistic as the exchange ledger stands, for the agencies whose cases the caller sees.

    Args:
        name (str):
        version (int | None | Unset): Default: the newest
        flow (None | str | Unset): Id of a flow
        agency (None | str | Unset): URN of the sender or receiver
        month (None | str | Unset): Month of sending

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatisticReport
    """

    return sync_detailed(
        name=name,
        client=client,
        version=version,
        flow=flow,
        agency=agency,
        month=month,
    ).parsed


async def asyncio_detailed(
    name: str,
    *,
    client: AuthenticatedClient,
    version: int | None | Unset = UNSET,
    flow: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    month: None | str | Unset = UNSET,
) -> Response[Problem | StatisticReport]:
    """Statistic

     A statistic as the exchange ledger stands, for the agencies whose cases the caller sees.

    Args:
        name (str):
        version (int | None | Unset): Default: the newest
        flow (None | str | Unset): Id of a flow
        agency (None | str | Unset): URN of the sender or receiver
        month (None | str | Unset): Month of sending

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatisticReport]
    """

    kwargs = _get_kwargs(
        name=name,
        version=version,
        flow=flow,
        agency=agency,
        month=month,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    name: str,
    *,
    client: AuthenticatedClient,
    version: int | None | Unset = UNSET,
    flow: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    month: None | str | Unset = UNSET,
) -> Problem | StatisticReport | None:
    """Statistic

     A statistic as the exchange ledger stands, for the agencies whose cases the caller sees.

    Args:
        name (str):
        version (int | None | Unset): Default: the newest
        flow (None | str | Unset): Id of a flow
        agency (None | str | Unset): URN of the sender or receiver
        month (None | str | Unset): Month of sending

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatisticReport
    """

    return (
        await asyncio_detailed(
            name=name,
            client=client,
            version=version,
            flow=flow,
            agency=agency,
            month=month,
        )
    ).parsed
