"""A tab, and what a person does in it and sees of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.chromium import Chromium, Message
from tests.rig.waiting import until

# Before any script of the page, so that no violation is missed.
LISTEN = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.effectiveDirective} blocked ${event.blockedURI} at ${event.sourceFile}`);
});
"""
# Every element with each of its computed properties, also those of what CSS puts before and after it.
STYLES = """
[...document.querySelectorAll('*')].flatMap((element, index) => ['', '::before', '::after'].map((pseudo) => {
  const style = getComputedStyle(element, pseudo || null);
  const names = pseudo && style.content === 'none' ? [] : [...style];
  const values = names.map((name) => [name, style.getPropertyValue(name)]);
  return [`${index} ${element.localName}${pseudo}`, Object.fromEntries(values)];
}))
"""
# The middle of an element that can be clicked: it is enabled, has stood still for a moment, and nothing is above it.
CLICKABLE = """
(async (element) => {
  if (!element || element.disabled) return null;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const middle = () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  };
  const before = middle();
  await new Promise((done) => setTimeout(done, 50));
  const { x, y } = middle();
  if (x !== before.x || y !== before.y || !element.contains(document.elementFromPoint(x, y))) return null;
  window.clicked = false;
  element.addEventListener('click', () => { window.clicked = true; }, { capture: true, once: true });
  return { x, y };
})
"""
NOTHING_MOVES = """
document.getAnimations().every(({ effect }) => effect.getComputedTiming().iterations === Infinity)
"""
Styles = dict[str, dict[str, str]]
# Pixels that are not the same in two pictures, as a count and the box around them; another size makes all unlike.
UNLIKE_PIXELS = """
(async (sources) => {
  const pictures = await Promise.all(sources.map(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  }));
  const [one, other] = pictures.map((picture) => new Uint32Array(picture.data.buffer));
  const { width, height } = pictures[0];
  if (width !== pictures[1].width || height !== pictures[1].height) return { count: one.length, box: [] };
  const unlike = [...one.keys()].filter((index) => one[index] !== other[index]);
  const edges = (values) => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const [columns, rows] = [unlike.map((index) => index % width), unlike.map((index) => Math.floor(index / width))];
  return { count: unlike.length, box: unlike.length ? [...edges(columns), ...edges(rows)] : [] };
})
"""


def is_own_question(entry: Message) -> bool:
    """Whether what was logged is about the icon that a browser asks for where a page names none."""
    return bool(entry["source"] == "network" and entry.get("url", "").endswith("/favicon.ico"))


class Page:
    """One tab of the browser."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser, self._session = browser, session

    def call(self, method: str, **parameters: Any) -> Message:
        return self._browser.call(method, self._session, **parameters)

    def events(self, method: str) -> list[Message]:
        """What the browser has told about this tab under this name."""
        return [event["params"] for event in self._browser.events(self._session) if event["method"] == method]

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        answer = self._evaluated(expression)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def _evaluated(self, expression: str) -> Message:
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)

    def visit(self, address: str) -> None:
        """Open an address in a tab that was empty, and wait until it is there."""
        answer = self.call("Page.navigate", url=address)
        assert "errorText" not in answer, f"{address}: {answer['errorText']}"
        self.wait_for("location.protocol === 'http:' && document.readyState === 'complete'")

    def wait_for(self, condition: str) -> None:
        """Wait until a JavaScript expression is true; what it reads may not be there while a page is loaded."""
        self._until(lambda: self._evaluated(condition)["result"].get("value") is True, condition)

    def _until(self, question: Callable[[], bool], what: str) -> None:
        until(question, 60, lambda: f"{what}; the page shows: {self.evaluate('document.body.innerText')!r}")

    def sees(self, text: str, within: str = "body") -> None:
        """Wait until the text is shown within what the selector finds."""
        self.wait_for(f"!!document.querySelector({json.dumps(within)})?.innerText.includes({json.dumps(text)})")

    def click(self, element: str) -> None:
        """Press the mouse on the middle of what a JavaScript expression gives, as soon as it can be clicked there."""
        self._until(lambda: self._clicked(element), f"a click on {element}")

    def _clicked(self, element: str) -> bool:
        """Whether a click has reached the element: it may move away from under the mouse at the last moment."""
        middle = self._evaluated(f"{CLICKABLE}({element})")["result"].get("value")
        if middle is None:
            return False
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **middle)
        # Where the click has opened another document, nothing is known of it.
        return self.evaluate("window.clicked") is not False

    def fill(self, label: str, text: str) -> None:
        """Type into the field of this label, over what it holds."""
        field = (
            f"[...document.querySelectorAll('label')].find((each) => each.innerText === {json.dumps(label)})?.control"
        )
        self.click(field)
        self.evaluate(f"{field}.select()")
        for character in text:
            self.call("Input.dispatchKeyEvent", type="char", text=character)

    def choose(self, label: str, value: str) -> None:
        """Choose an option by its value in the list of this label."""
        field = (
            f"[...document.querySelectorAll('label')].find((each) => each.innerText === {json.dumps(label)})?.control"
        )
        self.wait_for(f"[...({field}).options].some((option) => option.value === {json.dumps(value)})")
        self.evaluate(f"void (({field}).value = {json.dumps(value)})")
        self.evaluate(f"void {field}.dispatchEvent(new Event('change', {{ bubbles: true }}))")

    def press(self, label: str) -> None:
        """Click the first button of this label or text."""
        named = f"each.ariaLabel === {json.dumps(label)} || each.innerText === {json.dumps(label)}"
        self.click(f"[...document.querySelectorAll('button')].find((each) => {named})")

    def press_link(self, text: str) -> None:
        """Click the first link of this text."""
        self.click(f"[...document.querySelectorAll('a')].find((each) => each.innerText === {json.dumps(text)})")

    def come_to_rest(self) -> None:
        """Leave the fields, go to the top, and wait until nothing moves but what never ends."""
        self.evaluate("document.activeElement?.blur()")
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=0, y=0)
        self.wait_for(f"document.fonts.status === 'loaded' && {NOTHING_MOVES}")
        self.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
        self.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")

    def violations(self) -> list[str]:
        """What the Content-Security-Policy has blocked so far."""
        blocked: list[str] = self.evaluate("window.violations")
        return blocked

    def errors(self) -> list[str]:
        """What the page has thrown and what the browser has logged as an error about it.

        The icon that a browser asks for by itself is no part of a page that names none.
        """
        thrown = [str(event["exceptionDetails"]) for event in self.events("Runtime.exceptionThrown")]
        logged = [event["entry"] for event in self.events("Log.entryAdded")]
        wrong = [entry for entry in logged if entry["level"] == "error" and not is_own_question(entry)]
        return thrown + [f"{entry['source']}: {entry['text']} {entry.get('url', '')}" for entry in wrong]

    def show_as(self, scheme: str, width: int) -> None:
        """Prefer a colour scheme, light or dark, in a window of so many pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, **form: Any) -> str:
        """The whole page as it is painted in base64, a PNG where nothing else is said."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        wanted = {"format": "png", "captureBeyondViewport": True, "clip": clip, **form}
        data: str = self.call("Page.captureScreenshot", **wanted)["data"]
        return data

    def settled_picture(self) -> str:
        """The picture, once three that are taken one after the other are the same.

        A part may still be on its way, and about one picture in fifty has other pixels at the round corners.
        """
        taken = [self.picture(), self.picture()]

        def is_same() -> bool:
            taken.append(self.picture())
            return taken[-1] == taken[-2] == taken[-3]

        self._until(is_same, "three pictures that are the same")
        return taken[-1]

    def styles(self) -> Styles:
        """The computed style of every element, by its place in the document."""
        return dict(self.evaluate(STYLES))


@contextmanager
def open_page(browser: Chromium, address: str = "", *, scheme: str = "light", width: int = 1280) -> Iterator[Page]:
    """A tab with nothing in its cache, empty or at this address; it is closed afterwards."""
    context = browser.call("Target.createBrowserContext")["browserContextId"]
    try:
        target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(browser, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.show_as(scheme, width)
        page.call("Page.addScriptToEvaluateOnNewDocument", source=LISTEN)
        if address:
            page.visit(address)
        yield page
    finally:
        browser.call("Target.disposeBrowserContext", browserContextId=context)


def unlike_pixels(browser: Chromium, one: str, other: str) -> tuple[int, list[int]]:
    """How many pixels of two pictures are not the same, and the first and last column and row that have some."""
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    found = Page(browser, session).evaluate(f"{UNLIKE_PIXELS}({json.dumps([one, other])})")
    browser.call("Target.closeTarget", targetId=target)
    return found["count"], found["box"]
