from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.exchange_page import ExchangePage
from ...models.exchanges_alarm_type_0 import ExchangesAlarmType0
from ...models.exchanges_lang_type_0 import ExchangesLangType0
from ...models.exchanges_state_type_0 import ExchangesStateType0
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    flow: None | str | Unset = UNSET,
    state: ExchangesStateType0 | None | Unset = UNSET,
    sender: None | str | Unset = UNSET,
    receiver: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    alarm: ExchangesAlarmType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: ExchangesLangType0 | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_flow: None | str | Unset
    if isinstance(flow, Unset):
        json_flow = UNSET
    else:
        json_flow = flow
    params["flow"] = json_flow

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, ExchangesStateType0):
        json_state = state.value
    else:
        json_state = state
    params["state"] = json_state

    json_sender: None | str | Unset
    if isinstance(sender, Unset):
        json_sender = UNSET
    else:
        json_sender = sender
    params["sender"] = json_sender

    json_receiver: None | str | Unset
    if isinstance(receiver, Unset):
        json_receiver = UNSET
    else:
        json_receiver = receiver
    params["receiver"] = json_receiver

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

    json_alarm: None | str | Unset
    if isinstance(alarm, Unset):
        json_alarm = UNSET
    elif isinstance(alarm, ExchangesAlarmType0):
        json_alarm = alarm.value
    else:
        json_alarm = alarm
    params["alarm"] = json_alarm

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["limit"] = limit

    json_lang: None | str | Unset
    if isinstance(lang, Unset):
        json_lang = UNSET
    elif isinstance(lang, ExchangesLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/exchanges",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ExchangePage | Problem | None:
    if response.status_code == 200:
        response_200 = ExchangePage.from_dict(response.json())

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
) -> Response[ExchangePage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    flow: None | str | Unset = UNSET,
    state: ExchangesStateType0 | None | Unset = UNSET,
    sender: None | str | Unset = UNSET,
    receiver: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    alarm: ExchangesAlarmType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: ExchangesLangType0 | None | Unset = UNSET,
) -> Response[ExchangePage | Problem]:
    """Exchanges

     Hand-overs between agencies, over all cases or those in which the caller's office took part.

    Args:
        flow (None | str | Unset): Id of a flow of GET /flows
        state (ExchangesStateType0 | None | Unset): Only hand-overs in this state
        sender (None | str | Unset): URN of the sending agency
        receiver (None | str | Unset): URN of the receiver
        agency (None | str | Unset): URN: sender or receiver
        case (None | str | Unset): Case id
        alarm (ExchangesAlarmType0 | None | Unset): Only those on this list of alarms
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (ExchangesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExchangePage | Problem]
    """

    kwargs = _get_kwargs(
        flow=flow,
        state=state,
        sender=sender,
        receiver=receiver,
        agency=agency,
        case=case,
        alarm=alarm,
        cursor=cursor,
        limit=limit,
        lang=lang,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    flow: None | str | Unset = UNSET,
    state: ExchangesStateType0 | None | Unset = UNSET,
    sender: None | str | Unset = UNSET,
    receiver: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    alarm: ExchangesAlarmType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: ExchangesLangType0 | None | Unset = UNSET,
) -> ExchangePage | Problem | None:
    """Exchanges

     Hand-overs between agencies, over all cases or those in which the caller's office took part.

    Args:
        flow (None | str | Unset): Id of a flow of GET /flows
        state (ExchangesStateType0 | None | Unset): Only hand-overs in this state
        sender (None | str | Unset): URN of the sending agency
        receiver (None | str | Unset): URN of the receiver
        agency (None | str | Unset): URN: sender or receiver
        case (None | str | Unset): Case id
        alarm (ExchangesAlarmType0 | None | Unset): Only those on this list of alarms
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (ExchangesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExchangePage | Problem
    """

    return sync_detailed(
        client=client,
        flow=flow,
        state=state,
        sender=sender,
        receiver=receiver,
        agency=agency,
        case=case,
        alarm=alarm,
        cursor=cursor,
        limit=limit,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    flow: None | str | Unset = UNSET,
    state: ExchangesStateType0 | None | Unset = UNSET,
    sender: None | str | Unset = UNSET,
    receiver: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    alarm: ExchangesAlarmType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: ExchangesLangType0 | None | Unset = UNSET,
) -> Response[ExchangePage | Problem]:
    """Exchanges

     Hand-overs between agencies, over all cases or those in which the caller's office took part.

    Args:
        flow (None | str | Unset): Id of a flow of GET /flows
        state (ExchangesStateType0 | None | Unset): Only hand-overs in this state
        sender (None | str | Unset): URN of the sending agency
        receiver (None | str | Unset): URN of the receiver
        agency (None | str | Unset): URN: sender or receiver
        case (None | str | Unset): Case id
        alarm (ExchangesAlarmType0 | None | Unset): Only those on this list of alarms
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (ExchangesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExchangePage | Problem]
    """

    kwargs = _get_kwargs(
        flow=flow,
        state=state,
        sender=sender,
        receiver=receiver,
        agency=agency,
        case=case,
        alarm=alarm,
        cursor=cursor,
        limit=limit,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    flow: None | str | Unset = UNSET,
    state: ExchangesStateType0 | None | Unset = UNSET,
    sender: None | str | Unset = UNSET,
    receiver: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    alarm: ExchangesAlarmType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: ExchangesLangType0 | None | Unset = UNSET,
) -> ExchangePage | Problem | None:
    """Exchanges

     Hand-overs between agencies, over all cases or those in which the caller's office took part.

    Args:
        flow (None | str | Unset): Id of a flow of GET /flows
        state (ExchangesStateType0 | None | Unset): Only hand-overs in this state
        sender (None | str | Unset): URN of the sending agency
        receiver (None | str | Unset): URN of the receiver
        agency (None | str | Unset): URN: sender or receiver
        case (None | str | Unset): Case id
        alarm (ExchangesAlarmType0 | None | Unset): Only those on this list of alarms
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (ExchangesLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExchangePage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            flow=flow,
            state=state,
            sender=sender,
            receiver=receiver,
            agency=agency,
            case=case,
            alarm=alarm,
            cursor=cursor,
            limit=limit,
            lang=lang,
        )
    ).parsed
