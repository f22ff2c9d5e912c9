"""The one blueprint that the doors of this room hang on."""

from flask import Blueprint

routes = Blueprint("coaching", __name__)
