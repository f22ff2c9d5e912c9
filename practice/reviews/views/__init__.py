"""The doors of reviewing: the queue, the room, and the page of feedback."""

from practice.reviews.views import feedback, queue, replies, room, saving
from practice.reviews.views.doors import routes

__all__ = ["feedback", "queue", "replies", "room", "routes", "saving"]
