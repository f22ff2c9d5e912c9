"""The command line: `freethrow …` starts the whole, each part of it, and what an operator needs."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from media.errors import StoreError
from practice import migrate
from practice.db import utcnow
from practice.errors import NotFound
from practice.recordings import remaking
from practice.recordings.models import AssetState
from practice.recordings.remaking import Standing, Wanted
from practice.settings import Settings, SettingsError, load_settings
from workers import backup as backups
from workers import prepare, reprocess, sweep, up, worker
from workers import web as server
from workers.address import CannotStart, ready_for_network, refuse_open_http, refuse_taken_port
from workers.boot import Parts, without_bell
from workers.demo import make_demo
from workers.doorbell import RqDoorbell

WIDTH = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}
console = Console(highlight=False, soft_wrap=True)
SPEED_OF = 600.0  # seconds: the remaining time is judged by the pace of the last ten minutes
Folder = click.Path(file_okay=False, path_type=Path)


@contextmanager
def sentences() -> Iterator[None]:
    """What we refuse with a reason is told as that reason, without a stack."""
    try:
        yield
    except (SettingsError, CannotStart, backups.BackupError, NotFound) as error:
        raise click.ClickException(str(error)) from None
    except StoreError as error:
        raise click.ClickException(f"{error.sentence} {error.detail}".strip()) from None


def settings() -> Settings:
    with sentences():
        return load_settings()


def say(text: str) -> None:
    console.print(text, markup=False)


@contextmanager
def opened() -> Iterator[Parts]:
    """Database and store of this installation, for one command."""
    with sentences():
        parts = without_bell(load_settings())
        try:
            yield parts
        finally:
            parts.db.dispose()


@contextmanager
def bar(what: str) -> Iterator[backups.Tick]:
    """A progress bar that is fed with (done, of how many)."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def standing_bar(began: datetime) -> Iterator[reprocess.Show]:
    """A progress bar that is fed with how far the workers are."""
    columns = (
        *(
            TextColumn("Making anew"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
        ),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, speed_estimate_period=SPEED_OF) as progress:
        task = progress.add_task("", total=None, told="")

        def show(now: Standing) -> None:
            total, told = now.closed + now.left, reprocess.told(now, utcnow() - began)
            progress.update(task, completed=now.closed, total=total, told=told)

        yield show


@click.group(context_settings=WIDTH)
@click.version_option(package_name="freethrow")
def main() -> None:
    """Freethrow: video practice and role play for sales teams.

    `freethrow up` runs the whole product on this machine. To spread it over several, run
    `web`, `worker` and `sweep` one by one under your own supervisor.

    Settings come from environment variables; docs/configuration.md lists them all.
    """


@main.command("up")
def up_command() -> None:
    """Start everything on this machine and keep it running.

    Brings the database to the newest schema, fills a new one with the demo organization (not
    with DEMO=0), then keeps queue, web server, workers and sweep running until Ctrl-C.
    What is not configured is embedded: SQLite, a folder for recordings and a queue in DATA_DIR.

    \b
      freethrow up                          http://127.0.0.1:8000
      PORT=9000 DEMO=0 freethrow up         another port, no demo data
      HOST=0.0.0.0 freethrow up             https for the local network, to record on a phone
    """
    with sentences():
        given = load_settings()
        lock = up.alone_in(given.data_dir)
        refuse_taken_port(given)
        up.make_private_places(given)
        ready = ready_for_network(given)
        welcome = prepare.prepare(ready, say)
        code = up.up(ready, say, lambda: say(welcome))
        os.close(lock)
    sys.exit(code)


@main.command()
def web() -> None:
    """Serve the web application (gunicorn, any number of machines).

    Run `freethrow db upgrade` first. WEB_PROCESSES and WEB_THREADS set how much it takes on.
    Put a proxy with https in front: docs/tls-and-proxies.md.
    """
    chosen = settings()
    with sentences():
        refuse_open_http(chosen)
    server.run(chosen)


@main.command("worker")
@click.option(
    "--lane",
    type=click.Choice(sorted(worker.LANES)),
    default="all",
    show_default=True,
    help="fast: what people wait for. slow: encoding, and old takes after that. all: both.",
)
def worker_command(lane: str) -> None:
    """Do the work: transcode takes, find reviewers, send mail.

    Run one with `--lane fast` so that a short take never waits behind a long one, and as many
    others as there are cores to spare. A worker may die at any time; its job is taken up again.
    """
    worker.run(settings(), lane)


@main.command("sweep")
def sweep_command() -> None:
    """Find what was lost or forgotten and set it going again.

    Rings for jobs that nobody heard of, takes back those whose worker died, finishes uploads
    whose browser is gone, removes what nobody needs. Run one; a second does no harm.
    """
    sweep.run(settings())


@main.group()
def db() -> None:
    """The database's schema."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the schema to this release. Run it once before the parts of a new release start."""
    with opened() as parts:
        prepare.bring_up_to_date(parts.db)
    say("The database has the newest schema.")


@db.command("check")
def db_check() -> None:
    """Tell whether the database is reachable and has the schema of this release."""
    with opened() as parts:
        current = migrate.current_revision(parts.db.engine)
        newest = migrate.newest_revision(parts.db.engine)
    if current != newest:
        raise click.ClickException(
            f"The schema is {current or 'empty'}, this release needs {newest}. "
            "Run: freethrow db upgrade"
        )
    say(f"The database is reachable and current ({current}).")


@main.command()
def demo() -> None:
    """Fill an empty database with the demo organization and print its sign-ins.

    Two teams, eleven people, a starter library and takes in every state, all plainly marked as
    demo. `freethrow up` does this by itself; this is for the parts that are started one by one.
    """
    with opened() as parts:
        prepare.bring_up_to_date(parts.db)
        if prepare.has_people(parts.db):
            raise click.ClickException("There are people already; a demo needs an empty database.")
        make_demo(parts.db, parts.store, parts.settings)
        said = prepare.sign_ins(parts.settings)
    say("\n".join(said))


@main.command("first-admin")
def first_admin() -> None:
    """Print a link that makes its visitor the first admin.

    Works as long as no admin can sign in. Each call makes a new link and closes the earlier ones.
    """
    with opened() as parts:
        prepare.bring_up_to_date(parts.db)
        link = prepare.first_admin_link(parts.db, parts.settings)
    if link is None:
        raise click.ClickException("There is an admin already; they can invite others.")
    say(link)


@main.group()
def storage() -> None:
    """The store for recordings."""


@storage.command("check")
def storage_check() -> None:
    """Prove with real requests that the store does what recording needs.

    Writes, reads and deletes test objects; tries signed addresses with right and wrong bytes,
    and cross-origin requests as a browser at BASE_URL would make them.
    """
    with opened() as parts:
        findings = parts.store.check(parts.settings.base_url)
    for finding in findings:
        say(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.sentence}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@main.group()
def media() -> None:
    """What was made of recordings."""


@media.command("status")
def media_status() -> None:
    """Count the recordings by state, and tell how many an earlier release's recipe made.

    Those can be made anew with `freethrow media reprocess`, for what a newer release makes better.
    """
    with opened() as parts, parts.db.reading() as session:
        counts = remaking.counts_by_state(session)
        old = remaking.count_to_remake(session, Wanted())
        now = remaking.standing(session, utcnow())
    for state in AssetState:
        say(f"{state.value:<12}{counts.get(state, 0):>9,}")
    say(f"\n{old:,} of those that are ready or partial were not made by the present recipe.")
    say(f"{now.left:,} are asked to be made anew, {now.running:,} of them in work right now.")


@media.command("reprocess")
@click.option("--all", "anew", is_flag=True, help="Also what the present recipe made already.")
@click.option("--take", "take_id", type=click.UUID, help="The recording of this take alone.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Recorded on this day or later.")
@click.option("--limit", type=click.IntRange(1), help="At most so many, the newest first.")
@click.option("--dry-run", is_flag=True, help="Only tell how many it would be.")
@click.option("--watch/--no-watch", default=True, help="Follow how it goes. On by default.")
def media_reprocess(
    anew: bool,
    take_id: UUID | None,
    since: datetime | None,
    limit: int | None,
    dry_run: bool,
    watch: bool,
) -> None:
    """Have old recordings made anew by the recipe of this release.

    Workers do it when no new take waits. What can be watched stays until the new versions are
    there, and comments keep their times. Break it off and start it again at any time: what was
    asked for is not asked for twice. Days begin at midnight UTC.

    \b
      freethrow media reprocess --dry-run              how many would it be?
      freethrow media reprocess --since 2027-01-31     what was recorded since
      freethrow media reprocess --take ID --all        one take, whatever made it
    """
    if dry_run and take_id:
        raise click.UsageError("--dry-run counts recordings; it does not go with --take.")
    wanted = Wanted(anew, since.replace(tzinfo=UTC) if since else None)
    with opened() as parts:
        if dry_run:
            say(f"{_recordings(reprocess.count(parts.db, wanted, limit))} would be made anew.")
            return
        began = utcnow()
        if take_id:
            asked = int(reprocess.ask_for_take(parts.db, take_id, anew))
        else:
            with bar("Asking for them") as tick:
                asked = reprocess.ask_for_all(parts.db, wanted, limit, tick)
        _follow(parts, began, asked, watch)


def _follow(parts: Parts, began: datetime, asked: int, watch: bool) -> None:
    """Tell what was asked for, and how it goes until all of it is done or somebody leaves."""
    with parts.db.reading() as session:
        left = remaking.standing(session, began).left
    say(f"{_recordings(asked)} asked to be made anew; {left:,} now wait or are in work.")
    if not left:
        return
    if trouble := reprocess.nobody_does_it(RqDoorbell(parts.settings.redis_url).listeners()):
        say(trouble)
    if watch:
        _watch(parts, began)


def _watch(parts: Parts, began: datetime) -> None:
    try:
        with standing_bar(began) as show:
            end = reprocess.watch(parts.db, began, show)
    except KeyboardInterrupt:
        say("The jobs go on without this. Run the same without --all to follow them again.")
        return
    say(f"{_recordings(end.done)} made anew.")
    if end.failed:
        raise click.ClickException(f"{_recordings(end.failed)} failed. See why under Jobs.")


def _recordings(count: int) -> str:
    return f"{count:,} recording{'' if count == 1 else 's'}"


@main.command()
@click.argument("directory", type=Folder)
def backup(directory: Path) -> None:
    """Write everything to DIRECTORY: every row and every recording, with digests.

    Others may go on working. The format is the same for every database and store, so a backup of
    SQLite and a folder can be restored to PostgreSQL and S3. Keep SECRET_KEY elsewhere.
    """
    with opened() as parts, bar("Copying recordings") as tick:
        made = backups.back_up(parts.db, parts.store, directory, tick)
    say(_told("Backed up", made))


@main.command()
@click.argument("directory", type=Folder)
@click.option("--replace", is_flag=True, help="Remove what is there now. It is gone for good.")
def restore(directory: Path, replace: bool) -> None:
    """Bring back the backup in DIRECTORY.

    Stop Freethrow first. Every digest is checked before anything changes; the rows appear
    together or not at all. Refuses an installation that is in use unless --replace is given.
    """
    with opened() as parts:
        lock = up.alone_in(parts.settings.data_dir)
        prepare.bring_up_to_date(parts.db)
        with bar("Restoring recordings") as tick:
            made = backups.restore(parts.db, parts.store, directory, tick, replace)
        os.close(lock)
    say(_told("Restored", made))


def _told(verb: str, made: backups.Manifest) -> str:
    rows = sum(note.rows for note in made.tables.values())
    size = sum(note.size for note in made.objects) / 1_000_000
    return f"{verb} {rows} rows and {len(made.objects)} objects ({size:.1f} MB)."


if __name__ == "__main__":
    main()
