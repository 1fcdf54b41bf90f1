"""A tab, and what a person does in it and sees of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
CENTRE = """
((element) => {
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
})
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
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def wait_for(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        until(lambda: bool(self.evaluate(condition)), 20, condition)

    def sees(self, text: str, within: str = "body") -> None:
        """Wait until the text is shown within what the selector finds."""
        self.wait_for(f"!!document.querySelector({json.dumps(within)})?.innerText.includes({json.dumps(text)})")

    def click(self, element: str) -> None:
        """Press the mouse on the middle of what a JavaScript expression gives."""
        self.wait_for(f"!!({element})")
        middle = self.evaluate(f"{CENTRE}({element})")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **middle)

    def fill(self, label: str, text: str) -> None:
        """Type into the field of this label, over what it holds."""
        field = (
            f"[...document.querySelectorAll('label')].find((each) => each.innerText === {json.dumps(label)})?.control"
        )
        self.click(field)
        self.evaluate(f"{field}.select()")
        for character in text:
            self.call("Input.dispatchKeyEvent", type="char", text=character)

    def press(self, label: str) -> None:
        """Click the first button of this label or text."""
        named = f"each.ariaLabel === {json.dumps(label)} || each.innerText === {json.dumps(label)}"
        self.click(f"[...document.querySelectorAll('button')].find((each) => {named})")

    def come_to_rest(self) -> None:
        """Leave the fields, go to the top, and wait until nothing moves."""
        self.evaluate("document.activeElement?.blur()")
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=0, y=0)
        self.wait_for("document.fonts.status === 'loaded' && document.getAnimations().length === 0")
        self.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
        self.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")

    def violations(self) -> list[str]:
        """What the Content-Security-Policy has blocked so far."""
        blocked: list[str] = self.evaluate("window.violations")
        return blocked

    def errors(self) -> list[str]:
        """What the page has thrown and what the browser has logged as an error about it."""
        thrown = [str(event["exceptionDetails"]) for event in self.events("Runtime.exceptionThrown")]
        logged = [event["entry"] for event in self.events("Log.entryAdded")]
        return thrown + [f"{entry['source']}: {entry['text']}" for entry in logged if entry["level"] == "error"]

    def picture(self) -> str:
        """The whole page as it is painted, a PNG in base64."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data: str = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        return data

    def styles(self) -> Styles:
        """The computed style of every element, by its place in the document."""
        return dict(self.evaluate(STYLES))


@contextmanager
def open_page(browser: Chromium, address: str, *, scheme: str = "light", width: int = 1280) -> Iterator[Page]:
    """A tab with nothing in its cache, at this address; it is closed afterwards."""
    context = browser.call("Target.createBrowserContext")["browserContextId"]
    try:
        target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(browser, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        page.call("Page.addScriptToEvaluateOnNewDocument", source=LISTEN)
        answer = page.call("Page.navigate", url=address)
        assert "errorText" not in answer, f"{address}: {answer['errorText']}"
        page.wait_for("location.protocol === 'http:' && document.readyState === 'complete'")
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
