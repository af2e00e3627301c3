from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.finding_page import FindingPage
from ...models.findings_lang_type_0 import FindingsLangType0
from ...models.findings_severity_type_0 import FindingsSeverityType0
from ...models.findings_state_type_0_item import FindingsStateType0Item
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    state: list[FindingsStateType0Item] | None | Unset = UNSET,
    severity: FindingsSeverityType0 | None | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    assignee: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: FindingsLangType0 | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_state: list[str] | None | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, list):
        json_state = []
        for state_type_0_item_data in state:
            state_type_0_item = state_type_0_item_data.value
            json_state.append(state_type_0_item)

    else:
        json_state = state
    params["state"] = json_state

    json_severity: None | str | Unset
    if isinstance(severity, Unset):
        json_severity = UNSET
    elif isinstance(severity, FindingsSeverityType0):
        json_severity = severity.value
    else:
        json_severity = severity
    params["severity"] = json_severity

    json_rule: None | str | Unset
    if isinstance(rule, Unset):
        json_rule = UNSET
    else:
        json_rule = rule
    params["rule"] = json_rule

    json_case: None | str | Unset
    if isinstance(case, Unset):
        json_case = UNSET
    else:
        json_case = case
    params["case"] = json_case

    json_agency: None | str | Unset
    if isinstance(agency, Unset):
        json_agency = UNSET
    else:
        json_agency = agency
    params["agency"] = json_agency

    json_assignee: None | str | Unset
    if isinstance(assignee, Unset):
        json_assignee = UNSET
    else:
        json_assignee = assignee
    params["assignee"] = json_assignee

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
    elif isinstance(lang, FindingsLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/findings",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FindingPage | Problem | None:
    if response.status_code == 200:
        response_200 = FindingPage.from_dict(response.json())

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
) -> Response[FindingPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    state: list[FindingsStateType0Item] | None | Unset = UNSET,
    severity: FindingsSeverityType0 | None | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    assignee: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: FindingsLangType0 | None | Unset = UNSET,
) -> Response[FindingPage | Problem]:
    """Findings

     The queue of findings, over all cases or those in which the caller's office took part.

    Args:
        state (list[FindingsStateType0Item] | None | Unset): May be repeated
        severity (FindingsSeverityType0 | None | Unset): Only this severity
        rule (None | str | Unset): Rule id
        case (None | str | Unset): Case id
        agency (None | str | Unset): Who owed the act: URN or kind
        assignee (None | str | Unset): Who works on it
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (FindingsLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FindingPage | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        severity=severity,
        rule=rule,
        case=case,
        agency=agency,
        assignee=assignee,
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
    state: list[FindingsStateType0Item] | None | Unset = UNSET,
    severity: FindingsSeverityType0 | None | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    assignee: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: FindingsLangType0 | None | Unset = UNSET,
) -> FindingPage | Problem | None:
    """Findings

     The queue of findings, over all cases or those in which the caller's office took part.

    Args:
        state (list[FindingsStateType0Item] | None | Unset): May be repeated
        severity (FindingsSeverityType0 | None | Unset): Only this severity
        rule (None | str | Unset): Rule id
        case (None | str | Unset): Case id
        agency (None | str | Unset): Who owed the act: URN or kind
        assignee (None | str | Unset): Who works on it
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (FindingsLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FindingPage | Problem
    """

    return sync_detailed(
        client=client,
        state=state,
        severity=severity,
        rule=rule,
        case=case,
        agency=agency,
        assignee=assignee,
        cursor=cursor,
        limit=limit,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    state: list[FindingsStateType0Item] | None | Unset = UNSET,
    severity: FindingsSeverityType0 | None | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    assignee: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: FindingsLangType0 | None | Unset = UNSET,
) -> Response[FindingPage | Problem]:
    """Findings

     The queue of findings, over all cases or those in which the caller's office took part.

    Args:
        state (list[FindingsStateType0Item] | None | Unset): May be repeated
        severity (FindingsSeverityType0 | None | Unset): Only this severity
        rule (None | str | Unset): Rule id
        case (None | str | Unset): Case id
        agency (None | str | Unset): Who owed the act: URN or kind
        assignee (None | str | Unset): Who works on it
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (FindingsLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FindingPage | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        severity=severity,
        rule=rule,
        case=case,
        agency=agency,
        assignee=assignee,
        cursor=cursor,
        limit=limit,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    state: list[FindingsStateType0Item] | None | Unset = UNSET,
    severity: FindingsSeverityType0 | None | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    agency: None | str | Unset = UNSET,
    assignee: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: FindingsLangType0 | None | Unset = UNSET,
) -> FindingPage | Problem | None:
    """Findings

     The queue of findings, over all cases or those in which the caller's office took part.

    Args:
        state (list[FindingsStateType0Item] | None | Unset): May be repeated
        severity (FindingsSeverityType0 | None | Unset): Only this severity
        rule (None | str | Unset): Rule id
        case (None | str | Unset): Case id
        agency (None | str | Unset): Who owed the act: URN or kind
        assignee (None | str | Unset): Who works on it
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (FindingsLangType0 | None | Unset): Language of sentences; goes before Accept-
            Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FindingPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            state=state,
            severity=severity,
            rule=rule,
            case=case,
            agency=agency,
            assignee=assignee,
            cursor=cursor,
            limit=limit,
            lang=lang,
        )
    ).parsed
