"""Chromium without a window, spoken to over a pair of pipes: no driver, no port, no library.

The protocol is the Chrome DevTools Protocol; over pipes every message is JSON that ends with a NUL.
"""

import json
import os
import select
import shutil
import subprocess
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars",
    "--remote-debugging-pipe",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 300.0  # seconds that an answer may take on a busy machine


def executable() -> str | None:
    """Path of the browser, None where there is none; `FAZHI_BROWSER` names one that lies elsewhere."""
    named = os.environ.get("FAZHI_BROWSER")
    return named or next((found for name in _NAMES if (found := shutil.which(name))), None)


class Browser:
    """A browser with an empty profile in `folder`."""

    def __init__(self, program: str, folder: Path) -> None:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        # The browser reads commands from descriptor 3 and writes answers to 4. (dash takes no number of two digits.)
        redirect = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        command = ["bash", "-c", redirect, program, *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        with (folder.parent / "browser.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = ours_in, ours_out
        self._rest = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """The result of a command; raises RuntimeError with the browser's message where it refuses."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + _PATIENCE
        while True:
            answer = self._receive(until)
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def wait_for(self, method: str, session: str) -> None:
        """Return when the event has come, now or before; it is taken out of `events`."""
        until = time.monotonic() + _PATIENCE
        while True:
            for event in self.events:
                if event.get("method") == method and event.get("sessionId") == session:
                    self.events.remove(event)
                    return
            self.events.append(self._receive(until))

    def page(self) -> "Page":
        """A new page, its events switched on."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, target, session)

    def close(self) -> None:
        """End the browser."""
        try:
            self.call("Browser.close")
        except (OSError, RuntimeError, TimeoutError):
            self._process.kill()
        self._process.wait(30)
        os.close(self._in)
        os.close(self._out)

    def _receive(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(until - time.monotonic(), 0))
            if not ready:
                raise TimeoutError(f"the browser did not answer within {_PATIENCE:g} s")
            read = os.read(self._in, 1 << 20)
            if not read:
                raise RuntimeError("the browser has ended")
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told


class Page:
    """A tab. What the page asked for and what it complained about stay in the browser's events."""

    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self._browser, self._target, self._session = browser, target, session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.resize(1280, 900)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a command to this tab."""
        return self._browser.call(method, self._session, **parameters)

    def open(self, url: str) -> None:
        """Go to `url` and wait until all of it is loaded."""
        gone = self.call("Page.navigate", url=url)
        if "errorText" in gone:
            raise RuntimeError(f"{url}: {gone['errorText']}")
        if "loaderId" in gone:  # not a move within the page
            self._browser.wait_for("Page.loadEventFired", self._session)

    def follow(self, selector: str) -> None:
        """Click the first element that `selector` names, and wait for the page that it leads to."""
        self.click(selector)
        self._browser.wait_for("Page.loadEventFired", self._session)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; raises RuntimeError with its exception."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"], ensure_ascii=False))
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """Scroll to the first element that `selector` names, and press and release the mouse on it."""
        x, y = self._place(selector, 0)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def hover(self, selector: str, number: int = 0) -> None:
        """Scroll to one of the elements that `selector` names, and put the mouse on it."""
        x, y = self._place(selector, number)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def _place(self, selector: str, number: int) -> tuple[float, float]:
        """The middle of the first line of an element, scrolled into view."""
        x, y = self.evaluate(
            f"(() => {{ const e = document.querySelectorAll({json.dumps(selector)})[{number}];"
            " e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        return x, y

    def watch_alerts(self) -> None:
        """From the next page on `alert` writes to the console instead of opening a dialog that stops everything."""
        self.call("Page.addScriptToEvaluateOnNewDocument", source="window.alert = said => console.error('alert', said)")

    def write(self, text: str) -> None:
        """Type `text` where the focus is."""
        self.call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Press and release `Tab`, `Enter`, `ArrowRight` or the space bar (` `)."""
        code, text = {"Tab": (9, ""), "Enter": (13, "\r"), "ArrowRight": (39, ""), " ": (32, " ")}[key]
        named = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code}
        down = "keyDown" if text else "rawKeyDown"
        self.call("Input.dispatchKeyEvent", type=down, text=text, **named)
        self.call("Input.dispatchKeyEvent", type="keyUp", **named)

    def resize(self, width: int, height: int) -> None:
        """The size of the window in CSS pixels; at most 640 wide it is a phone."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width <= 640
        )

    def screenshot(self, path: Path, whole: bool = True) -> None:
        """The page as PNG, for a person to look at."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(b64decode(shot["data"]))

    def print(self, path: Path) -> None:
        """The page as PDF."""
        path.write_bytes(b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"]))

    def requests(self) -> list[str]:
        """Every address that this tab asked for."""
        return [e["params"]["request"]["url"] for e in self._told("Network.requestWillBeSent")]

    def complaints(self) -> list[str]:
        """Errors on the console, exceptions, and dialogs that a script opened."""
        told = [e["params"]["exceptionDetails"]["text"] for e in self._told("Runtime.exceptionThrown")]
        told += [str(e["params"]["args"]) for e in self._told("Runtime.consoleAPICalled")]
        told += [e["params"]["entry"]["text"] for e in self._told("Log.entryAdded")]
        return told + [e["params"]["message"] for e in self._told("Page.javascriptDialogOpening")]

    def close(self) -> None:
        """Close the tab."""
        self._browser.call("Target.closeTarget", targetId=self._target)

    def _told(self, method: str) -> list[dict[str, Any]]:
        self.evaluate("0")  # what was on its way has arrived
        return [e for e in self._browser.events if e.get("method") == method and e.get("sessionId") == self._session]
