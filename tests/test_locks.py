"""The locks: everything pinned by digest, no address of any registry, both in step."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock")


def pins(name: str) -> dict[str, str]:
    """What is pinned: package and marker, and the version."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)([^\\\n]*)", (ROOT / name).read_text(), re.M)
    return {package + marker.strip(): version for package, version, marker in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_carries_digests(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())

    assert len(blocks) >= 2
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json"])
def test_no_lock_names_a_registry(name: str) -> None:
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert "resolved" not in text


def test_what_is_tested_is_what_runs() -> None:
    running, tested = pins("requirements.lock"), pins("requirements-dev.lock")

    assert len(running) > 40
    assert {name: tested.get(name) for name in running} == running


def test_every_javascript_package_carries_its_digest() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    found = {name: what for name, what in packages.items() if name}
    assert found
    assert all(what["integrity"].startswith("sha512-") for what in found.values())
