"""The blueprint of this room. Its doors are called `people.…`: that is what the pages are about."""

from flask import Blueprint

doors = Blueprint("people", __name__)
