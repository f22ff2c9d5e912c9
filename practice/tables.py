"""Every model, imported once: what migrations, backups and tests need to see whole."""

from practice.assignments import models as assignments
from practice.audit import models as audit
from practice.calendars import models as calendars
from practice.coaching import models as coaching
from practice.db import Base
from practice.library import models as library
from practice.notices import models as notices
from practice.people import models as people
from practice.recordings import models as recordings
from practice.reviews import models as reviews
from practice.scenarios import models as scenarios
from practice.takes import models as takes

ROOMS = (
    people,
    audit,
    notices,
    recordings,
    scenarios,
    library,
    assignments,
    takes,
    reviews,
    coaching,
    calendars,
)
metadata = Base.metadata
