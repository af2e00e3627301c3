"""docs/integrate.md does what it says: every block is run, in order, against a running server; answers are as shown."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integrators.conftest import ROOT, environment

PAGE = ROOT / "docs" / "integrate.md"
IN_CHINESE = PAGE.with_suffix(".zh.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "--end-of-block--"


def free_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


def fits(shown: Any, answer: Any, where: str = "") -> None:
    """What is shown is in the answer; an ellipsis stands for any text, or for the rest of one."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            assert name in answer, f"{where}: no {name} in {answer}"
            fits(value, answer[name], f"{where}/{name}")
    elif isinstance(shown, list):
        assert len(answer) >= len(shown), where
        for number, value in enumerate(shown):
            fits(value, answer[number], f"{where}/{number}")
    elif isinstance(shown, str) and "…" in shown:
        assert isinstance(answer, str), where
        assert re.fullmatch(".*".join(map(re.escape, shown.split("…"))), answer, re.DOTALL), (where, answer)
    else:
        assert shown == answer, where


class Shell:
    """One bash for the whole page, so that variables last from block to block."""

    def __init__(self, folder: Path, ports: dict[str, str]) -> None:
        self._ports = ports
        commands = folder / "bin"
        commands.mkdir()
        for name, call in (("quancheng", f"{sys.executable} -m app.cli"), ("python", sys.executable)):
            (commands / name).write_text(f'#!/bin/sh\nexec {call} "$@"\n')
            (commands / name).chmod(0o755)
        told = environment() | {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
        self._process = subprocess.Popen(
            ["bash", "--norc"], cwd=folder, env=told, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, language: str, text: str) -> str:
        """What the block printed. Fails where its last command does."""
        for number, other in self._ports.items():
            text = text.replace(number, other)
        if language == "python":
            text = f"python -c {shlex.quote(text)}\n"
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{text}\nended=$?; echo; echo {END} $ended\n")
        self._process.stdin.flush()
        lines: list[str] = []
        for line in self._process.stdout:
            if line.startswith(END):
                assert line.split()[1] == "0", "".join(lines) + text
                return "".join(lines)
            lines.append(line)
        raise AssertionError("".join(lines))

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(30)


def document_in(output: str) -> Any:
    start = output.index("{")
    return json.JSONDecoder().raw_decode(output[start:])[0]


@pytest.mark.xdist_group("integrators")
def test_every_block_of_the_page_runs_and_answers_as_shown(tmp_path: Path) -> None:
    ran = shown = 0
    printed: list[str] = []
    shell = Shell(tmp_path, {"8000": free_port(), "9000": free_port(), "9100": free_port()})
    try:
        for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
            if language == "json":
                fits(json.loads(text), document_in(printed[-1]))
                shown += 1
            else:
                assert language in ("sh", "python"), language
                printed.append(shell.run(language, text))
                ran += 1
    finally:
        shell.close()
    assert ran >= 22
    assert shown >= 18
    assert any("time-in-future" in output for output in printed)


def test_the_page_in_chinese_has_the_same_blocks_and_the_same_sections() -> None:
    pages = [path.read_text(encoding="utf-8") for path in (PAGE, IN_CHINESE)]
    assert BLOCK.findall(pages[0]) == BLOCK.findall(pages[1])
    numbers = [re.findall(r"^## (\d+)\. ", page, re.MULTILINE) for page in pages]
    assert numbers[0] == numbers[1] == [str(number) for number in range(1, len(numbers[0]) + 1)]
    assert len(numbers[0]) >= 17


def test_a_block_that_fails_is_noticed(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {})
    try:
        for language, text in (("sh", "false\n"), ("python", "raise ValueError\n")):
            with pytest.raises(AssertionError):
                shell.run(language, text)
        assert shell.run("sh", "true\n").strip() == ""
    finally:
        shell.close()


def test_an_answer_that_is_not_as_shown_is_noticed() -> None:
    with pytest.raises(AssertionError):
        fits({"code": "a", "list": [{"x": "b…"}]}, {"code": "a", "list": [{"x": "cb"}]})
    with pytest.raises(AssertionError):
        fits({"code": "a"}, {})
