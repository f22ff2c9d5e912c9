"""What the tests of workers share: the parts of an installation, and something recorded."""

import pytest

from media.samples import make_recording
from media.storage import Store
from practice.db import Database
from practice.settings import Settings
from workers.boot import Parts


@pytest.fixture
def parts(settings: Settings, db: Database, store: Store) -> Parts:
    return Parts(settings, db, store)


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Six seconds as Chrome would record them: no duration in the header."""
    path = tmp_path_factory.mktemp("recording") / "take.webm"
    return make_recording(path, 6, "webm-vp8").read_bytes()
