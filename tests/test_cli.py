"""The command line: it teaches, and refuses with sentences instead of stacks."""

import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from workers.cli import main


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def freethrow(folder: Path, *words: str, **env: str) -> Result:
    return CliRunner(env={"DATA_DIR": str(folder), **env}).invoke(main, words)


@pytest.mark.parametrize("name", [name for name, _ in commands(main)])
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [*name.split(), "--help"])

    assert result.exit_code == 0
    assert len(result.output.split()) > 25


def test_a_setting_that_cannot_work_stops_with_its_sentence(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "web", PORT="eighty")

    assert result.exit_code == 1
    assert result.output.startswith("Error: PORT (eighty) does not work: ")
    assert "Traceback" not in result.output


def test_a_new_database_is_upgraded_and_then_current(tmp_path: Path) -> None:
    before = freethrow(tmp_path, "db", "check")
    upgraded = freethrow(tmp_path, "db", "upgrade")
    after = freethrow(tmp_path, "db", "check")

    assert before.exit_code == 1
    assert "Run: freethrow db upgrade" in before.output
    assert upgraded.exit_code == 0
    assert after.exit_code == 0


def test_the_folder_store_passes_its_check(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "storage", "check")

    assert result.exit_code == 0, result.output
    assert "ok  " in result.output
    assert "FAIL" not in result.output


def test_a_backup_comes_back_by_the_command_line(tmp_path: Path) -> None:
    freethrow(tmp_path / "a", "first-admin")

    backed_up = freethrow(tmp_path / "a", "backup", str(tmp_path / "copy"))
    restored = freethrow(tmp_path / "b", "restore", str(tmp_path / "copy"))
    again = freethrow(tmp_path / "b", "restore", str(tmp_path / "copy"))

    assert backed_up.exit_code == 0, backed_up.output
    assert restored.exit_code == 0, restored.output
    assert "already has people in it" in again.output


def test_the_first_admin_gets_a_link(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "first-admin", BASE_URL="https://ft.example")

    assert result.exit_code == 0, result.output
    assert result.output.startswith("https://ft.example/link/")


def test_the_web_server_refuses_plain_http_to_a_network(tmp_path: Path) -> None:
    result = freethrow(tmp_path, "web", HOST="0.0.0.0")

    assert result.exit_code == 1
    assert "would serve plain http to the network" in result.output


def test_a_port_in_use_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = freethrow(tmp_path, "up", PORT=str(taken.getsockname()[1]))

    assert result.exit_code == 1
    assert "cannot be used: Address already in use" in result.output
