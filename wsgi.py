"""The web application as a WSGI server wants it."""

from practice.app import create_app
from practice.settings import load_settings
from workers.doorbell import RqDoorbell

settings = load_settings()
app = create_app(settings, doorbell=RqDoorbell(settings.redis_url))
