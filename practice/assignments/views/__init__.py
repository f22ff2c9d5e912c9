"""The doors of assigning: putting one together, steering it, and what becomes of one target."""

from practice.assignments.views import authoring, previewing, running, targets
from practice.assignments.views.blueprint import routes

__all__ = ["authoring", "previewing", "routes", "running", "targets"]
