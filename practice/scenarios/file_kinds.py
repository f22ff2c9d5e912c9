"""What kind of file these bytes are, by what stands in them and not only by their name."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from practice.scenarios.archives import directory_of

OFFICE = "application/vnd.openxmlformats-officedocument."
MOST_ENTRIES, MOST_DIRECTORY = 5_000, 1_000_000
MOST_LOOKED_AT = 10 * 1024 * 1024


def begins(*marks: bytes) -> Callable[[Path], bool]:
    """Whether a file begins with one of these bytes."""

    def look(path: Path) -> bool:
        with path.open("rb") as file:
            return file.read(16).startswith(marks)

    return look


def is_text(path: Path) -> bool:
    """Whether it is plain text in UTF-8."""
    try:
        text = path.read_bytes()[:MOST_LOOKED_AT].decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(each < " " and each not in "\t\n\r\f" for each in text)


def is_office(part: str) -> Callable[[Path], bool]:
    """Whether it is an office document that has this part."""

    def look(path: Path) -> bool:
        try:
            with path.open("rb") as file:
                found = directory_of(file)
                if found is None or found[0] > MOST_ENTRIES or found[1] > MOST_DIRECTORY:
                    return False
                with ZipFile(file) as archive:
                    return {"[Content_Types].xml", part} <= set(archive.namelist())
        except (BadZipFile, OSError, ValueError, NotImplementedError):
            return False

    return look


KINDS: Mapping[str, tuple[str, Callable[[Path], bool]]] = {
    ".pdf": ("application/pdf", begins(b"%PDF-")),
    ".png": ("image/png", begins(b"\x89PNG\r\n\x1a\n")),
    ".jpg": ("image/jpeg", begins(b"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", begins(b"\xff\xd8\xff")),
    ".txt": ("text/plain; charset=utf-8", is_text),
    ".docx": (f"{OFFICE}wordprocessingml.document", is_office("word/document.xml")),
    ".pptx": (f"{OFFICE}presentationml.presentation", is_office("ppt/presentation.xml")),
}


def kind_of(name: str, path: Path) -> str | None:
    """The type of a file whose name and content agree; None when they don't, or it is no kind
    that we take."""
    known = KINDS.get(PurePosixPath(name).suffix.lower())
    if known is None or not known[1](path):
        return None
    return known[0]
