"""The gallery in a real browser: every page, by keyboard alone, without scripts, at the width of a phone.

    python Tests/Browser/gallery.py .build/release/zoomin [--chromium /usr/bin/chromium] [--pictures FOLDER]

`make test-browser` installs what this needs. A small experiment is run in a folder of its own and served at a free port
of the loopback interface. Pages are found by following links. Of each it is required: status 200, no message on the
console, no request to another server, no serious finding of axe-core. Exit code 1 if anything fails. --pictures stores
a picture of each kind of page.

Written with Python 3.11, Playwright 1.65, axe-playwright-python 0.1.8 (axe-core 4.12), Debian's Chromium.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

EXPERIMENT = """
experiment: {name: browsed}
phantom: {patients: 24, pixels: 160, lesion_scale: 4, validation_fraction: 0.15, test_fraction: 0.4}
model: {preset: testing}
train: {batch_patients: 1}
phase_1: {epochs: 3, learning_rate: 0.005}
phase_2: {epochs: 3, learning_rate: 0.005}
phase_3: {epochs: 1, learning_rate: 0.001}
evaluate: {bootstrap_draws: 100, blind_draws: 20, permutations: 20}
mine: {units: [cell, spot], minimum_response: -1000, panels: 0}
mosaic: {tile_pixels: 64}
runtime: {lanes: 1}
"""

SWEEP = """
name: preferences
features: features.h5
sweep: {cluster: {preference: [minimum, median, "count:9"]}}
"""

# The kinds of page, each with the addresses that are of it.
KINDS = {
    "runs": r"/$", "run": r"/runs/[^/]+/[^/]+$", "clusters": r".*/clusters/[^/]+$", "cluster": r".*/clusters/[^/]+/\d+$",
    "patch": r".*/patches/\d+$", "eyes": r".*/eyes/\d+$", "compare": r".*/clusters/[^/]+/compare$",
    "compare-runs": r"/runs/[^/]+/[^/]+/compare$", "sweep": r"/sweeps/[^/]+$", "log": r"/log$", "agreement": r"/agreement$",
}
PAGES_OF_A_KIND = 6


class Failures:
    def __init__(self):
        self.count = 0

    def check(self, holds, what):
        print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)
        self.count += not holds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zoomin", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    failures = Failures()
    with tempfile.TemporaryDirectory() as folder:
        zoomin = options.zoomin.resolve()
        (Path(folder) / "browsed.yaml").write_text(EXPERIMENT)
        (Path(folder) / "sweep.yaml").write_text(SWEEP)

        def do(*words):
            return subprocess.run([zoomin, *words], cwd=folder, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  text=True).stdout

        # Two clusterings, to be compared, and two runs.
        for change in ([], ["cluster.preference=minimum"], ["experiment.seed=2"]):
            do("run", "browsed.yaml", *change)
        run = next(Path(folder).glob("outputs/browsed/*"))
        do("sweep", "sweep.yaml", "--features", str(next(run.glob("mining/*/features.h5"))))
        server = subprocess.Popen([zoomin, "browse", "--port", "0", "--author", "Ann"], cwd=folder, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            root = server.stdout.readline().strip().rstrip("/")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
                pages = follow(browser, root, failures, options.pictures)
                judge_by_keys(browser, pages["clusters"][0], failures)
                judge_without_scripts(browser, pages["clusters"][0], failures)
                move_out_by_key(browser, pages["cluster"][0], failures)
                draw(browser, pages["eyes"][0], failures)
                fit_a_phone(browser, pages, failures)
                do("browse", str(next(run.glob("clusters/*"))), "--export", "given")
                follow_from_disk(browser, Path(folder) / "given", failures, options.pictures)
                browser.close()
        finally:
            server.terminate()
            server.wait(10)
    failures.check(server.returncode == 143, f"SIGTERM ends the server with 143 ({server.returncode})")
    print(f"{failures.count} failed")
    sys.exit(failures.count > 0)


def watched(context, root):
    """A page that keeps a list of everything wrong with it."""
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("request", lambda request: request.url.startswith((root, "data:")) or wrong.append(f"foreign: {request.url}"))
    page.on("response", lambda response: response.status < 400 or wrong.append(f"{response.status}: {response.url}"))
    return page, wrong


def follow(browser, root, failures, pictures):
    """Opens pages of every kind by following links; returns their addresses by kind."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page, wrong = watched(context, root)
    waiting, seen, pages = [root + "/"], set(), {kind: [] for kind in KINDS}
    while waiting:
        url = waiting.pop(0)
        kind = next((kind for kind, form in KINDS.items() if re.fullmatch(form, url.removeprefix(root).split("?")[0])), None)
        if url in seen or kind is None or len(pages[kind]) >= PAGES_OF_A_KIND:
            continue
        seen.add(url)
        wrong.clear()
        page.goto(url)
        page.wait_for_load_state("networkidle")
        failures.check(not wrong, f"{kind}: {url.removeprefix(root)} {'; '.join(wrong)}")
        if not pages[kind]:
            found = [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}"
                     for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
            failures.check(not found, f"{kind}: axe-core finds nothing serious {'; '.join(found)}")
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=pictures / f"{kind}.png", full_page=True)
        pages[kind].append(url)
        waiting += [f"{url.split('?')[0]}/compare?with={other}" for other in page.eval_on_selector_all(
            "select[name=with] option", "options => options.map(option => option.value)")]
        links = page.eval_on_selector_all(
            "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), location).href)")
        waiting += [link.split("#")[0] for link in links if link.startswith(root)]
    for kind, urls in pages.items():
        failures.check(bool(urls), f"there are pages of the kind {kind}")
    context.close()
    return pages


def judge_by_keys(browser, clusters, failures):
    """Names, judges, undoes and walks with keys alone."""
    page, wrong = watched(browser.new_context(), clusters.split("/runs")[0])
    page.goto(clusters)

    def press(*keys):
        for key in keys:
            page.keyboard.press(key)

    def shows(place, text):
        """Whether a place on the page comes to show a text."""
        try:
            expect(place).to_contain_text(text)
            return True
        except AssertionError:
            return False

    said, first = page.locator("#said"), page.locator(".cluster").first
    press("?")
    failures.check(page.locator("#keys").evaluate("list => list.open"), "? shows the keys")
    press("?")
    failures.check(not page.locator("#keys").evaluate("list => list.open"), "? hides them")
    press("j", "n")
    page.keyboard.type("microaneurysm")
    press("Enter")
    failures.check(shows(said, "Cluster 0: named MA"), "n, a name and Enter store a name")
    failures.check(shows(first, "named MA"), "the name is shown in its short form")
    press("a")
    failures.check(shows(first, "accepted as MA"), "a accepts the cluster")
    press("j", "r")
    failures.check(shows(said, "Cluster 1: rejected"), "j and r reject the next cluster")
    page.reload()
    failures.check(shows(first, "accepted as MA"), "the judgement is there after a reload")
    press("j", "u")
    failures.check(shows(said, "your last judgement is undone") and shows(first, "named MA"), "u undoes the newest judgement alone")
    press("Enter")
    page.wait_for_url("**/0")
    press("]")
    page.wait_for_url("**/1")
    press("[")
    page.wait_for_url("**/0")
    press("j", "j", "Enter")
    page.wait_for_url("**/patches/*")
    press("h")
    page.wait_for_url("**/0#patch-*")
    press("h")
    page.wait_for_url(clusters + "#cluster-0")
    # Keys that are pressed while the next page is on its way are not lost.
    press("Enter")
    for key in "]nhaem":
        press(key)
    press("Control+Enter")
    page.wait_for_url("**/2")
    page.goto(clusters)
    failures.check(shows(page.locator(".cluster").nth(1), "accepted as haem"), "keys wait for the page that is on its way")
    failures.check(not wrong, f"nothing is wrong meanwhile {'; '.join(wrong)}")
    page.context.close()


def judge_without_scripts(browser, clusters, failures):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(clusters)
    card = page.locator(".cluster").nth(2)
    card.locator("input[name=name]").fill("hard exudate")
    card.get_by_role("button", name="Accept").click()
    failures.check(page.url.startswith(clusters), "without scripts a form leads back to its page")
    failures.check("accepted as EX" in page.locator(".cluster").nth(2).inner_text(), "and the judgement is shown")
    page.locator("select[name=show]").select_option("accepted")
    page.get_by_role("button", name="Apply").click()
    failures.check(page.locator(".cluster").count() == 2, "without scripts clusters can be filtered")
    page.context.close()


def move_out_by_key(browser, cluster, failures):
    page, wrong = watched(browser.new_context(), cluster.split("/runs")[0])
    page.goto(cluster)
    page.keyboard.press("j")
    row = page.locator(".patch input[type=checkbox]").first.get_attribute("value")
    page.keyboard.press("o")
    expect(page.locator("#said")).to_contain_text("1 patch moved out.")
    page.reload()
    moved = page.locator(".patches.out input[type=checkbox]")
    failures.check([moved.nth(place).get_attribute("value") for place in range(moved.count())] == [row],
                   "o moves the patch out of the cluster")
    failures.check(not wrong, f"nothing is wrong meanwhile {'; '.join(wrong)}")
    page.context.close()


def draw(browser, eyes, failures):
    """Draws two boxes, one with the mouse, one with keys alone."""
    page, wrong = watched(browser.new_context(viewport={"width": 1300, "height": 900}), eyes.split("/runs")[0])
    page.goto(eyes)
    page.locator("button.draw").first.click()
    frame = page.locator(".one-eye svg").first.bounding_box()
    page.mouse.move(frame["x"] + 100, frame["y"] + 200)
    page.mouse.down()
    page.mouse.move(frame["x"] + 140, frame["y"] + 250, steps=4)
    page.mouse.up()
    page.keyboard.type("cotton wool spot")
    page.keyboard.press("Enter")
    drawn = page.locator("rect.drawn")
    expect(drawn).to_have_count(1)
    box = drawn.first.bounding_box()
    failures.check(abs(box["width"] - 40) < 4 and abs(box["height"] - 50) < 4, f"the drawn box is where it was drawn ({box})")
    for key in ["d", "ArrowRight", "ArrowDown", "Shift+ArrowRight", "Enter"]:
        page.keyboard.press(key)
    page.keyboard.type("MA")
    page.keyboard.press("Enter")
    expect(drawn).to_have_count(2)
    failures.check("MA, drawn by Ann" in page.content() and "SE, drawn by Ann" in page.content(), "boxes are drawn by mouse and by keys")
    failures.check(not wrong, f"nothing is wrong meanwhile {'; '.join(wrong)}")
    page.context.close()


def follow_from_disk(browser, folder, failures, pictures):
    """Opens every page of an exported clustering as a file."""
    page, wrong = watched(browser.new_context(viewport={"width": 1300, "height": 900}), f"file://{folder}")
    pages = sorted(folder.glob("*.html"))
    for path in pages:
        page.goto(f"file://{path}")
        page.wait_for_load_state("load")
    failures.check(len(pages) > 1 and not wrong, f"{len(pages)} exported pages work from disk {'; '.join(wrong[:3])}")
    found = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    failures.check(not found, f"export: axe-core finds nothing serious {'; '.join(found)}")
    if pictures:
        page.goto(f"file://{folder}/index.html")
        page.screenshot(path=pictures / "export.png")
    page.context.close()


def fit_a_phone(browser, pages, failures):
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    for kind, urls in pages.items():
        page.goto(urls[0])
        width = page.evaluate("document.documentElement.scrollWidth")
        failures.check(width <= 390, f"{kind}: fits a phone ({width} of 390 pixels)")
    page.context.close()


if __name__ == "__main__":
    main()
