#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A visitor who only says who he is: the agent's one key makes it so, and the next time he is known."""
import os
import pathlib
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(os.environ["ZX_SOURCE"]) / "data/demo"))

from browser import Browser
from children import Children
from demo import Backend
from desk import Desk, run, wait_until

STATED = {"name": "刘洋", "company": "天成软件", "phone": "138 0000 2046"}
QUESTION = "开票服务又停了，怎么办？"
GREETING = "刘洋，您好！"  # of his tier, in the sample data
CONTRACT = "A 类 7×24"


def say(page, frame, text):
    for way in ("#start", "#continue"):
        if frame.evaluate(f"Boolean(document.querySelector('{way}')?.offsetParent)"):
            page.click_in(frame, way)
    page.click_in(frame, "#text")
    page.type(text)
    page.press("Enter")
    frame.wait(f"document.querySelector('#messages').innerText.includes('{text}') && !document.querySelector('.pending')", "it is stored")


def live(page):
    frame = page.frame()
    frame.wait("document.querySelector('#title')?.textContent && document.querySelector('#strip').hidden && "
               "document.documentElement.dataset.state", "the conversation is painted and live")
    return frame


def one_key_makes_a_stated_visitor_known_and_he_is_greeted_by_name_from_then_on():
    pictures = pathlib.Path(os.environ["ZX_BUILD"]) / "pictures/identify"
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zx-identify-") as folder, Children(pathlib.Path(folder) / "log") as children:
        backend = Backend(children, pathlib.Path(folder) / "data")
        backend.start()
        with Desk(server=backend.url, language="zh_CN") as desk, Browser() as browser:
            desk.sign_in("lin", backend.password)
            desk.wait_for("list item", "会话")
            page = browser.open(f"{backend.shop}/?{urllib.parse.urlencode(STATED)}", width=1280, height=800)
            page.click_node(wait_until(lambda: page.find("button", class_="go"), "the launcher is on the page"))
            frame = live(page)
            assert frame.text("#hello") == "您好", "what is only stated shows the visitor nothing"
            say(page, frame, QUESTION)

            desk.wait_for("list item", "排队 1")
            desk.press("ctrl+j")
            desk.wait_says(QUESTION)
            desk.press("ctrl+Return")
            desk.wait_says("自称：刘洋 · 天成软件。这位是谁？")
            desk.wait_for("list item", "刘洋 · 天成软件有限公司")
            desk.shot(str(pictures / "1-who-is-it.png"))
            with desk.reading_news():
                desk.press("ctrl+alt+1")
                desk.wait_says("由林晓确认")
                desk.wait_says(CONTRACT)
                desk.shot(str(pictures / "2-confirmed.png"))
                desk.click("push button", "撤销")
                desk.wait_gone(None, "由林晓确认")
                desk.wait_gone(None, CONTRACT)
            desk.wait_for("list item", "刘洋 · 天成软件有限公司")

            desk.press("alt+r")
            wait_until(lambda: desk.wait_for("check box", "记住").has("CHECKED"), "he is to be remembered")
            desk.press("ctrl+alt+1")
            desk.wait_says("由林晓确认")
            page.reload()
            frame = live(page)
            frame.wait(f"document.querySelector('#messages').innerText.includes('{GREETING}')", "he is greeted by name")
            page.screenshot(pictures / "3-greeted.png")

            desk.press("ctrl+shift+w")
            desk.wait_says("结束与刘洋的会话")
            desk.press("Return")
            frame.wait("document.querySelector('#subtitle').innerText.startsWith('对话已结束')", "the visitor sees that it is over")
            say(page, frame, "还有一个问题")
            desk.wait_says("还有一个问题")  # it is hers at once: he goes on with whom he had
            desk.press("ctrl+j")
            desk.wait_says("由林晓确认")
            desk.wait_says(CONTRACT)
            assert not desk.says("这位是谁？"), "nobody asks twice"
            complaints = page.complaints()
            assert not complaints, complaints


run([one_key_makes_a_stated_visitor_known_and_he_is_greeted_by_name_from_then_on])
