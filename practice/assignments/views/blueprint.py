"""Where the doors of assigning hang."""

from flask import Blueprint

from practice.people.models import Role

routes = Blueprint("assignments", __name__)
LEADERS = (Role.manager, Role.enablement)
