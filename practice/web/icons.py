"""Icons as inline SVG: no request, no font, the color of the text around them.

Pictures of things come from the Lucide set. Shapes that carry meaning of their own (the
kinds of a comment, the bars of a level, the brand) are drawn here, so that they can be told
apart without color. An icon beside words is silent; one that stands alone takes a label.
"""

import functools
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from flask import Flask
from markupsafe import Markup

KIND_SHAPES = {
    "strength": Markup('<circle cx="8" cy="8" r="5.5"/>'),
    "try": Markup('<path d="M8 1.5 14.5 8 8 14.5 1.5 8Z"/>'),
    "ask": Markup('<path d="M8 2 14.8 13.6H1.2Z"/>'),
    "note": Markup('<rect x="2.75" y="2.75" width="10.5" height="10.5" rx="1"/>'),
}
BAR_HEIGHTS = (3, 5, 7, 9, 11)


@functools.cache
def _lucide() -> ZipFile:
    """The whole set, opened once: the package opens it anew for each icon, 10 ms every time."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@functools.cache
def _drawing(name: str) -> Markup:
    """The strokes of a Lucide icon. An unknown name raises, so a test page shows it at once."""
    svg = _lucide().read(f"{name}.svg").decode()
    strokes = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")].strip()
    return Markup(strokes)  # noqa: S704 - from the package, not from people


def _spoken(label: str | None) -> Markup:
    if label is None:
        return Markup('aria-hidden="true"')
    return Markup('role="img" aria-label="{}"').format(label)


@functools.lru_cache(maxsize=1024)  # some pages show hundreds
def icon(name: str, label: str | None = None) -> Markup:
    """A Lucide icon in the size and color of the text. Give `label` only if it stands alone."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>'
    ).format(_spoken(label), _drawing(name))


def kind_shape(kind: str, label: str | None = None) -> Markup:
    """The shape of a comment's kind: circle, diamond, triangle, square."""
    return Markup(
        '<svg class="shape k-{}" viewBox="0 0 16 16" fill="currentColor" {}>{}</svg>'
    ).format(kind, _spoken(label), KIND_SHAPES[kind])


@functools.lru_cache(maxsize=256)  # a map shows hundreds
def level_bars(level: int, label: str | None = None) -> Markup:
    """Five rising bars, filled up to the level; their size and strokes are the style sheet's."""
    bars = [f"M{3 * step + 1} 11V{11 - height}" for step, height in enumerate(BAR_HEIGHTS)]
    drawn = Markup('<path d="{}"/>').format("".join(bars[:level]))
    if level < len(bars):
        drawn += Markup('<path class="off" d="{}"/>').format("".join(bars[level:]))
    return Markup('<svg class="bars" {}>{}</svg>').format(_spoken(label), drawn)


def brand_mark() -> Markup:
    """A ball over the basket."""
    return Markup(
        '<svg class="mark" viewBox="0 0 22 22" fill="none" stroke-width="2" aria-hidden="true">'
        '<circle class="ball" cx="11" cy="7" r="5"/><path d="M3 15h16M5 15l2 5h8l2-5" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def init_icons(app: Flask) -> None:
    """Make the drawings known to the templates."""
    drawings = (icon, kind_shape, level_bars, brand_mark)
    app.jinja_env.globals.update({drawing.__name__: drawing for drawing in drawings})
