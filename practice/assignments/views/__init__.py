"""The doors of assigning: putting one together, steering it, and what becomes of one target."""

from practice.assignments.views import authoring, handing, previewing, running, targets
from practice.assignments.views.blueprint import routes

__all__ = ["authoring", "handing", "previewing", "routes", "running", "targets"]
