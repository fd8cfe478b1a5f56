# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job: a customer asks in a real Chromium, the agent's real window shows who it is, one key
answers. Played by the demo and by the end-to-end test."""
import json
import pathlib
import time

from waiting import wait_until

QUESTION = "月结之后开票点提交就报错 E-3107，税号校验未通过，今天必须开出去"
ANSWER = "E-3107："  # in the title of the article that answers it
ADVICE = "在线核验"  # in its text
THANKS = "好了，已经可以开票，谢谢！"


class Play:
    """Tells each step with the time it took; the first that fails ends the play."""

    def __init__(self, pictures, before=""):
        self.pictures, self.before = pathlib.Path(pictures), before  # `before` each line, for TAP
        self.began = self.last = time.monotonic()

    def step(self, words):
        now = time.monotonic()
        print(f"{self.before}{now - self.began:7.2f} s  +{(now - self.last) * 1000:6.0f} ms  {words}", flush=True)
        self.last = now


def perform(play, backend, desk, browser):
    play.step("zuoxid serves the sample data, the shop is open, the workstation shows its sign-in page")
    desk.sign_in("lin", backend.password)
    desk.wait_for("list item", "会话")
    play.step("the agent has signed in by keyboard; the window is ready")

    page = browser.open(backend.shop + "/erp", width=1280, height=800)
    page.click_node(wait_until(lambda: page.find("button", class_="go"), "the launcher is on the page"))
    frame = page.frame()
    frame.wait("document.activeElement === document.querySelector('#start')", "the home screen has the keyboard")
    page.press("Enter")
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
    answer = desk.wait_for("list item", ANSWER)
    desk.shot(str(play.pictures / "1-agent-asked.png"))
    page.screenshot(play.pictures / "1-customer-asked.png")
    play.step(f"the assistant offers answers; first: {answer.name.strip()[:40]}")
    desk.press("ctrl+1")
    frame.wait(f"document.querySelector('#messages').innerText.includes({json.dumps(ADVICE)})", "the answer is with the customer")
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


