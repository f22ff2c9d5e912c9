"""What axe finds wrong with a page as it stands in a browser, by all of its rules or by WCAG's.

Its script is half a megabyte and goes once into each document; only what it finds comes back.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
# While something moves or fades, its colors are those of no state.
LOOK = """async ([within, rules]) => {
  const moving = document.getAnimations().filter((one) => one.playState === "running"
    && one.effect.getComputedTiming().iterations !== Infinity);
  await Promise.all(moving.map((one) => one.finished.catch(() => null)));
  const asked = {resultTypes: ["violations"], ...(rules.length ? {runOnly: rules} : {})};
  return (await axe.run(within ?? document, asked)).violations;
}"""


def accessible(page: Page, rules: tuple[str, ...] = (), within: str | None = None) -> None:
    """Fail on what axe finds on this page, or in a part of it, once nothing moves any more."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(LOOK, [within, list(rules)])
    problems = [_told(one, node) for one in found for node in one["nodes"]]
    assert not found, "\n".join([page.url, *problems])


def _told(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{rule['id']}: {node['target']} {node['html'][:160]} {node['failureSummary']}"
