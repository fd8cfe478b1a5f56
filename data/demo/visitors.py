# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who wait in the queue when the demo opens: nobody knows the first, the second says who he is,
the third gives the number of a switchboard that many share."""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VISITORS = json.loads((pathlib.Path(__file__).resolve().parent / "visitors.json").read_text(encoding="utf-8"))


def come(port, channel, site):
    """Each opens the chat on the shop's page, writes one message and stays away."""
    sys.path.insert(0, str(ROOT / "tests/support"))
    from talk import Visitor

    for who in VISITORS:
        visitor = Visitor(port, channel, who["stated"])
        visitor.page, visitor.lang = {"title": "天枢 ERP 8.2", "url": site + "/"}, "zh-Hans"
        socket = visitor.socket()
        said = visitor.say(socket, who["says"])
        socket.close()
        if "ack" not in said:
            raise SystemExit(f"a visitor's message was refused: {said}")
