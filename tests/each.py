"""A rule that every file has to keep, as one test: it names all files that break it.

A test for each file and rule would be thousands, and running them took longer than looking.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence


def on_each(names: str, rows: Iterable[Sequence[object]]) -> Callable[..., Callable[..., None]]:
    """Check each of these rows, given by these names; other parameters are fixtures as usual."""
    looped, all_rows = names.split(), list(rows)

    def decorate(check: Callable[..., None]) -> Callable[..., None]:
        def test(**fixtures: object) -> None:
            broken = [found for row in all_rows if (found := _broken(check, row, fixtures))]
            assert all_rows, "nothing to look at"
            assert not broken, "\n".join(broken)

        def _broken(
            check: Callable[..., None], row: Sequence[object], fixtures: dict[str, object]
        ) -> str:
            try:
                check(**dict(zip(looped, row, strict=True)), **fixtures)
            except AssertionError as error:
                return f"{row[0]}: {str(error) or 'breaks the rule'}"
            return ""

        whole = inspect.signature(check)
        others = [one for name, one in whole.parameters.items() if name not in looped]
        test.__name__, test.__doc__, test.__module__ = (
            check.__name__, check.__doc__, check.__module__
        )  # fmt: skip
        test.__signature__ = whole.replace(parameters=others)  # type: ignore[attr-defined]
        return test

    return decorate
