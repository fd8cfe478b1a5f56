# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a real Chromium, headless, with a fresh profile, over its debugging pipe. Standard library only.

What a person does (clicks, keys, composing Chinese) goes in as real input events at real places;
scripts are evaluated only to look. Frames of another site live in processes of their own, so each
`Frame` has its own session.
"""
import atexit
import base64
import contextlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

from waiting import DEADLINE_S as DEADLINE, wait_until

KEYS = {  # key: (code, virtual key, text)
    "Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, ""), "Tab": ("Tab", 9, ""), "Backspace": ("Backspace", 8, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""), "ArrowRight": ("ArrowRight", 39, ""), "ArrowUp": ("ArrowUp", 38, ""), "ArrowDown": ("ArrowDown", 40, ""), " ": ("Space", 32, " "),
}
CONTROL, SHIFT = 2, 8


class BrowserError(Exception):
    """Chromium refused a command, or did not answer in time."""


class Browser:
    """One Chromium process. `with Browser() as browser: page = browser.open(url)`."""

    def __init__(self, program=None, language="zh-CN", preferences=None, arguments=()):
        self.program = program or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if self.program is None:
            raise BrowserError("there is no Chromium; install the package chromium")
        self.language, self.preferences, self.arguments = language, preferences, arguments
        self.number, self.events, self.buffer = 0, [], b""

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="zuoxi-browser-")
        if self.preferences:
            folder = pathlib.Path(self.profile, "Default")
            folder.mkdir()
            (folder / "Preferences").write_text(json.dumps(self.preferences))
        their_in, to = os.pipe()
        self.source, their_out = os.pipe()

        def place_pipes():  # Chromium reads commands from descriptor 3 and answers on 4
            spare_in, spare_out = os.dup(their_in), os.dup(their_out)
            os.dup2(spare_in, 3)
            os.dup2(spare_out, 4)

        self.process = subprocess.Popen(
            [self.program, "--headless=new", "--no-sandbox", "--remote-debugging-pipe", f"--user-data-dir={self.profile}",
             "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-extensions", "--disable-sync",
             "--disable-background-networking", "--disable-component-update", "--force-color-profile=srgb",
             "--disable-dev-shm-usage", f"--lang={self.language}", f"--accept-lang={self.language}", *self.arguments, "about:blank"],
            preexec_fn=place_pipes, close_fds=False, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(their_in)
        os.close(their_out)
        for end in (to, self.source):
            os.set_inheritable(end, False)
        self.to = os.fdopen(to, "wb")  # which writes on where a signal has cut a long command
        self.call("Browser.getVersion", deadline=60)
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close", deadline=5)
        except (BrowserError, OSError):
            pass
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):  # of what it did not live to read
            self.to.close()
        os.close(self.source)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, params=None, session=None, deadline=DEADLINE):
        self.number += 1
        number, message = self.number, {"id": self.number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        self.to.write(json.dumps(message).encode() + b"\0")
        self.to.flush()
        end = time.monotonic() + deadline
        while True:
            answer = self.read(end - time.monotonic())
            if answer is None:
                raise BrowserError(f"{method}: no answer within {deadline} s")
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error'].get('message')}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def read(self, seconds):
        """The next message, or None when none comes in time."""
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            if not select.select([self.source], [], [], max(0, end - time.monotonic()))[0]:
                return None
            piece = os.read(self.source, 1 << 20)
            if not piece:
                raise BrowserError("Chromium has ended")
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def pump(self, seconds=0.0):
        """Takes in what has happened meanwhile."""
        message = self.read(seconds)
        while message is not None:
            if "method" in message:
                self.events.append(message)
            message = self.read(0)

    def open(self, url="about:blank", profile=None, timezone=None, **shape):
        where = {"browserContextId": profile} if profile else {}
        target = self.call("Target.createTarget", {"url": "about:blank", **where})["targetId"]
        session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = Page(self, session, target)
        page.profile = where
        page.shape(**shape)
        if timezone:
            page.live_in(timezone)
        if url != "about:blank":
            page.goto(url)
        return page

    def cookies(self):
        return self.call("Storage.getCookies")["cookies"]


class Fresh:
    """A profile of its own in the one Chromium that all rules of a program share: nothing of one rule
    is left for the next, and none waits for a start. `with Fresh() as browser: page = browser.open(url)`."""

    shared = None

    def __enter__(self):
        if Fresh.shared is None:
            Fresh.shared = Browser().__enter__()
            atexit.register(Fresh.shared.__exit__)
        self.profile = self.call("Target.createBrowserContext")["browserContextId"]
        return self

    def __exit__(self, *_):
        self.call("Target.disposeBrowserContext", {"browserContextId": self.profile})
        Fresh.shared.pump()
        Fresh.shared.events.clear()

    def call(self, method, params=None):
        return Fresh.shared.call(method, params)

    def happened(self, method):
        """What the newest event of this kind said; None before there is one."""
        Fresh.shared.pump()
        return next((event["params"] for event in reversed(Fresh.shared.events) if event["method"] == method), None)

    def open(self, url="about:blank", **shape):
        return Fresh.shared.open(url, self.profile, **shape)


class Frame:
    """A document with a process of its own."""

    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    def call(self, method, params=None, **more):
        return self.browser.call(method, params, self.session, **more)

    def evaluate(self, script, deadline=DEADLINE):
        """The value of an expression; a promise is awaited."""
        result = self.call("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True},
                           deadline=deadline)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def wait(self, script, what=None, deadline=DEADLINE):
        """Waits until an expression is truthy."""
        def look():
            try:
                return self.evaluate(f"((value) => value instanceof Node || value)({script})")
            except BrowserError:
                return None  # the document is being replaced
        return wait_until(look, what or script, deadline)

    def throttle(self, upload):
        """What it sends goes at `upload` bytes a second; None: as fast as it can."""
        self.call("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1,
                                                       "uploadThroughput": upload if upload else -1})

    def text(self, selector):
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText")

    def texts(self, selector):
        return self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map((e) => e.innerText)")


class Page(Frame):
    """A tab."""

    def __init__(self, browser, session, target):
        super().__init__(browser, session)
        self.target, self.media, self.timezone, self.profile = target, [], None, {}
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.call(f"{domain}.enable")
        self.call("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True})

    def shape(self, width=1280, height=800, scale=1, touch=False, dark=False):
        self.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch})
        self.call("Emulation.setTouchEmulationEnabled", {"enabled": touch})
        self.media = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                      {"name": "prefers-reduced-motion", "value": "reduce"}]
        self.call("Emulation.setEmulatedMedia", {"features": self.media})

    def live_in(self, timezone):
        """The visitor's clock stands in this zone, here and in frames that come."""
        self.timezone = timezone
        self.call("Emulation.setTimezoneOverride", {"timezoneId": timezone})

    def forget(self, method=None):
        """What has happened in this tab so far, or what has of one kind."""
        self.browser.pump()
        self.browser.events = [e for e in self.browser.events if e.get("sessionId") != self.session or method not in (None, e["method"])]

    def goto(self, url):
        self.forget()
        answer = self.call("Page.navigate", {"url": url})
        if answer.get("errorText"):
            raise BrowserError(f"{url}: {answer['errorText']}")
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def reload(self):
        self.forget("Target.attachedToTarget")  # a frame that is on its way out can still be asked
        self.evaluate("window.zxBefore = true")
        self.call("Page.reload")
        self.wait("!window.zxBefore && document.readyState === 'complete'")

    def frames(self):
        """Sessions of the frames of other sites that are alive now, by target."""
        self.browser.pump()
        alive = {}
        for event in self.browser.events:
            if event["method"] == "Target.attachedToTarget" and event.get("sessionId") == self.session:
                info = event["params"]["targetInfo"]
                if info["type"] == "iframe":
                    alive[event["params"]["sessionId"]] = info
            elif event["method"] == "Target.detachedFromTarget":
                alive.pop(event["params"].get("sessionId"), None)
        return alive

    def frame(self, deadline=DEADLINE):
        """The newest frame of another site, with its scripts ready to be asked."""
        session = wait_until(lambda: (list(self.frames()) or [None])[-1], "a frame of another site", deadline)
        frame = Frame(self.browser, session)
        for domain in ("Runtime", "Log", "Network"):
            frame.call(f"{domain}.enable")
        frame.call("Emulation.setEmulatedMedia", {"features": self.media})
        if self.timezone:
            frame.call("Emulation.setTimezoneOverride", {"timezoneId": self.timezone})
        return frame

    # -- closed shadow roots are open to the debugger alone

    def find(self, name, **attributes):
        """The node of the first element `name` with these attributes, closed shadow roots included; None without."""
        def walk(node):
            pairs = dict(zip(node.get("attributes", [])[::2], node.get("attributes", [])[1::2]))
            if node["nodeName"].lower() == name and all(
                    value in pairs.get(key.rstrip("_").replace("_", "-"), "").split() for key, value in attributes.items()):
                return node
            for child in node.get("shadowRoots", []) + node.get("children", []):
                found = walk(child)
                if found:
                    return found
            return None
        return walk(self.call("DOM.getDocument", {"depth": -1, "pierce": True})["root"])

    def node_text(self, node):
        """What stands in it."""
        kept = self.call("DOM.resolveNode", {"nodeId": node["nodeId"]})["object"]["objectId"]
        return self.call("Runtime.callFunctionOn", {"objectId": kept, "functionDeclaration": "function () { return this.textContent; }",
                                                    "returnByValue": True})["result"]["value"]

    def node_box(self, node):
        """x, y, width, height in the page's pixels; None when it is not shown."""
        try:
            quad = self.call("DOM.getBoxModel", {"nodeId": node["nodeId"]})["model"]["border"]
        except BrowserError:
            return None
        return quad[0], quad[1], quad[2] - quad[0], quad[5] - quad[1]

    def click_node(self, node):
        x, y, width, height = self.node_box(node)
        self.click_at(x + width / 2, y + height / 2)

    def click_at(self, x, y):
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "none" if kind == "mouseMoved" else "left",
                                                   "buttons": 1 if kind == "mousePressed" else 0, "clickCount": 0 if kind == "mouseMoved" else 1})

    def click_in(self, frame, selector):
        """Clicks an element inside the widget's frame, where a person would see it, once it stands still."""
        x, y = self.node_box(self.find("iframe"))[:2]
        box = frame.wait(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null; e.scrollIntoView({{ block: 'nearest' }});"
                         "const r = e.getBoundingClientRect(), at = [r.x + r.width / 2, r.y + r.height / 2];"
                         "const stood = e.stoodAt === String(at); e.stoodAt = String(at); return r.width && stood ? at : null; })()",
                         f"{selector} can be seen")
        self.click_at(x + box[0], y + box[1])

    # -- keys go to whatever has the focus

    def press(self, key, shift=False):
        code, number, text = KEYS[key]
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": SHIFT if shift else 0}
        self.call("Input.dispatchKeyEvent", {"type": "keyDown" if text else "rawKeyDown", "text": text, **common} if text
                  else {"type": "rawKeyDown", **common})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **common})

    def type(self, text):
        self.call("Input.insertText", {"text": text})

    def compose(self, text):
        """An input method holds `text` as not yet committed; type() commits."""
        self.call("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})

    def paste(self):
        """Ctrl+V, as a desktop sends it: what the clipboard has."""
        common = {"key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86, "modifiers": CONTROL}
        self.call("Input.dispatchKeyEvent", {"type": "rawKeyDown", "commands": ["paste"], **common})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **common})

    def copy_picture(self, data):
        """Puts a PNG on the clipboard, as an image program does."""
        self.browser.call("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], **self.profile})
        self.wait("document.hasFocus()")
        self.evaluate(f"""navigator.clipboard.write([new ClipboardItem({{ 'image/png': new Blob([Uint8Array.from(
            atob('{base64.b64encode(data).decode()}'), (c) => c.charCodeAt(0))], {{ type: 'image/png' }}) }})])""")

    def drag_files(self, frame, selector, paths, drop=True):
        """Files from a file manager, over an element inside the widget's frame; `drop` lets go of them there."""
        x, y = self.node_box(self.find("iframe"))[:2]
        at = frame.evaluate(f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()")
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver") + (("drop",) if drop else ()):
            self.call("Input.dispatchDragEvent", {"type": kind, "x": x + at[0], "y": y + at[1], "data": data})

    def offline(self, is_offline, frame=None):
        conditions = {"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        for one in (self, frame):
            if one:
                one.call("Network.emulateNetworkConditions", conditions)

    def complaints(self):
        """Exceptions and errors on the console of this page and its frames."""
        self.browser.pump()
        found = []
        for event in self.browser.events:
            params = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                found.append(details.get("exception", {}).get("description") or details["text"])
            elif event["method"] == "Log.entryAdded" and params["entry"]["level"] == "error":
                found.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        return found

    def screenshot(self, path):
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", {"format": "png"})["data"]))
        return path

    def close(self):
        self.browser.call("Target.closeTarget", {"targetId": self.target})
