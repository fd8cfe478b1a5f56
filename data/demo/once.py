# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job without a person: a customer asks in a real Chromium, the agent's real window shows who
it is, one key answers. Keys are pressed and the screen is read through the accessibility bus."""
import os
import pathlib
import shutil
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("ZX_BUILD", str(ROOT / "_build"))
os.environ.setdefault("ZX_SOURCE", str(ROOT))
sys.path.insert(0, str(ROOT / "tests/support"))

QUESTION = "月结之后开票点提交就报错 E-3107，税号校验未通过，今天必须开出去"
THANKS = "好了，已经可以开票，谢谢！"


class Play:
    """Tells each step with the time it took; the first that fails ends the play."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.began = self.last = time.monotonic()

    def step(self, words):
        now = time.monotonic()
        print(f"{now - self.began:7.2f} s  +{(now - self.last) * 1000:6.0f} ms  {words}", flush=True)
        self.last = now


def perform(play, backend, desk, browser):
    from browser import wait_for

    play.step("zuoxid serves the sample data, the shop is open, the workstation shows its sign-in page")
    desk.sign_in("lin", backend.password)
    desk.wait_for("list item", "会话")
    play.step("the agent has signed in by keyboard; the window is ready")

    page = browser.open(backend.shop + "/erp", width=1280, height=800)
    page.click_node(wait_for(lambda: page.find("button", class_="go"), "the launcher is on the page"))
    frame = page.frame()
    frame.wait("document.activeElement === document.querySelector('#text')", "the composer has the keyboard")
    play.step("a signed-in customer opens the chat in Chromium")
    page.type(QUESTION)
    page.press("Enter")
    frame.wait("document.querySelector('#messages').innerText.includes('已送达')", "the question is acknowledged")
    play.step("the customer has asked; the daemon has acknowledged it after commit")

    desk.wait_says("刘洋")
    play.step("the contact stands in the agent's queue")
    desk.press("ctrl+j")
    desk.wait_says(QUESTION)
    play.step("Ctrl+J: the conversation is open")
    desk.wait_says("天成软件有限公司")
    desk.wait_says("A 类 7×24")
    desk.wait_says("23 天")
    desk.wait_says("天枢 ERP")
    play.step("the customer panel shows who it is: company, contract with days left, products")
    desk.wait_for(None, "E-3107")
    answer = desk.wait_for(None, "1 ")
    desk.shot(str(play.pictures / "1-agent-asked.png"))
    page.screenshot(play.pictures / "1-customer-asked.png")
    play.step(f"the assistant offers answers; first: {answer.name.strip()[:40]}")
    desk.press("ctrl+1")
    frame.wait("document.querySelectorAll('#messages .in, #messages .agent').length > 0"
               " || document.querySelector('#messages').innerText.includes('税号')", "the answer is with the customer")
    play.step("Ctrl+1: the answer is with the customer")

    page.type(THANKS)
    page.press("Enter")
    desk.wait_says(THANKS)
    play.step("the customer says thanks, the agent reads it")
    desk.shot(str(play.pictures / "2-agent-answered.png"))
    page.screenshot(play.pictures / "2-customer-answered.png")
    complaints = page.complaints()
    if complaints:
        raise AssertionError("Chromium complains: " + "; ".join(complaints))


def play(pictures):
    """Exit status: 0 when all of it happened."""
    from browser import Browser
    from children import Children
    from demo import PASSWORD, Backend
    from desk import Desk, Session

    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    state = pathlib.Path(tempfile.mkdtemp(prefix="zuoxi-once-"))
    told = Play(pictures)
    desk = None
    try:
        with Children(state / "log") as children:
            Session(size=(1440, 900))
            backend = Backend(children, state / "data")
            backend.password = PASSWORD
            backend.start()
            with Desk(server=backend.url, language="zh_CN", size=(1440, 900)) as desk, Browser() as browser:
                try:
                    perform(told, backend, desk, browser)
                except Exception:
                    desk.shot(str(pictures / "failed-agent.png"))
                    print(desk.described()[:6000], file=sys.stderr)
                    raise
    except Exception as failure:  # whatever it was, the exit status must tell
        print(f"FAILED after {time.monotonic() - told.began:.1f} s: {str(failure)[:2000]}", file=sys.stderr)
        return 1
    finally:
        if Session.current is not None:
            Session.current.close()
        shutil.rmtree(state, ignore_errors=True)
    print(f"All of it happened, in {time.monotonic() - told.began:.1f} s. Pictures of both sides: {pictures}")
    return 0
