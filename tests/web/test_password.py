"""Signing in by name and password: what the pages show, and when a session ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.composition import Platform
from app.users import FILE, UserFile
from supervision_rules.finding import Finding
from tests.web.conftest import NOW, POLICE, PROVINCE, Reader
from tests.web.html_tree import parse

PASSWORD = "correct horse battery"


@pytest.fixture
def users(platform: Platform) -> Iterator[UserFile]:
    file = UserFile(platform.settings.token_file.with_name(FILE))
    file.path.unlink(missing_ok=True)
    file.add("li.na", PASSWORD, PROVINCE, "supervisor", NOW)
    yield file
    file.path.unlink(missing_ok=True)


def enter(client: TestClient, name: str = "li.na", password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", data={"user": name, "password": password, "token": "", **more})


def test_a_person_signs_in_and_is_named(reader: Reader, users: UserFile) -> None:
    client = reader("")
    answer = enter(client, next="/findings")
    assert (answer.status_code, answer.headers["location"]) == (303, "/findings")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    page = client.get("/findings")
    assert page.status_code == 200
    assert "li.na" in parse(page.text).one("div", class_="who").text


@pytest.mark.parametrize(("name", "password"), [("li.na", "wrong password"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_alike(
    reader: Reader, users: UserFile, name: str, password: str
) -> None:
    answer = enter(reader(""), name, password)
    assert answer.status_code == 403
    assert "用户名或密码不正确" in parse(answer.text).one("div", role="alert").text
    assert "set-cookie" not in answer.headers
    assert password not in answer.text


def test_guessing_is_told_to_wait(reader: Reader, users: UserFile) -> None:
    client = reader("")
    codes = [enter(client, password="wrong password").status_code for _ in range(6)]
    assert codes == [403] * 5 + [429]
    last = enter(client)
    assert (last.status_code, last.headers["retry-after"]) == (429, "3")


def test_sessions_end_with_the_password_and_with_the_person(reader: Reader, users: UserFile) -> None:
    client = reader("")
    enter(client)
    assert client.get("/").status_code == 200
    users.set_password("li.na", "another long password", NOW)
    assert client.get("/").status_code == 303
    enter(client, password="another long password")
    assert client.get("/").status_code == 200
    users.disable("li.na", NOW)
    assert client.get("/").status_code == 303
    assert enter(client, password="another long password").status_code == 403


def test_a_role_given_anew_ends_the_session_of_the_old_one(reader: Reader, users: UserFile) -> None:
    client = reader("")
    enter(client)
    users.disable("li.na", NOW)
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    assert client.get("/").status_code == 303


def test_what_a_person_decides_is_kept_under_their_name(reader: Reader, users: UserFile, platform: Platform) -> None:
    client = reader("")
    enter(client)
    address = next(
        link.attributes["href"]
        for link in parse(client.get("/findings").text).all("a", class_="open")
        if link.attributes["href"].startswith("/findings/")
    )
    page = parse(client.get(address).text)
    forms = {
        node.attributes["name"]: node.attributes.get("value", "")
        for node in page.one("details", id="do-assign").all("input")
        if "name" in node.attributes
    }
    done = client.post(address, data=forms | {"to": "wang.wu"})
    assert done.status_code == 303, done.text
    assert f"{PROVINCE}#li.na" in {event.by for event in _finding(platform, address).log}


def _finding(platform: Platform, address: str) -> Finding:
    return platform.findings.finding(address.removeprefix("/findings/"))
