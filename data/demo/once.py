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

def play(pictures):
    """Exit status: 0 when all of it happened."""
    from browser import Browser
    from children import Children
    from demo import Backend
    from desk import Desk, Session
    from main_job import Play, perform

    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    state = pathlib.Path(tempfile.mkdtemp(prefix="zuoxi-once-"))
    told = Play(pictures)
    desk = None
    try:
        with Children(state / "log") as children:
            Session(size=(1440, 900))
            backend = Backend(children, state / "data")
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
