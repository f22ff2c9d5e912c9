"""The upload probe: how fast this connection is, told before recording.

The browser makes 256 KiB that don’t compress (frontend/recorder/speed.mjs makes the same)
and puts them straight to the store. There is one such object per person, written over each time;
no row names it, so the sweep removes it as it does all orphans.
"""

from media.objects import SignedPut
from media.storage import Store
from practice.people.models import Person

SIZE = 256 * 1024
SHA256 = "7b71d66fe27968bfcfedaf25844ed0a0295ea34e1275cd949a17de7e16af9711"
TYPE = "application/octet-stream"
PUT_SECONDS = 60


def sign_probe(store: Store, person: Person) -> SignedPut:
    """An address that takes the probe's bytes and no others."""
    return store.sign_put(probe_key(person), SIZE, SHA256, TYPE, PUT_SECONDS)


def probe_key(person: Person) -> str:
    """Where this person's probe lies: below `r/`, which the sweep looks through."""
    return f"r/speed-{person.id.hex}/probe"
