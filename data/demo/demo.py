#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts zuoxid with sample data, the demo shop and the workstation; ends them all together."""
import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys

import visitors
from children import Children

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "_build"
STATE = BUILD / "demo"
PASSWORD = "zuoxi-demo"
CHANNEL = "shop"


def hold_port(wanted):
    """A socket on the wanted port when it is free (so that addresses stay the same from run to run), else on any. As long as
    it is open the kernel gives the port to nobody else; who asks for it by its number can listen there, as this does not."""
    for port in (wanted, 0):
        holder = socket.socket()
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind(("127.0.0.1", port))
            return holder
        except OSError:
            holder.close()
    raise SystemExit("no free port on 127.0.0.1")


class Backend:
    """zuoxid on sample data in `state`, and the demo shop in front of it."""

    def __init__(self, children, state, port=0, shop_port=0, options=()):
        self.children, self.state, self.options = children, pathlib.Path(state), options
        self.held = hold_port(port), hold_port(shop_port)  # until both listen there
        self.port, self.shop_port = (holder.getsockname()[1] for holder in self.held)
        self.url = f"http://127.0.0.1:{self.port}"  # of the daemon, or of what stands in front of it
        self.password = PASSWORD
        self.shop = f"http://localhost:{self.shop_port}"
        self.environment = {**os.environ, "ZX_SQL_DIR": str(ROOT / "data/sql"), "ZX_WEB_DIR": str(ROOT / "data/web")}

    def verb(self, *words, text=None):
        run = subprocess.run([BUILD / "src/daemon/zuoxid", *words, "--data", self.state], input=text, text=True,
                             capture_output=True, env=self.environment)
        if run.returncode:
            raise SystemExit(f"zuoxid {' '.join(words)}: {run.stderr.strip()}")
        return run.stdout

    def start(self):
        """TRUE when the data has just been made."""
        fresh = not (self.state / "shop.json").exists()
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if fresh:
            self.verb("import", "sample", str(ROOT / "data/demo/sample.json"), "--password-stdin", text=PASSWORD)
            self.verb("import", "articles", str(ROOT / "data/demo/articles"))
        # Its hours are those of the sample data that never end: whenever the demo is tried, somebody may be there.
        hours = ("--calendar", "全天候", "--reply-promise", "30") if fresh else ()
        self.verb("channel", "add", CHANNEL, "--name", "官网", "--team", "天枢软件客服", "--org", "天枢软件",
                  "--origin", self.shop, "--update", *hours)
        if fresh:
            key = self.verb("channel", "key", CHANNEL, "demo").split()[-1]
            keys = self.state / "shop.json"
            keys.touch(mode=0o600)
            keys.write_text(json.dumps({"kid": "demo", "key": key}))
        self.children.start("zuoxid", [BUILD / "src/daemon/zuoxid", "serve", "--data", self.state, "--port", str(self.port),
                                       "--exit-with-parent", *self.options], env=self.environment, ready="ready port=")
        line = {"port": self.shop_port, "daemon": self.url, "channel": CHANNEL, **json.loads((self.state / "shop.json").read_text())}
        self.children.start("shop", ["/usr/bin/python3", ROOT / "data/demo/shop/serve.py"], text=json.dumps(line) + "\n",
                            ready="ready port=")
        for holder in self.held:
            holder.close()
        return fresh

    def route(self):
        """Whoever comes is offered to the first line, one agent at a time; there is time to look at the card."""
        self.verb("queue", "add", "官网咨询", "--org", "天枢软件", "--channel", CHANNEL, "--group", "一线客服", "--method", "least_loaded",
                  "--offer-s", "60", "--regular-s", "30", "--decline", "with_reason", "--wrap-up-s", "300")


def workstation_environment():
    return {**os.environ, "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"), "ZX_LOCALE_DIR": str(BUILD / "po")}


def open_workstation(children, backend):
    """On the display that is there; without one, in the browser through GTK Broadway."""
    environment = workstation_environment()
    where = "in its window"
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        with hold_port(8085) as holder:
            port = holder.getsockname()[1]
        number = 5 + port % 50
        children.start("broadway", ["gtk4-broadwayd", "--address", "127.0.0.1", "--port", str(port), f":{number}"])
        environment.update(GDK_BACKEND="broadway", BROADWAY_DISPLAY=f":{number}")
        where = f"in your browser: http://127.0.0.1:{port}/ (no display here, so GTK Broadway shows it)"
    command = [BUILD / "src/shell/zuoxi", "--profile", "demo", "--server", backend.url, "--login", "lin"]
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        environment["DBUS_SESSION_BUS_ADDRESS"] = children.start(
            "bus", ["dbus-daemon", "--session", "--nofork", "--print-address"], ready="unix:").strip()
    window = children.start("zuoxi", command, env=environment)
    print(f"""
The workstation opens {where}.
  sign in as      lin        password  {PASSWORD}
  (also: zhaomin, a team lead; liqian, a colleague; the same password)
Be the customer here, in any browser:
  {backend.shop}/   ask something, for instance: 提交开票报错 E-3107
The daemon listens on {backend.url}; its data is in _build/demo.
Ctrl-C ends everything.""", flush=True)
    return window


def main():
    parser = argparse.ArgumentParser(prog="data/demo/run", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="start from the sample data again")
    parser.add_argument("--once", action="store_true", help="play the main job without a person, then end")
    parser.add_argument("--state", metavar="FOLDER", default=str(STATE), help="where the demo keeps its data and logs")
    parser.add_argument("--pictures", metavar="FOLDER", help="with --once: where the pictures go")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    state = pathlib.Path(options.state)
    if options.once:
        import once
        sys.exit(once.play(pathlib.Path(options.pictures or state / "pictures")))
    if options.fresh:
        shutil.rmtree(state, ignore_errors=True)
    try:
        with Children(state / "log") as children:
            backend = Backend(children, state / "data", port=7700, shop_port=7780)
            if backend.start():
                backend.route()
                visitors.come(backend.port, CHANNEL, backend.shop)
            window = open_workstation(children, backend)
            children.wait(window)
    except KeyboardInterrupt:
        print("\nEnded.")


if __name__ == "__main__":
    main()
