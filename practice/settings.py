"""What the operator decides, read once from the environment.

Every field of `Settings` is one variable of the same name in capitals, described in
docs/configuration.md. Nothing else in Freethrow reads the environment. A value that cannot work
stops the start with one sentence that names its variable.
"""

import ipaddress
import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

LONGEST_SOCKET_PATH = 100  # the system allows 107 bytes on Linux, 103 on macOS
SECRETS = {"SECRET_KEY", "S3_SECRET_ACCESS_KEY", "DATABASE_URL", "REDIS_URL", "SMTP_URL"}
S3_NEEDS = ("s3_endpoint_url", "s3_bucket", "s3_access_key_id", "s3_secret_access_key")


class SettingsError(Exception):
    """A setting that cannot work; its text is the sentence for the operator."""


def _absolute(path: str | Path) -> Path:
    return Path(path).expanduser().absolute()


AbsolutePath = Annotated[Path, BeforeValidator(_absolute)]


class Settings(BaseModel):
    """All settings, checked against each other and complete: no reader fills in a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: AbsolutePath = Field(default=Path("var"), validate_default=True)
    work_dir: AbsolutePath = Path()
    secret_key: str = ""
    demo: bool = True

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    base_url: str = ""
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    tls_cert: AbsolutePath | None = None
    tls_key: AbsolutePath | None = None
    web_processes: int = Field(default=2, ge=1, le=64)
    web_threads: int = Field(default=8, ge=1, le=128)

    database_url: str = ""
    redis_url: str = ""

    store_dir: AbsolutePath | None = None
    s3_endpoint_url: str = ""
    s3_public_url: str = ""
    s3_bucket: str = ""
    s3_region: str = "us-east-1"
    s3_access_key_id: str = ""
    s3_secret_access_key: str = ""

    smtp_url: str = ""
    mail_from: str = "Freethrow <freethrow@localhost>"

    ffmpeg: str = ""
    max_take_minutes: int = Field(default=20, ge=1, le=240)
    max_take_bytes: ByteSize = Field(default=ByteSize(2 * 1024**3), ge=1024**2)
    video_link_seconds: int = Field(default=15 * 60, ge=2, le=24 * 3600)
    upload_link_seconds: int = Field(default=15 * 60, ge=2, le=24 * 3600)

    @field_validator("database_url")
    @classmethod
    def _names_a_database_we_speak(cls, value: str) -> str:
        return _database_url(value) if value else value

    @field_validator("redis_url")
    @classmethod
    def _names_a_queue(cls, value: str) -> str:
        return _url(value, {"redis", "rediss", "unix"})

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, value: str) -> str:
        return _url(value, {"smtp", "smtps"})

    @field_validator("base_url", "s3_endpoint_url", "s3_public_url")
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        return _url(value, {"http", "https"}).rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _fill_in_places(cls, given: dict[str, object]) -> dict[str, object]:
        """What was left out lies in the data directory and is reached on this machine."""
        data = _absolute(str(given.get("data_dir") or "var"))
        places: dict[str, object] = {
            "work_dir": data / "work",
            "database_url": f"sqlite:///{data / 'freethrow.db'}",
            "redis_url": own_queue_url(data),
            "base_url": _address(given),
        }
        if not any(given.get(name) for name in S3_NEEDS):
            places["store_dir"] = data / "store"
        return places | given

    @model_validator(mode="after")
    def _store_is_one_and_whole(self) -> Self:
        missing = [name.upper() for name in S3_NEEDS if not getattr(self, name)]
        if len(missing) == len(S3_NEEDS):
            return self
        if missing:
            raise ValueError(f"{missing[0]} is missing; an S3 store needs it as well")
        if self.store_dir is not None:
            raise ValueError("STORE_DIR and S3_ENDPOINT_URL are both set; keep the one you use")
        return self

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("TLS_CERT and TLS_KEY belong together; set both or neither")
        return self

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def uses_s3(self) -> bool:
        return bool(self.s3_endpoint_url)

    @property
    def brings_own_queue(self) -> bool:
        """Whether `freethrow up` starts the queue itself, on a socket only this account reaches."""
        return self.redis_url == own_queue_url(self.data_dir)

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us over https, by our own certificate or a proxy's."""
        return self.base_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the web server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Refuses what cannot work with a sentence (`SettingsError`).

    An empty variable counts as not set. With SQLite a missing SECRET_KEY is made once and kept in
    the data directory; with a database server it has to be given, because every machine needs the
    same one.
    """
    source = os.environ if env is None else env
    given = {
        name: source[name.upper()] for name in Settings.model_fields if source.get(name.upper())
    }
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    return settings if settings.secret_key else _with_kept_secret(settings)


def _with_kept_secret(settings: Settings) -> Settings:
    if not settings.uses_sqlite:
        raise SettingsError(
            "SECRET_KEY is not set; with a database server every process needs the same one "
            "(make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))')."
        )
    return settings.model_copy(update={"secret_key": kept_secret(settings.data_dir)})


def kept_secret(data_dir: Path) -> str:
    """The key made once for this data directory; processes that start together agree on one."""
    path = data_dir / "secret.key"
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _keep(path, secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(f"DATA_DIR {data_dir} cannot be used: {error.strerror}.") from None


def _keep(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # readable by us alone
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
    with suppress(FileExistsError):
        os.link(name, path)  # never replaces: the first process to get here decides
    os.unlink(name)


def queue_socket(data_dir: Path) -> Path:
    """Where the queue of this data directory listens; the same for every process that asks."""
    inside = data_dir / "run" / "queue.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    name = sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"freethrow-{os.getuid()}-{name}" / "queue.sock"


def own_queue_url(data_dir: Path) -> str:
    return f"unix://{queue_socket(data_dir)}"


def _address(given: dict[str, object]) -> str:
    scheme = "https" if given.get("tls_cert") else "http"
    host = str(given.get("host", "127.0.0.1"))
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{given.get('port', 8000)}"


def _url(value: str, schemes: set[str]) -> str:
    if value and urlsplit(value).scheme not in schemes:
        raise ValueError("it must begin with " + " or ".join(f"{s}://" for s in sorted(schemes)))
    return value


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("it is not a database address") from None
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError("it must begin with sqlite:/// or postgresql://")
    return url.render_as_string(hide_password=False)


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    problem = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return problem + "."
    name = str(first["loc"][0]).upper()
    shown = "" if name in SECRETS else f" ({first['input']})"
    return f"{name}{shown} does not work: {problem[0].lower() + problem[1:]}."
