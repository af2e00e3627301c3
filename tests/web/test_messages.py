"""Every word on a page is a message in both languages; no key is missing, unknown or unused."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from web.messages_catalog import LANGUAGES, catalog
from web.templates_environment import FOLDER as TEMPLATES

WEB = TEMPLATES.parent
PAGES = sorted(TEMPLATES.glob("*.html"))
KEYS_IN_TEMPLATES = re.compile(r"""\bt\('([^']+)'""")
# a key said whole, or the part before the name of a state, a field, a command
KEYS_IN_PYTHON = re.compile(
    r"""\b(?:words|visit\.words|self\.words|count|known|Words\([^)]*\))\(\s*(?P<quoted>f?"[^"]+")"""
)
JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
# said the same way in every language
SIGNS = re.compile(r"[\s·›]*|<!doctype html>")
KEYBOARD = re.compile(r"<kbd>[^<]*</kbd>")


def python_texts() -> list[str]:
    return [path.read_text("utf-8") for path in WEB.glob("*.py")]


def test_both_catalogs_hold_the_same_keys_and_say_something() -> None:
    zh, en = catalog("zh"), catalog("en")
    assert set(zh) == set(en)
    assert not [key for key in zh if not zh[key].strip() or not en[key].strip()]


@pytest.mark.parametrize("key", sorted(catalog("zh")))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    fields = [{name for _, name, _, _ in Formatter().parse(catalog(lang)[key]) if name} for lang in LANGUAGES]
    assert fields[0] == fields[1]


def test_templates_use_only_known_keys() -> None:
    used = {key for page in PAGES for key in KEYS_IN_TEMPLATES.findall(page.read_text("utf-8"))}
    assert used <= set(catalog("zh"))


def test_page_functions_use_only_known_keys() -> None:
    whole = {q.strip('"') for text in python_texts() for q in KEYS_IN_PYTHON.findall(text) if not q.startswith("f")}
    known = set(catalog("zh")) | {key.rsplit(".", 1)[0] for key in catalog("zh") if key.endswith((".one", ".other"))}
    assert whole <= known


def test_no_key_is_unused() -> None:
    text = "\n".join([page.read_text("utf-8") for page in PAGES] + python_texts())
    literals = set(re.findall(r"""["']([a-z_.0-9A-Z-]+)["']""", text))
    prefixes = tuple(prefix for prefix in re.findall(r"""f["']([a-z_]+\.)(?=\{)""", text))
    unused = [
        key
        for key in catalog("zh")
        if key not in literals and key.rsplit(".", 1)[0] not in literals and not key.startswith(prefixes)
    ]
    assert not unused


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_template_holds_bare_text(page: Path) -> None:
    source = KEYBOARD.sub("", JINJA.sub("", page.read_text("utf-8")))
    bare = [text for text in re.split(r"<[^>]*>", source) if text.strip() and not SIGNS.fullmatch(text)]
    assert not bare
    attributes = re.findall(r"""\b(?:title|aria-label|placeholder|alt)="([^"]*)\"""", source)
    assert not [value for value in attributes if value.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_template_holds_script_style_arithmetic_or_another_host(page: Path) -> None:
    source = page.read_text("utf-8")
    assert not re.search(r"\son\w+=|style=|<style|javascript:|https?://|hx-on|\|\s*safe", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    for expression in JINJA.findall(source):
        code = re.sub(r"'[^']*'", "", expression).strip("{}% -")
        assert not re.search(r"[+*/~]| - |\|", code), expression
