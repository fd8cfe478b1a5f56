#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the window at work: pictures.py FOLDER [desk|settings|nothing|pop-out|side…] [LANGUAGE-LOOK-WIDTHxHEIGHT…], for
instance `desk zh_CN-light-1440x900`. Those in data/screenshots are made by it."""
import os
import pathlib
import sys

from daemon import Seed
from desk import Desk, Session
from scene import PASSWORD, Scene
from walk_chat import chat
from walk_pop_out import pop_out
from walks import nothing_yet, settings, side

SIZES = ((1024, 700), (1440, 900), (1920, 1080))
ALL = [f"{language}-{look}-{width}x{height}" for language in ("zh_CN", "en") for look in ("light", "dark") for width, height in SIZES]
WORDS = {
    "zh_CN": {"end": "结束", "talk": ("你好，月结之后开票点提交就报错 E-3107，税号校验未通过，今天必须开出去", "刘主管您好，看到是 E-3107。请问是全部客户都报错，还是个别客户？",
                                 "只有税号变更过的三家，提交开票报 E-3107 税号校验未通过，怎么处理？"),
              "others": (("hezq@dingsheng", "何志强", "鼎盛建材", "打印预览里表头错位了，怎么调模板？", None),
                         ("chenlh@yuanhang", "陈立华", "远航制造", "库存盘点后数量对不上，差异单在哪里看？", None),
                         ("sunxm@siji", "孙晓梅", "四季酒店", "夜审报表导出特别慢，要等二十多分钟", None),
                         (None, None, None, "请问试用版可以导出数据吗？", None)),
              "stranger": ({"name": "马丽", "company": "鼎盛建材", "phone": "021-5550 2000"}, "采购入库单审核不了，提示期间已关闭", "这位是谁？",
                           "/", "好的，我查一下")},
    "en": {"end": "End", "talk": ("Hello, the invoice import stops with an error about the tax code, and we must invoice today",
                                  "Hello Mr Meyer, I see it. Does it happen with every file, or only with this one?",
                                  "Only with the new branch: the invoice import fails with an unknown tax code."),
           "others": (("liuyang@tiancheng", "Liu Yang", "Tiancheng Software", "Month-end close says there are unposted vouchers", None),
                      ("chenlh@yuanhang", "Chen Lihua", "Yuanhang Manufacturing", "The stock count shows differences, where do I post them?", None),
                      (None, None, None, "Can the trial version export data?", None)),
           "stranger": ({"name": "Ma Li", "company": "Meyer GmbH", "mail": "paul@meyer.example"}, "The import rejects the tax code", "Who is it?",
                        "/", "Let me look into it")},
}
MAIN = {"zh_CN": ("liuyang@tiancheng", "刘洋", "天成软件有限公司", "天枢 ERP", "8.2.1", "开票管理"),
        "en": ("paul@meyer", "Paul Meyer", "Meyer GmbH", "Tianshu ERP", "8.2.0", "Invoice import")}


def picture(folder, name):
    language, look, size = name.split("-")
    width, height = map(int, size.split("x"))
    words, (account, who, company, product, version, page) = WORDS[language], MAIN[language]
    with Scene() as scene, Desk(server=scene.daemon.url, login="lin", language=language, size=(width, height),
                                dark=look == "dark") as desk:
        desk.shot(str(folder / f"sign-in-{name}.png"))
        desk.wait_focus({"zh_CN": "密码", "en": "Password"}[language])
        desk.type(PASSWORD)
        desk.press("Return")
        desk.wait_for("list item", {"zh_CN": "会话", "en": "Chat"}[language])
        desk.shot(str(folder / f"empty-{name}.png"))
        stated, question, asked, slash, reply = words["stranger"]
        stranger = scene.stranger(lang=language[:2], **stated)
        stranger.says(question)
        desk.wait_says(question)
        desk.press("ctrl+j", "ctrl+Return")
        desk.wait_says(asked)
        desk.wait_for("list item", stated["company"])
        desk.type(slash)
        desk.wait_says(reply)
        desk.shot(str(folder / f"identify-{name}.png"), popover=True)
        desk.press("Escape", "BackSpace")
        main = scene.customer(account, who, company, lang=language[:2], product=product, version=version, title=page)
        main.says(words["talk"][0])
        desk.wait_says(words["talk"][0])
        desk.press("ctrl+j")
        desk.wait_for("label", {"zh_CN": "身份已验证 ·", "en": "Identity verified ·"}[language])
        desk.press("ctrl+l")
        desk.wait_focus({"zh_CN": "消息", "en": "Message"}[language])
        desk.type(words["talk"][1])
        desk.press("Return")
        main.hears(words["talk"][1])
        people = [stranger, main]
        for other in words["others"]:
            person = scene.customer(*other[:3], lang=language[:2])
            person.says(other[3])
            people.append(person)  # they stay while the picture is taken
        main.says(words["talk"][2])
        desk.wait_says(words["talk"][2])
        desk.wait_says(words["others"][-1][3])
        desk.wait_says('KB-')
        desk.shot(str(folder / f"desk-{name}.png"))
        desk.press("alt+2")
        desk.wait_focus({"zh_CN": "搜索客户", "en": "Search for customers"}[language])
        desk.type("tc")
        desk.wait_says({"zh_CN": "找到的客户", "en": "Found"}[language])
        desk.press("Return")
        desk.wait_says("A 类 7×24")
        desk.shot(str(folder / f"customers-{name}.png"))


WALKS = {"chat": chat, "desk": picture, "settings": settings, "nothing": nothing_yet, "pop-out": pop_out, "side": side}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TZ", "Asia/Shanghai")
    walks = [word for word in sys.argv[2:] if word in WALKS] or WALKS
    try:
        for name in [word for word in sys.argv[2:] if word not in WALKS] or ALL:
            for walk in walks:
                WALKS[walk](folder, name)
            print(name, flush=True)
    finally:
        if Session.current is not None:
            Session.current.close()
        Seed.clear()


if __name__ == "__main__":
    main()
