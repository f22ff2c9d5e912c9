"""The web application as a WSGI server wants it."""

from sqlalchemy.orm import configure_mappers

from practice.app import create_app
from practice.memory import settle
from practice.settings import load_settings
from practice.web.ahead import compile_ahead
from workers.boot import set_up_log
from workers.doorbell import RqDoorbell

set_up_log()
settings = load_settings()
app = create_app(settings, doorbell=RqDoorbell(settings.redis_url))
configure_mappers()  # now, not on somebody's first page
compile_ahead(app)
settle()
