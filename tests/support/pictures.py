#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the window at work: pictures.py FOLDER [desk|window|chat|hands|settings|nothing|pop-out|side|lookback|state…]
[LANGUAGE-LOOK-WIDTHxHEIGHT[@SCALE]…], for instance `desk zh_CN-light-1440x900` or `chat mirrored-cleardark-1024x700@2`
(walks.looks says what there is). Those in data/screenshots are made by it."""
import hashlib
import os
import pathlib
import subprocess
import sys

from desk import Session, wait_until
from walk_chat import chat
from walk_hands import hands
from walk_lookback import lookback
from walk_offers import offers
from walk_pop_out import pop_out
from walk_state import state
from walk_window import desk, window
from walks import nothing_yet, settings, side

SIZES = ((1024, 700), (1440, 900), (1920, 1080))
ALL = [f"{language}-{look}-{width}x{height}" for language in ("zh_CN", "en") for look in ("light", "dark") for width, height in SIZES]
WALKS = {"chat": chat, "hands": hands, "desk": desk, "window": window, "settings": settings, "nothing": nothing_yet, "pop-out": pop_out, "side": side, "lookback": lookback,
         "state": state, "offers": offers}


class Picture:
    """Called at every halt of a walk: the screen as a PNG in a folder, as soon as two looks see the same."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, guide, what, popover=False):
        seen = []

        def stands_still():
            root = subprocess.run(["import", "-window", "root", "rgb:-"], capture_output=True, check=True).stdout
            seen.append(hashlib.sha256(root).digest())
            return len(seen) > 1 and seen[-1] == seen[-2]

        wait_until(stands_still, f"{what} stands still")
        guide.desk.shot(str(self.folder / f"{what}-{guide.name}.png"), popover=popover)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TZ", "Asia/Shanghai")
    walks = [word for word in sys.argv[2:] if word in WALKS] or WALKS
    try:
        for name in [word for word in sys.argv[2:] if word not in WALKS] or ALL:
            for walk in walks:
                WALKS[walk](Picture(folder), name)
            print(name, flush=True)
    finally:
        if Session.current is not None:
            Session.current.close()


if __name__ == "__main__":
    main()
