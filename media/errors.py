"""Everything that can go wrong with bytes, each with a sentence a person can read.

    MediaError
    ├── Unreadable        not a video or audio file we can read
    ├── TooBig            more bytes, frames or pixels than allowed
    ├── TooLong           more minutes than allowed
    ├── BrokenPieces      a recording's pieces are missing or were changed
    ├── EncodeFailed      ffmpeg refused, crashed or wrote less than it should
    ├── OutOfTime         a contained run was stopped by its wall clock
    ├── Killed            a contained run was killed by somebody else (temporary)
    └── StoreError        the object store (temporary unless the class says otherwise)
        ├── NoSpace       the disk is full
        ├── NotStored     there is no such object
        ├── BadKey        a key outside the allowed alphabet
        └── Refused       a signed address that is wrong, expired or misused

`temporary` tells the worker whether trying again later can help.
"""


class MediaError(Exception):
    """Base of all media errors; `sentence` may be shown to the person."""

    temporary = False

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class Unreadable(MediaError):
    """The bytes are not a video or audio file that we can read."""


class TooBig(MediaError):
    """More bytes, frames or pixels than this installation allows."""


class TooLong(MediaError):
    """More minutes than this installation allows."""


class BrokenPieces(MediaError):
    """Nothing usable can be joined from the pieces of a recording."""


class EncodeFailed(MediaError):
    """ffmpeg refused the file, crashed, or its output is not what was planned."""


class OutOfTime(MediaError):
    """A contained run took longer than its wall clock allows and was killed."""


class Killed(MediaError):
    """Somebody killed a contained run: the system for want of memory, or an operator.

    Temporary, but a file that brings this about every time must not be tried forever.
    """

    temporary = True


class StoreError(MediaError):
    """The object store did not do what was asked; trying later may help."""

    temporary = True


class NoSpace(StoreError):
    """The disk is full. Temporary: somebody can make room."""


class NotStored(StoreError):
    """There is no object under this key."""

    temporary = False


class BadKey(StoreError):
    """A key that is not made of the allowed characters."""

    temporary = False


class Refused(StoreError):
    """A signed address whose signature, time or use is wrong."""

    temporary = False
