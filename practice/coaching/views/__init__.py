"""The doors of coaching: saying feedback back, the page of a 1:1, coaching time."""

from practice.coaching.views import hours, meeting, promises, saying_back
from practice.coaching.views.doors import routes

__all__ = ["hours", "meeting", "promises", "routes", "saying_back"]
