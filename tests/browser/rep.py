"""Somebody who records: signed in, at the camera, with a look at what the product made of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from practice.db import Database
from practice.people.passwords import hash_password
from practice.recordings.models import MediaAsset, Segment
from practice.takes.models import Take
from tests import factories as make
from tests.product import Product
from tests.waiting import until

PASSWORD = "a take a day keeps"
# What the recorder made, put together before anything of ours touches it.
OVERHEAR = """
const Real = window.MediaRecorder;
window.made = [];
window.MediaRecorder = class extends Real {
  constructor(...more) {
    super(...more);
    const chunks = [];
    window.made.push(chunks);
    this.addEventListener("dataavailable", (event) => chunks.push(event.data));
  }
};
window.digestOfAll = async () => {
  const bytes = await new Blob(window.made.flat()).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
"""


@dataclass
class Rep:
    """Somebody at the camera, and a look behind the scenes."""

    context: BrowserContext
    page: Page
    db: Database
    url: str
    email: str
    record_path: str

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.url}/sign-in")
        page.fill("[name=email]", self.email)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda where: "/sign-in" not in where)

    def arrive(self) -> None:
        """Signed in by the same form, but without drawing it and the page behind it."""
        ask, door = self.context.request, f"{self.url}/sign-in"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', ask.get(door).text())
        assert token
        form = {"email": self.email, "password": PASSWORD, "csrf_token": token[1]}
        assert ask.post(door, form=form, max_redirects=0).status == 302

    def open_recorder(self, path: str = "") -> None:
        self.page.goto(path or self.record_path)
        accept = self.page.get_by_role("button", name="Accept and go to the camera")
        if accept.count():
            accept.click()
        expect(self.button("Record")).to_be_visible()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def record(self, seconds: float) -> None:
        self.button("Record").click()
        expect(self.button("Stop")).to_be_visible()
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1000)

    def stop(self) -> None:
        self.button("Stop").click()
        expect(self.page.get_by_text("Your take is here.", exact=False).last).to_be_visible()

    def take(self) -> Take:
        with self.db.reading() as session:
            found = session.scalars(select(Take).order_by(Take.created_at.desc())).first()
            assert found is not None
            return found

    def asset(self) -> MediaAsset:
        with self.db.reading() as session:
            return session.get_one(MediaAsset, self.take().asset_id)

    def segments(self, asset: MediaAsset) -> list[Segment]:
        mine = select(Segment).where(Segment.asset_id == asset.id).order_by(Segment.position)
        with self.db.reading() as session:
            return list(session.scalars(mine))

    def until(self, there: Callable[[MediaAsset], bool]) -> MediaAsset:
        def found() -> MediaAsset | None:
            return asset if there(asset := self.asset()) else None

        return until("it is there", found, rest=self.wait)

    def settled(self) -> MediaAsset:
        return self.until(lambda asset: asset.is_settled)

    def watchable(self) -> MediaAsset:
        return self.until(lambda asset: asset.is_watchable)


@contextmanager
def rep_in(context: BrowserContext, product: Product, url: str) -> Iterator[Rep]:
    """A rep in this browser, who comes to the product at this address."""
    own = f"sqlite:///{product.env['DATA_DIR']}/freethrow.db"
    db = Database(product.env.get("DATABASE_URL", own))
    with db.work() as session:
        person = make.person(session, "Maya Chen", password_hash=hash_password(PASSWORD))
        person.email = f"maya{person.id.hex}@example.com"
        version = make.scenario(session, "Price objections", target_seconds=20)
    context.add_init_script(OVERHEAR)
    path = f"{url}/record?scenario={version.scenario_id}"
    made = Rep(context, context.new_page(), db, url, person.email, path)
    made.arrive()
    yield made
    db.dispose()
