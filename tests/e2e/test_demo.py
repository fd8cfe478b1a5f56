#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo starts all that it promises, twice on the same data, and Ctrl-C leaves nothing running."""
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import urllib.request

from desk import Session, run, wait_until
from talk import Visitor

DEMO = pathlib.Path(os.environ["ZX_SOURCE"]) / "data/demo/demo.py"


def children_of(pid):
    """All descendants."""
    found, todo = [], [pid]
    while todo:
        listing = pathlib.Path(f"/proc/{todo.pop()}/task")
        for task in listing.iterdir() if listing.exists() else []:
            with contextlib.suppress(OSError):  # it has just ended
                for child in (task / "children").read_text().split():
                    found.append(int(child))
                    todo.append(int(child))
    return found


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""


def is_running(pid):
    return name_of(pid) != ""  # a zombie has no command line


def start(state):
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    demo = subprocess.Popen(["/usr/bin/python3", DEMO, "--state", state], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True, env=environment)
    told = ""
    for line in demo.stdout:
        told += line
        if "Ctrl-C ends everything" in line:
            return demo, told
    raise AssertionError(f"the demo ended:\n{told}")


def the_demo_serves_twice_on_the_same_data_and_ctrl_c_leaves_nothing():
    Session(size=(1440, 900))
    with tempfile.TemporaryDirectory(prefix="zx-demo-") as state:
        for _ in range(2):
            demo, told = start(state)
            try:
                shop, daemon = re.search(r"http://localhost:\d+", told)[0], re.search(r"listens on (http://[\d.:]+\d)", told)[1]
                page = urllib.request.urlopen(shop + "/", timeout=60).read().decode()
                assert f'src="{daemon}/widget/zuoxi.js"' in page, "the shop's page loads the chat from the daemon"
                hello = urllib.request.urlopen(daemon + "/api/v1/hello", timeout=60).read()
                assert b'"zuoxid"' in hello
                hours = Visitor(int(daemon.rsplit(":", 1)[1]), "shop").session()["desk"]
                assert hours["open"] and hours["hours"] == [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00"}], \
                    f"it is open whenever it is tried, and says so: {hours}"
                wait_until(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "zuoxi"],
                                                  capture_output=True, check=False).stdout, "the workstation's window is there")
                family = children_of(demo.pid)
                assert len(family) >= 3, family
            finally:
                demo.send_signal(signal.SIGINT)
                demo.communicate(timeout=60)
            assert demo.returncode == 0, f"Ctrl-C is a good end, not {demo.returncode}"
            wait_until(lambda: not [pid for pid in family if is_running(pid)],
                       lambda: f"all have ended; still there: {[name_of(pid) for pid in family if is_running(pid)]}")


run([the_demo_serves_twice_on_the_same_data_and_ctrl_c_leaves_nothing])
