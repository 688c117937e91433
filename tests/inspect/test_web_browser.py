"""The inspector in a real browser: Debian's chromium without a window, driven by Playwright.

Each test leaves a screenshot for a person to look at; the last lines of the run say where. One of them is the picture
in README.md: with COPYTASTER_TEST_PICTURE set it is also written to .github/chain.png, to be committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from deploy.tools import program
from inspector import serving
from pages import PICTURE, png_size
from projections import projected
from stream.inspect.store import Store
from stream.local.folding import fold
from stream.stories.record import encode
from wires import HOUR, NOON, ninjs, text

STORY = "/story/urn:copytaster:story:20221129T120000Z:054f2619ddf83db5"
WIDE = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}
PICTURED = {"x": 0, "y": 102, "width": 1000, "height": 400}  # below the bar at the top
HEADLINE = "Chinese premier, Kazakh counterpart meet by video link"


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[Browser]:
    path = program("chromium", "apt-get install --no-install-recommends chromium")
    # Its sandbox needs a user namespace, which a container's root does not have.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module", name="shots")
def _shots(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where screenshots are written: COPYTASTER_TEST_SCREENSHOTS, or a temporary folder."""
    named = os.environ.get("COPYTASTER_TEST_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        request.config.get_terminal_writer().line(f"\nscreenshots: {folder}")


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory, sample_lines: list[bytes]) -> Iterator[str]:
    """An inspector over the sample, for all tests that only look."""
    folder = tmp_path_factory.mktemp("site")
    projected(folder / "sample.db", sample_lines).close()
    with serving(folder, "--db", "sample.db") as address:
        yield address


@pytest.fixture(name="open_page")
def _open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a window; at the end none may have complained, as a browser does of what the policy refuses."""
    complaints: list[str] = []
    contexts = []

    def open_page(
        path: str = "/", *, dark: bool = False, phone: bool = False, script: bool = True, site: str = site
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            color_scheme="dark" if dark else "light",
            viewport=PHONE if phone else WIDE,  # type: ignore[arg-type]  # a dict of the two
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(site) else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


Open = Callable[..., Page]


def test_the_list(open_page: Open, shots: Path) -> None:
    """Stories under their days, with chains."""
    page = open_page()

    expect(page.get_by_role("heading", level=1)).to_have_text("Stories")
    expect(page.get_by_role("link", name=HEADLINE)).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Kazakh counterpart"))).to_contain_text("XINHUA→ to VNA→ to CVN")
    page.screenshot(path=shots / "list.png")


def test_search_as_one_types(open_page: Open, shots: Path) -> None:
    """The list narrows, the address can be shared, and the way back is the browser's."""
    page = open_page()
    page.get_by_role("searchbox").type("kazakh")

    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/\?q=kazakh$"))
    page.screenshot(path=shots / "search.png")
    page.get_by_label("Language").select_option("es")
    expect(page.get_by_text("No story is like that.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?q=kazakh&language=es$"))
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.goto("/?q=kazakh")
    expect(page.get_by_role("searchbox")).to_have_value("kazakh")


def test_everything_works_without_javascript(open_page: Open) -> None:
    """Search by the button, and links."""
    page = open_page(script=False)
    page.get_by_role("searchbox").fill("kazakh")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("link", name=HEADLINE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    page.get_by_role("link", name="Read Le Courrier du Vietnam beside the canonical text").click()
    expect(page.locator("mark.bound", has_text="Smailov").first).to_be_visible()


def test_a_story_with_its_chain(open_page: Open, shots: Path) -> None:
    """Three boxes from left to right, and the lines between them, solid, for all are observed."""
    page = open_page(STORY)

    expect(page.locator("svg.chain .who")).to_have_text(["XINHUA", "VNA", "CVN"])
    boxes = [page.locator(f'.node[data-seq="{seq}"]').bounding_box() for seq in (1, 2, 3)]
    lefts = [box["x"] for box in boxes if box]
    assert len(lefts) == 3
    assert lefts == sorted(lefts)
    expect(page.locator(".edge text")).to_have_text(["+3 h 30 min", "+11 h 30 min"])
    for edge in page.locator(".edge path").all():
        expect(edge).to_have_css("stroke-dasharray", "none")
    expect(page.get_by_role("img", name="XINHUA to VNA to CVN")).to_be_visible()
    page.screenshot(path=shots / "story.png", full_page=True)


def test_the_picture_in_the_readme_can_be_taken(open_page: Open, shots: Path) -> None:
    """The upper part of a story's page: headline and chain. The committed picture has the same size."""
    page = open_page(STORY)
    page.set_viewport_size({"width": PICTURED["width"], "height": PICTURED["y"] + PICTURED["height"]})
    for name in ("XINHUA", "VNA", "CVN"):
        expect(page.locator("svg.chain .who", has_text=name)).to_be_in_viewport(ratio=0.99)

    picture = page.screenshot(path=shots / "chain.png", clip=PICTURED)  # type: ignore[arg-type]  # a dict of the four

    if os.environ.get("COPYTASTER_TEST_PICTURE"):
        PICTURE.write_bytes(picture)
    assert png_size(picture) == png_size(PICTURE.read_bytes())


def test_a_claimed_hand_is_dashed(
    browser: Browser, project: Callable[[Iterable[bytes]], Store], sample_lines: list[bytes], shots: Path
) -> None:
    """A credit names VNA, whose text is not held: box and lines are dashed."""
    record = orjson.loads(next(line for line in sample_lines if b"054f2619ddf83db5" in line))
    hop = record["hopHistory"][1]
    hop["status"], hop["item"] = "claimed", None
    del hop["timestamp"]
    store = project([orjson.dumps(record)])
    with serving(store.path.parent, "--db", str(store.path)) as site:
        page = browser.new_page(base_url=site, viewport=WIDE)  # type: ignore[arg-type]  # a dict of the two
        page.goto(STORY)
        for edge in page.locator(".edge path").all():
            expect(edge).to_have_css("stroke-dasharray", re.compile(r"6.*4"))
        expect(page.locator('.node[data-seq="2"] .when')).to_have_text("text not held")
        page.screenshot(path=shots / "claimed.png")
        page.close()


def test_a_translation_side_by_side(open_page: Open, shots: Path) -> None:
    """From the story, with one click: what both name and count has one number on either side."""
    page = open_page(STORY)
    page.get_by_role("link", name="Read Le Courrier du Vietnam beside the canonical text").click()

    sides = [page.locator(f"table.beside td:nth-child({side}) mark.bound", has_text="Alikhan") for side in (1, 2)]
    numbers = {side.first.locator("sup").inner_text() for side in sides}
    assert len(numbers) == 1
    expect(page.get_by_role("heading", name="Le Courrier du Vietnam leaves out")).to_be_visible()
    page.screenshot(path=shots / "translation.png", full_page=True)


def test_side_by_side(open_page: Open, shots: Path) -> None:
    """Two texts in one language, word by word."""
    page = open_page("/?q=whistle")
    page.locator("[data-row] a.head").first.click()
    page.get_by_role("link", name="beside the canonical text").first.click()

    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("del").first).to_be_visible()
    page.screenshot(path=shots / "diff.png", full_page=True)


def test_a_cluster_and_why(open_page: Open, shots: Path) -> None:
    """The matrix leads to the texts, the timeline to the evidence."""
    page = open_page(f"{STORY}/cluster")

    expect(page.locator("td.heat")).to_have_count(12)
    page.screenshot(path=shots / "cluster.png", full_page=True)
    page.goto(STORY)
    page.get_by_role("link", name="Why Vietnam News Agency is in this story").click()
    expect(page.get_by_text("one story", exact=True)).to_be_visible()
    page.screenshot(path=shots / "why.png")


def test_the_keyboard_is_enough(open_page: Open, shots: Path) -> None:
    """Past the head of the page, down and up the list, into a story and back, to the search."""
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    rows = page.locator("[data-row] a.head")
    for key, focused in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(focused)).to_be_focused()
    page.screenshot(path=shots / "keyboard.png")
    headline = rows.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    page.keyboard.press("u")
    expect(rows).not_to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jk")
    expect(page.get_by_role("searchbox")).to_have_value("jk")


def _paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_light_and_dark(open_page: Open, shots: Path) -> None:
    """As the system has it, until somebody chooses; the choice holds on the next page."""
    light, dark = "rgb(250, 249, 246)", "rgb(21, 23, 26)"
    assert _paper(open_page()) == light
    page = open_page(STORY, dark=True)
    assert _paper(page) == dark
    page.screenshot(path=shots / "story-dark.png", full_page=True)
    page.goto("/")
    page.screenshot(path=shots / "list-dark.png")

    page.get_by_role("button", name="Change to the light colours").click()
    assert _paper(page) == light
    page.goto(STORY)
    assert _paper(page) == light
    expect(page.get_by_role("button", name="Change to the dark colours")).to_be_visible()


@pytest.fixture(name="sample_site")
def _sample_site(tmp_path: Path) -> Iterator[str]:
    """What somebody sees who starts the inspector in an empty folder."""
    with serving(tmp_path) as address:
        yield address


def test_a_ruling_splits_a_story_and_its_withdrawal_joins_it_again(
    browser: Browser, sample_site: str, shots: Path
) -> None:
    """From the story by the evidence, with a name and a reason; then undone."""
    page = browser.new_page(base_url=sample_site, viewport=WIDE)  # type: ignore[arg-type]  # a dict of the two
    page.goto("/?q=kazakh")
    expect(page.get_by_text("This is the sample wire")).to_be_visible()
    page.get_by_role("link", name=HEADLINE).click()
    expect(page.locator("svg.chain .who")).to_have_text(["XINHUA", "VNA", "CVN"])
    story = page.url

    page.get_by_role("link", name="Why Vietnam News Agency is in this story").click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Why", exact=True).fill("two visits")
    page.get_by_role("button", name="Different").click()
    expect(page.get_by_text("Verdict: two stories")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Two stories")
    expect(page.get_by_role("status")).to_contain_text("said Ada")
    expect(page.get_by_role("status")).to_contain_text("in the stories")
    page.screenshot(path=shots / "ruled.png", full_page=True)
    page.goto(story)
    expect(page.locator(".members tbody th", has_text="Vietnam News Agency")).to_have_count(0)
    page.screenshot(path=shots / "split.png", full_page=True)

    page.get_by_role("link", name="Review", exact=True).click()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_text("None stands.")).to_be_visible()
    page.goto(story)
    expect(page.locator("svg.chain .who")).to_have_text(["XINHUA", "VNA", "CVN"])
    page.close()


def test_the_review_by_keys(browser: Browser, sample_site: str, shots: Path) -> None:
    """One key for each word, one to take it back; the name is asked for once."""
    page = browser.new_page(base_url=sample_site, viewport=WIDE)  # type: ignore[arg-type]  # a dict of the two
    page.goto("/review")
    expect(page.locator(".reasons").first).to_contain_text("blended from several sources")
    page.keyboard.press("d")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("sdx")
    page.keyboard.press("Escape")
    page.screenshot(path=shots / "review.png", full_page=True)

    page.keyboard.press("x")
    expect(page.get_by_role("status")).to_contain_text("Not sure")
    expect(page.get_by_text("Nothing waits for review.")).to_be_visible()
    page.screenshot(path=shots / "reviewed.png", full_page=True)
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Different")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("sdx")
    page.keyboard.press("s")
    expect(page.get_by_role("status")).to_contain_text("One story")
    page.close()


@pytest.fixture(name="own_site")
def _own_site(sample: Store) -> Iterator[str]:
    with serving(sample.path.parent, "--db", str(sample.path)) as address:
        yield address


def test_a_list_that_is_being_read_keeps_its_order(
    own_site: str, open_page: Open, sample: Store, sample_lines: list[bytes], shots: Path
) -> None:
    """A kill shows in its row, new stories are announced in a bar, and nothing moves until it is asked for."""
    page = open_page(site=own_site)
    before = page.locator("[data-row] a.head").all_inner_texts()
    line = next(line for line in sample_lines if b"054f2619ddf83db5" in line)
    sample.apply(orjson.loads(line)["uri"], line.replace(b'"pubStatus":"usable"', b'"pubStatus":"canceled"'))
    for number in range(3):
        uri = b"urn:copytaster:story:20221203T12000%dZ:000000000000000%d" % (number, number)
        new = line.replace(b"urn:copytaster:story:20221129T120000Z:054f2619ddf83db5", uri)
        sample.apply(uri.decode(), new.replace(b"EXAMPLE-", b"NEW%d-" % number))
    sample.commit()

    bar = page.get_by_role("link", name="3 new stories: show")
    expect(bar).to_be_visible(timeout=15_000)
    expect(page.get_by_role("row", name=re.compile("Kazakh counterpart"))).to_contain_text("killed")
    assert page.locator("[data-row] a.head").all_inner_texts() == before
    page.screenshot(path=shots / "news.png")
    bar.click()
    expect(page.locator("[data-row] a.head")).to_have_count(len(before) + 3)


@pytest.mark.parametrize("script", [True, False])
def test_what_changed_since_the_last_visit(
    own_site: str, open_page: Open, sample: Store, sample_lines: list[bytes], shots: Path, script: bool
) -> None:
    """Is marked in its place, and a link shows it alone; without a script too. A filter is kept as a link."""
    page = open_page(script=script, site=own_site)
    before = page.locator("[data-row] a.head").all_inner_texts()
    expect(page.locator(".is-news")).to_have_count(0)
    line = next(line for line in sample_lines if b"054f2619ddf83db5" in line)
    sample.apply(orjson.loads(line)["uri"], line.replace(b'"pubStatus":"usable"', b'"pubStatus":"canceled"'))
    sample.commit()
    page.context.clear_cookies(name="copytaster-before")  # as a browser does itself when its reader was away
    page.reload()

    expect(page.get_by_role("row", name=re.compile("Kazakh counterpart"))).to_contain_text("changed")
    assert page.locator("[data-row] a.head").all_inner_texts() == before
    page.screenshot(path=shots / "since.png")
    page.get_by_role("link", name="1 new or changed since your last visit").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("[data-row]")).to_have_count(len(before))

    page.goto("/?agency=VNA&language=fr")
    page.get_by_role("button", name="Keep this filter").click()
    page.goto("/")
    page.screenshot(path=shots / "kept.png")
    page.get_by_role("link", name="Vietnam News Agency · French").click()
    expect(page).to_have_url(re.compile(r"/\?agency=VNA&language=fr$"))
    page.get_by_role("button", name="Let go of this filter").click()
    expect(page.get_by_role("link", name="Vietnam News Agency · French")).to_have_count(0)


@pytest.fixture(name="ordered")
def _ordered(project: Callable[[Iterable[bytes]], Store]) -> Iterator[tuple[str, Path]]:
    """An inspector over a wire with two open orders, and the file that its rulings go to."""
    wire = [
        ninjs(
            "urn:dam", f"The Tamra reservoir burst its banks. {text(1)}", NOON, headline="Reservoir bursts its banks"
        ),
        ninjs("urn:port", f"Pilots at Tamra went back to work. {text(2)}", NOON + HOUR, headline="Pilots end strike"),
        ninjs("urn:n:1", "Please kill our reservoir story. It is wrong.", NOON + 2 * HOUR, headline="KILL"),
        ninjs("urn:n:2", "Bitte Meldung vorerst nicht verwenden.", NOON + 3 * HOUR, headline="SPERRE"),
    ]
    store = project([encode(told) for told in fold([{**each, "creditline": "AFP"} for each in wire])])
    rulings = store.path.with_name("rulings.jsonl")
    with serving(store.path.parent, "--db", str(store.path), "--rulings", str(rulings)) as address:
        yield address, rulings


def test_an_order_is_settled_by_a_key(browser: Browser, ordered: tuple[str, Path], shots: Path) -> None:
    """Beside it are the stories that it may mean; its number is in the navigation; nothing is pressed by Enter."""
    site, rulings = ordered
    page = browser.new_page(base_url=site, viewport=WIDE)  # type: ignore[arg-type]  # a dict of the two
    page.goto("/")
    page.get_by_role("link", name="Orders 2").click()
    expect(page.locator("#h-notice")).to_contain_text("SPERRE")  # the newest of two kills
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#h-notice")).to_contain_text("KILL")
    first = page.locator(".choices li").first
    expect(first).to_contain_text("Reservoir bursts its banks")
    expect(first.locator("mark").first).to_have_text("Reservoir")
    notice, choice = page.locator(".orders .notice").bounding_box(), first.bounding_box()
    assert notice
    assert choice
    assert notice["x"] + notice["width"] <= choice["x"]  # side by side
    page.screenshot(path=shots / "orders.png", full_page=True)

    page.keyboard.press("1")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert not rulings.exists()
    page.keyboard.press("1")
    expect(page.get_by_role("status")).to_contain_text("Killed: urn:dam by the notice urn:n:1")
    expect(page.get_by_role("link", name="Orders 1")).to_be_visible()
    page.keyboard.press("0")
    expect(page.get_by_text("No order waits.")).to_be_visible()
    expect(page.get_by_role("link", name="Orders", exact=True)).to_be_visible()
    page.screenshot(path=shots / "orders-none.png")
    page.keyboard.press("z")
    expect(page.locator("#h-notice")).to_contain_text("SPERRE")
    page.close()


def heading_levels(page: Page) -> list[int]:
    """The levels of the headings of a page, in its order."""
    found: list[int] = page.locator("h1, h2, h3").evaluate_all("nodes => nodes.map(node => +node.tagName[1])")
    return found


def nameless(page: Page) -> list[str]:
    """The controls of a page that have no name, as they are written; asked at once, since each question takes time."""
    controls = page.locator("main a, main button, main input:not([type=hidden]), main select")
    named = "node.labels?.length || node.ariaLabel || node.innerText.trim()"
    found: list[str] = controls.evaluate_all(f"nodes => nodes.filter(node => !({named})).map(node => node.outerHTML)")
    return found


@pytest.mark.parametrize(("name", "dark", "size"), [("dark", True, WIDE), ("phone", False, PHONE)])
def test_the_orders_in_the_dark_and_on_a_telephone(
    browser: Browser, ordered: tuple[str, Path], shots: Path, name: str, dark: bool, size: dict[str, int]
) -> None:
    """Nothing is moved sideways, every control has a name, no heading level is left out."""
    page = browser.new_page(base_url=ordered[0], viewport=size, color_scheme="dark" if dark else "light")  # type: ignore[arg-type]
    page.goto("/orders")

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    levels = heading_levels(page)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert nameless(page) == []
    page.screenshot(path=shots / f"orders-{name}.png", full_page=True)
    page.close()


@pytest.mark.parametrize(
    "path",
    [
        *("/", STORY, f"{STORY}/cluster", "/why", "/review", "/orders", "/flows", "/pickup", "/standing", "/sources"),
        "/pickup?dispatch=urn%3Anewsml%3Axinhua.example%3A20221129%3AEXAMPLE-0001",
    ],
)
def test_headings_and_names_for_a_screen_reader(open_page: Open, path: str) -> None:
    """One first heading, no level left out, a name for every control, a caption for every table."""
    page = open_page(path)
    levels = heading_levels(page)

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.locator("table:not(:has(> caption))").count() == 0
    assert nameless(page) == []


HOUSES = [("flows", "/flows"), ("pickup", "/pickup"), ("standing", "/standing")]


@pytest.mark.parametrize(("name", "path"), HOUSES)
@pytest.mark.parametrize("dark", [False, True])
def test_pages_of_houses(open_page: Open, shots: Path, name: str, path: str, dark: bool) -> None:
    """They are led to by the navigation, and one goes down their rows by key."""
    page = open_page("/", dark=dark)
    page.locator(f'.top nav a[href="{path}"]').click()

    expect(page.locator(f'.top nav a[href="{path}"]')).to_have_attribute("aria-current", "page")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null")
    page.screenshot(path=shots / f"{name}-{'dark' if dark else 'light'}.png", full_page=True)


def test_rows_are_as_high_as_the_reader_likes(open_page: Open, shots: Path) -> None:
    """The choice holds on the next page; a house and a language are shown by their names."""
    page = open_page()
    row = page.locator("[data-row]", has_text="Kazakh counterpart")
    before = row.bounding_box()
    page.get_by_role("button", name="Change to compact rows").click()
    after = row.bounding_box()
    assert before
    assert after
    assert after["height"] < before["height"]
    page.screenshot(path=shots / "list-compact.png")
    page.goto("/pickup")
    expect(page.get_by_role("button", name="Change to roomy rows")).to_be_visible()
    page.goto("/")
    assert row.bounding_box() == after
    expect(row.locator("abbr", has_text="CVN")).to_have_attribute("title", "Le Courrier du Vietnam")
    expect(row.locator(".l")).to_have_text("English, French, Vietnamese, Chinese (simplified)")
    expect(page.get_by_label("Agency").locator("option[value=VNA]")).to_contain_text("Vietnam News Agency")


TIMELINE = "/pickup?dispatch=urn%3Anewsml%3Axinhua.example%3A20221129%3AEXAMPLE-0001"


@pytest.mark.parametrize("dark", [False, True])
def test_the_takers_of_a_story_over_time(open_page: Open, shots: Path, dark: bool) -> None:
    """From the list of pick-up with one click; each line ends where its taker had it."""
    page = open_page("/pickup?agency=XINHUA", dark=dark)
    page.get_by_role("link", name=re.compile("Who had it when: .*Kazakh counterpart")).click()

    dots = [dot.bounding_box() for dot in page.locator("svg.takers .dot").all()]
    assert [box["x"] for box in dots if box] == sorted(box["x"] for box in dots if box)
    assert len(dots) == 2
    page.screenshot(path=shots / f"timeline-{'dark' if dark else 'light'}.png", full_page=True)


def test_a_month_of_pick_up_on_paper(open_page: Open, shots: Path) -> None:
    """Light on a dark screen too, without what is there to be pressed, and within the width of the sheet."""
    page = open_page("/pickup?agency=XINHUA&since=2022-11-01&until=2022-11-30", dark=True)
    page.set_viewport_size({"width": 687, "height": 1000})  # A4 less its margins, in pixels of CSS
    page.emulate_media(media="print")

    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Pick-up of Xinhua News Agency 2022-11-01 to 2022-11-30"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 687
    ink = str(page.evaluate("getComputedStyle(document.body).color"))
    assert ink == "rgb(28, 30, 33)"
    page.screenshot(path=shots / "pickup-paper.png", full_page=True)
    page.pdf(path=shots / "pickup.pdf", format="A4")


def test_a_band_leads_to_its_stories(open_page: Open) -> None:
    """With the period of the picture, by its name for a screen reader."""
    page = open_page("/flows?since=2022-11-29")
    page.get_by_role("link", name="Xinhua News Agency to Vietnam News Agency: 1 story").focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/pickup\?since=2022-11-29&agency=XINHUA&taker=VNA$"))
    expect(page.get_by_role("link", name=HEADLINE, exact=True)).to_be_visible()


_TWO = ("urn:newsml:xinhua.example:20221129:EXAMPLE-0001", "urn:newsml:vna.example:20221129:EXAMPLE-0002")
EVERY_PAGE = [
    *(("list", "/"), ("doubtful", "/?order=suspicion&min=2"), ("nothing", "/?q=nothing"), ("story", STORY)),
    *(("cluster", f"{STORY}/cluster"), ("diff", f"{STORY}/diff?left={_TWO[0]}&right={_TWO[1]}")),
    *(("why", f"/why?one={_TWO[0]}&other={_TWO[1]}"), ("review", "/review"), ("orders-none", "/orders"), *HOUSES),
    *(("timeline", TIMELINE), ("house", "/pickup?agency=EFE"), ("uncredited", "/pickup?uncredited=yes")),
    *(("sources", "/sources"), ("enter", "/enter"), ("not-found", "/story/none")),
]


@pytest.mark.parametrize(("name", "path"), EVERY_PAGE)
def test_every_page_fits(browser: Browser, site: str, shots: Path, name: str, path: str) -> None:
    """A telephone shows all of it without being moved sideways; wide tables scroll within themselves. So does a window,
    in light and in dark, and what stands at the head of it stands in one line.
    """
    page = browser.new_page(base_url=site, viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]  # a dict of the two
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.screenshot(path=shots / f"{name}-phone.png")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a dict of the two
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
    assert page.locator("header.top").bounding_box()["height"] < 70  # type: ignore[index]
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=shots / f"{name}-{scheme}.png", full_page=True)
    page.close()
