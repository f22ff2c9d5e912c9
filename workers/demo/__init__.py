"""The demo organization: two teams, eleven people and takes in every state, marked as demo."""

from workers.demo.build import make_demo
from workers.demo.password import demo_password
from workers.demo.people import SIGN_INS

__all__ = ["SIGN_INS", "demo_password", "make_demo"]
