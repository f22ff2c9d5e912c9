"""The file that was sent: a plain file alone, or a .zip of one with recordings beside it.

A .zip is looked at before it is opened and measured before it is unpacked, and its names are only
ever compared, never used as paths.
"""

import codecs
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from practice.errors import Invalid, TooLarge
from practice.scenarios.archives import directory_of

MOST_BYTES = 200 * 1024 * 1024
MOST_RECORDING = 32 * 1024 * 1024
MOST_TEXT = 500_000
MOST_FILES = 60
MOST_DIRECTORY = 60_000
PLAIN = (".yaml", ".yml")
MEDIA = {
    ".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime", ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg", ".wav": "audio/wav", ".ogg": "audio/ogg",
}  # fmt: skip
ENCRYPTED = 1
NO_ZIP = "We can’t read that .zip file. Pack the files anew and try again."
BROKEN = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    UnicodeError,
    zlib.error,
)


@dataclass(frozen=True)
class Parcel:
    """The plain file's text, and what lies beside it by its name as the text has it."""

    text: str
    beside: Mapping[str, ZipInfo] = field(default_factory=dict)
    archive: ZipFile | None = None

    def why_no_recording(self, name: str) -> str:
        """What keeps this name from being a recording, in a sentence; empty when nothing."""
        if PurePosixPath(name).suffix.lower() not in MEDIA:
            return f"“{name}” is no recording we know. Use {', '.join(MEDIA)}."
        return self.why_not(name, MOST_RECORDING)

    def why_not(self, name: str, most_bytes: int) -> str:
        """What keeps this name from being a file of at most so many bytes; empty when nothing."""
        if name not in self.beside:
            return f"There is no “{name}” in the .zip file."
        if not 0 < self.beside[name].file_size <= most_bytes:
            return f"“{name}” is empty, or larger than {most_bytes // 1024**2} MB."
        return ""

    def unpack(self, name: str, path: Path) -> None:
        """Write one of them to this path."""
        assert self.archive is not None  # noqa: S101 -- names are found in an archive only
        try:
            with self.archive.open(self.beside[name]) as packed, path.open("wb") as target:
                shutil.copyfileobj(packed, target)
        except BROKEN:
            refuse(NO_ZIP)


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Parcel]:
    """What was sent, open as long as recordings may be unpacked. Refuses what is none of both."""
    begins = file.read(4)
    file.seek(0)
    if begins[:2] != b"PK":
        yield Parcel(decoded(file.read(MOST_TEXT + 1)))
        return
    check_directory(file)
    with unzipped(file) as archive:
        yield parcel_of(archive)


@contextmanager
def unzipped(file: IO[bytes]) -> Iterator[ZipFile]:
    """The archive, if it is one."""
    try:
        archive = ZipFile(file)
    except BROKEN:
        refuse(NO_ZIP)
    with archive:
        yield archive


def check_directory(file: IO[bytes]) -> None:
    """Refuse a .zip whose own table of contents is larger than any scenario needs."""
    found = directory_of(file)
    if found is None:
        refuse(NO_ZIP)
    if found[0] > MOST_FILES or found[1] > MOST_DIRECTORY:
        refuse(f"That .zip file is too full. Pack it anew with at most {MOST_FILES} files.")


def refuse(sentence: str) -> NoReturn:
    """Refuse the file with this sentence."""
    raise Invalid(sentence, {"file": sentence})


def parcel_of(archive: ZipFile) -> Parcel:
    """The one plain file in it and what lies beside that. Refuses names that lead elsewhere."""
    entries = [each for each in archive.infolist() if is_meant(each)]
    for each in entries:
        check(each)
    if sum(each.file_size for each in entries) > MOST_BYTES:
        raise TooLarge("Unpacked, that .zip file is larger than 200 MB.")
    names = [each.filename for each in entries]
    found = [each for each in entries if each.filename.lower().endswith(PLAIN)]
    if len(found) != 1 or len(set(names)) < len(names):
        refuse("Put exactly one .yaml file into the .zip, and every other file once.")
    text = decoded(read_text(archive, found[0]))
    base = found[0].filename.rpartition("/")[0]
    base = f"{base}/" if base else ""
    inside = {each.filename: each for each in entries if each.filename.startswith(base)}
    return Parcel(text, {name.removeprefix(base): each for name, each in inside.items()}, archive)


def is_meant(entry: ZipInfo) -> bool:
    """Whether somebody put this file in, and not their operating system."""
    name = PurePosixPath(entry.filename)
    return not (entry.is_dir() or name.name.startswith(".") or name.parts[:1] == ("__MACOSX",))


def check(entry: ZipInfo) -> None:
    """Refuse a name that leads out of the archive, and what is locked."""
    name = entry.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        refuse(f"The .zip file has a name in it that leads elsewhere: “{name[:60]}”.")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # others unpack without a measure
        refuse(NO_ZIP)
    if entry.flag_bits & ENCRYPTED:
        refuse("That .zip file is locked with a password. Pack it without one.")


def read_text(archive: ZipFile, entry: ZipInfo) -> bytes:
    """The bytes of the plain file, at most one more than it may have."""
    try:
        with archive.open(entry) as packed:
            return packed.read(MOST_TEXT + 1)
    except BROKEN:
        refuse(NO_ZIP)


def decoded(content: bytes) -> str:
    """The text in these bytes; refuses what is too large or no text."""
    if len(content) > MOST_TEXT:
        raise TooLarge("That file is larger than a scenario can be.")
    encoding = (
        "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    )
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        refuse("We can’t read that file. Save it as text in UTF-8 and try again.")
