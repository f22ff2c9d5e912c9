"""The timezones to choose from: places, and UTC."""

from practice.web.fields import ZONES

REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/",
           "Indian/", "Pacific/")  # fmt: skip

ZONE_OPTIONS = [("UTC", "UTC")] + [
    (name, name.replace("_", " ")) for name in sorted(ZONES) if name.startswith(REGIONS)
]
