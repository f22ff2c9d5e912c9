"""The blueprint of this room. Its doors are called `people.…`: that is what the pages are about."""

from flask import Blueprint

routes = Blueprint("people", __name__)
