"""Settings: complete without any variable, and a plain sentence for whatever cannot work."""

import re
import stat
from pathlib import Path

import pytest

from practice.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[1]
S3 = {
    "S3_ENDPOINT_URL": "http://127.0.0.1:9000",
    "S3_BUCKET": "takes",
    "S3_ACCESS_KEY_ID": "id",
    "S3_SECRET_ACCESS_KEY": "secret",
}


def test_an_empty_environment_is_a_whole_installation(tmp_path: Path) -> None:
    settings = load_settings({"DATA_DIR": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path}/freethrow.db"
    assert settings.store_dir == tmp_path / "store"
    assert settings.work_dir == tmp_path / "work"
    assert settings.redis_url == f"unix://{tmp_path}/run/queue.sock"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.brings_own_queue
    assert settings.max_take_bytes == 2 * 1024**3


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = load_settings({"DATA_DIR": str(tmp_path)})
    second = load_settings({"DATA_DIR": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    settings = load_settings({"DATA_DIR": str(tmp_path), "PORT": "", "S3_BUCKET": ""})

    assert settings.port == 8000
    assert not settings.uses_s3


def test_settings_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    settings = load_settings({"DATA_DIR": str(tmp_path)})

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 9000  # type: ignore[misc]


def test_a_plain_postgresql_address_gets_the_driver_we_install() -> None:
    settings = load_settings({"DATABASE_URL": "postgresql://me:pw@db/ft", "SECRET_KEY": "k" * 32})

    assert settings.database_url == "postgresql+psycopg://me:pw@db/ft"


def test_an_s3_store_replaces_the_folder(tmp_path: Path) -> None:
    settings = load_settings({"DATA_DIR": str(tmp_path), **S3})

    assert settings.uses_s3
    assert settings.store_dir is None


def test_a_long_data_directory_keeps_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    settings = load_settings({"DATA_DIR": str(deep)})

    assert len(settings.redis_url) < 104
    assert settings.redis_url == load_settings({"DATA_DIR": str(deep)}).redis_url


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        (
            {"PORT": "eighty"},
            r"^PORT \(eighty\) does not work: input should be a valid integer.*\.$",
        ),
        ({"PORT": "70000"}, r"^PORT \(70000\) does not work: .*65535\.$"),
        ({"DATABASE_URL": "mysql://x/y"}, r"^DATABASE_URL does not work: it must begin with "),
        ({"DATABASE_URL": "::"}, r"^DATABASE_URL does not work: it is not a database address\.$"),
        ({"REDIS_URL": "localhost:6379"}, r"^REDIS_URL does not work: it must begin with redis://"),
        ({"SMTP_URL": "mail.example"}, r"^SMTP_URL does not work: it must begin with smtp://"),
        ({"BASE_URL": "practice.example"}, r"^BASE_URL \(practice\.example\) does not work: "),
        ({"MAX_TAKE_BYTES": "a lot"}, r"^MAX_TAKE_BYTES \(a lot\) does not work: "),
        ({"DATABASE_URL": "postgresql://db/ft"}, r"^SECRET_KEY is not set; "),
        ({"S3_BUCKET": "takes"}, r"^S3_ENDPOINT_URL is missing; "),
        (S3 | {"STORE_DIR": "/srv/takes"}, r"^STORE_DIR and S3_ENDPOINT_URL are both set; "),
        ({"TLS_CERT": "/a.pem"}, r"^TLS_CERT and TLS_KEY belong together; "),
    ],
)
def test_what_cannot_work_is_one_sentence_that_names_it(
    tmp_path: Path, env: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence) as raised:
        load_settings({"DATA_DIR": str(tmp_path), **env})

    assert "\n" not in str(raised.value)


def test_a_password_is_never_part_of_the_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({"DATA_DIR": str(tmp_path), "SMTP_URL": "mail://me:hunter2@host"})

    assert "hunter2" not in str(raised.value)


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SettingsError, match=r"^DATA_DIR .* cannot be used: "):
        load_settings({"DATA_DIR": str(tmp_path / "file" / "below")})


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("ft.lan", False),
    ],
)
def test_only_loopback_addresses_count_as_this_machine_alone(
    tmp_path: Path, host: str, alone: bool
) -> None:
    assert load_settings({"DATA_DIR": str(tmp_path), "HOST": host}).is_loopback is alone


def test_docs_and_settings_name_the_same_variables() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z0-9_]+)`", page, re.MULTILINE))

    assert documented == {name.upper() for name in Settings.model_fields}
