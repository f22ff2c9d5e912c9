"""Every pair of colors that meet on a screen is far enough apart (WCAG 2.2 AA), light and dark."""

import re
from itertools import combinations

import pytest

from practice.web.assets import FRONTEND

Rgb = tuple[float, float, float]
TOKENS = (FRONTEND / "css" / "tokens.css").read_text()
MODES = ("light", "dark")
SURFACES = ("bg", "surface", "sunken", "raised")
LEVELS = ("l1", "l2", "l3", "l4", "l5")
KINDS = ("strength", "try", "ask", "note")


def color(name: str, mode: str) -> Rgb:
    """A token in one mode, as linear light."""
    both = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\);", TOKENS)
    single = re.search(rf"--{name}: (#\w+);", TOKENS)
    found = both.group(1 + MODES.index(mode)) if both else single.group(1) if single else ""
    return linear(found)


def linear(text: str) -> Rgb:
    def channel(at: int) -> float:
        value = int(text[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return channel(1), channel(3), channel(5)


def contrast(one: Rgb, other: Rgb) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: Rgb) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def product(matrix: tuple[Rgb, Rgb, Rgb], vector: Rgb) -> Rgb:
    a, b, c = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return a, b, c


TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
FROM_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
FROM_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def oklab(rgb: Rgb) -> Rgb:
    one, two, three = (value ** (1 / 3) for value in product(TO_LMS, rgb))
    return product(TO_LAB, (one, two, three))


def mix(one: Rgb, share: float, other: Rgb) -> Rgb:
    """`color-mix(in oklab, one share%, other)`."""
    pairs = zip(oklab(one), oklab(other), strict=True)
    light, a, b = (x * share + y * (1 - share) for x, y in pairs)
    long, medium, short = (value**3 for value in product(FROM_LAB, (light, a, b)))
    red, green, blue = product(FROM_LMS, (long, medium, short))
    return min(max(red, 0), 1), min(max(green, 0), 1), min(max(blue, 0), 1)


def test_the_measure_itself_is_right() -> None:
    assert contrast(linear("#000000"), linear("#ffffff")) == pytest.approx(21)
    assert contrast(linear("#767676"), linear("#ffffff")) == pytest.approx(4.54, abs=0.01)
    half = mix(linear("#ff0000"), 0.5, linear("#0000ff"))
    assert half == pytest.approx(linear("#8c53a2"), abs=0.01)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "danger", "ok", "warn"])
def test_words_can_be_read_on_every_surface(ink: str, surface: str, mode: str) -> None:
    assert contrast(color(ink, mode), color(surface, mode)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ink", ["ink", "ink-2", "accent", *KINDS])
def test_words_can_be_read_on_what_is_highlighted(ink: str, mode: str) -> None:
    assert contrast(color(ink, mode), color("accent-soft", mode)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("fill", ["accent", "accent-hover"])
def test_words_can_be_read_on_the_accent(fill: str, mode: str) -> None:
    assert contrast(color("accent-ink", mode), color(fill, mode)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_words_can_be_read_on_the_danger_fill(mode: str) -> None:
    assert contrast(linear("#ffffff"), color("danger-fill", mode)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("surface", ["surface", "bg"])
def test_the_edge_of_a_field_can_be_seen(surface: str, mode: str) -> None:
    assert contrast(color("edge", mode), color(surface, mode)) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("tone", ["ink-2", "danger", "ok", "warn", "accent"])
def test_chips_can_be_read(tone: str, mode: str) -> None:
    ground = mix(color(tone, mode), 0.11, color("surface", mode))
    assert contrast(color(tone, mode), ground) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("share", [0.14, 0.20, 0.22])
def test_levels_can_be_read(level: str, share: float, mode: str) -> None:
    ground = mix(color(level, mode), share, color("surface", mode))
    words = mix(color(level, mode), 0.58, color("ink", mode))
    assert contrast(words, ground) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("surface", ["surface", "bg", "stage", "stage-2"])
def test_kinds_can_be_told_from_their_ground(kind: str, surface: str, mode: str) -> None:
    if surface.startswith("stage"):
        mode = "dark"  # the stage is always dark
    assert contrast(color(kind, mode), color(surface, mode)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("share", [0.18, 0.38])
def test_the_number_of_a_week_can_be_read(share: float, mode: str) -> None:
    ground = mix(color("accent", mode), share, color("surface", mode))
    assert contrast(color("ink", mode), ground) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_levels_differ_from_each_other(mode: str) -> None:
    for one, other in combinations(LEVELS, 2):
        pairs = zip(oklab(color(one, mode)), oklab(color(other, mode)), strict=True)
        apart = sum((a - b) ** 2 for a, b in pairs) ** 0.5
        assert apart >= 0.1, f"{one} and {other} look alike"
