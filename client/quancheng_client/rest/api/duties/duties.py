from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.duties_consequence_type_0 import DutiesConsequenceType0
from ...models.duties_lang_type_0 import DutiesLangType0
from ...models.duties_level_type_0 import DutiesLevelType0
from ...models.duty_page import DutyPage
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    level: DutiesLevelType0 | None | Unset = UNSET,
    holder: None | str | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    watch_list: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    consequence: DutiesConsequenceType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: DutiesLangType0 | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_level: None | str | Unset
    if isinstance(level, Unset):
        json_level = UNSET
    elif isinstance(level, DutiesLevelType0):
        json_level = level.value
    else:
        json_level = level
    params["level"] = json_level

    json_holder: None | str | Unset
    if isinstance(holder, Unset):
        json_holder = UNSET
    else:
        json_holder = holder
    params["holder"] = json_holder

    json_rule: None | str | Unset
    if isinstance(rule, Unset):
        json_rule = UNSET
    else:
        json_rule = rule
    params["rule"] = json_rule

    json_watch_list: None | str | Unset
    if isinstance(watch_list, Unset):
        json_watch_list = UNSET
    else:
        json_watch_list = watch_list
    params["watch_list"] = json_watch_list

    json_case: None | str | Unset
    if isinstance(case, Unset):
        json_case = UNSET
    else:
        json_case = case
    params["case"] = json_case

    json_consequence: None | str | Unset
    if isinstance(consequence, Unset):
        json_consequence = UNSET
    elif isinstance(consequence, DutiesConsequenceType0):
        json_consequence = consequence.value
    else:
        json_consequence = consequence
    params["consequence"] = json_consequence

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
    elif isinstance(lang, DutiesLangType0):
        json_lang = lang.value
    else:
        json_lang = lang
    params["lang"] = json_lang

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/duties",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DutyPage | Problem | None:
    if response.status_code == 200:
        response_200 = DutyPage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DutyPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    level: DutiesLevelType0 | None | Unset = UNSET,
    holder: None | str | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    watch_list: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    consequence: DutiesConsequenceType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: DutiesLangType0 | None | Unset = UNSET,
) -> Response[DutyPage | Problem]:
    """Duties

     What is owed by whom, by when: over all cases, or those in which the caller's office took part.

    Args:
        level (DutiesLevelType0 | None | Unset): Only this light
        holder (None | str | Unset): URN of an agency, or a kind of organ
        rule (None | str | Unset): Rule id
        watch_list (None | str | Unset): Name of a list of GET /lists
        case (None | str | Unset): Case id
        consequence (DutiesConsequenceType0 | None | Unset): Prompts apart
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (DutiesLangType0 | None | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DutyPage | Problem]
    """

    kwargs = _get_kwargs(
        level=level,
        holder=holder,
        rule=rule,
        watch_list=watch_list,
        case=case,
        consequence=consequence,
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
    level: DutiesLevelType0 | None | Unset = UNSET,
    holder: None | str | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    watch_list: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    consequence: DutiesConsequenceType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: DutiesLangType0 | None | Unset = UNSET,
) -> DutyPage | Problem | None:
    """Duties

     What is owed by whom, by when: over all cases, or those in which the caller's office took part.

    Args:
        level (DutiesLevelType0 | None | Unset): Only this light
        holder (None | str | Unset): URN of an agency, or a kind of organ
        rule (None | str | Unset): Rule id
        watch_list (None | str | Unset): Name of a list of GET /lists
        case (None | str | Unset): Case id
        consequence (DutiesConsequenceType0 | None | Unset): Prompts apart
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (DutiesLangType0 | None | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DutyPage | Problem
    """

    return sync_detailed(
        client=client,
        level=level,
        holder=holder,
        rule=rule,
        watch_list=watch_list,
        case=case,
        consequence=consequence,
        cursor=cursor,
        limit=limit,
        lang=lang,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    level: DutiesLevelType0 | None | Unset = UNSET,
    holder: None | str | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    watch_list: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    consequence: DutiesConsequenceType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: DutiesLangType0 | None | Unset = UNSET,
) -> Response[DutyPage | Problem]:
    """Duties

     What is owed by whom, by when: over all cases, or those in which the caller's office took part.

    Args:
        level (DutiesLevelType0 | None | Unset): Only this light
        holder (None | str | Unset): URN of an agency, or a kind of organ
        rule (None | str | Unset): Rule id
        watch_list (None | str | Unset): Name of a list of GET /lists
        case (None | str | Unset): Case id
        consequence (DutiesConsequenceType0 | None | Unset): Prompts apart
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (DutiesLangType0 | None | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DutyPage | Problem]
    """

    kwargs = _get_kwargs(
        level=level,
        holder=holder,
        rule=rule,
        watch_list=watch_list,
        case=case,
        consequence=consequence,
        cursor=cursor,
        limit=limit,
        lang=lang,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    level: DutiesLevelType0 | None | Unset = UNSET,
    holder: None | str | Unset = UNSET,
    rule: None | str | Unset = UNSET,
    watch_list: None | str | Unset = UNSET,
    case: None | str | Unset = UNSET,
    consequence: DutiesConsequenceType0 | None | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    lang: DutiesLangType0 | None | Unset = UNSET,
) -> DutyPage | Problem | None:
    """Duties

     What is owed by whom, by when: over all cases, or those in which the caller's office took part.

    Args:
        level (DutiesLevelType0 | None | Unset): Only this light
        holder (None | str | Unset): URN of an agency, or a kind of organ
        rule (None | str | Unset): Rule id
        watch_list (None | str | Unset): Name of a list of GET /lists
        case (None | str | Unset): Case id
        consequence (DutiesConsequenceType0 | None | Unset): Prompts apart
        cursor (None | str | Unset): `next` of the page before
        limit (int | Unset): Rows in one page Default: 50.
        lang (DutiesLangType0 | None | Unset): Language of sentences; goes before Accept-Language

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DutyPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            level=level,
            holder=holder,
            rule=rule,
            watch_list=watch_list,
            case=case,
            consequence=consequence,
            cursor=cursor,
            limit=limit,
            lang=lang,
        )
    ).parsed
