#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No file includes by a path, and no folder includes what the arrow rule withholds from it."""
import os
import pathlib
import re
import sys

SOURCE = pathlib.Path(os.environ["ZX_SOURCE"]) / "src"
# What each folder may see besides itself. A feature's half is written "feature/half".
WORKSTATION = ["core", "model", "client"]
BACKEND = ["core", "model", "search", "daemon/store", "daemon/files", "daemon/sla", "daemon/router", "daemon/http"]
SEES = {
    "core": [],
    "model": ["core"],
    "search": ["core"],
    "client": ["core", "model"],
    "widgets": WORKSTATION,
    "daemon/store": ["core", "model"],
    "daemon/files": ["core", "model"],
    "daemon/sla": ["core", "model", "daemon/store"],
    "daemon/router": ["core", "model"],  # rules alone: who reads and writes the rows is above
    "daemon/http": ["core", "model", "daemon/store", "daemon/files", "daemon/sla", "daemon/router"],
    "shell": WORKSTATION + ["search", "widgets"],
}
NO_GTK = {"core", "model", "search", "client"}
GTK = re.compile(r"#include\s*<(gtk|gdk/|adwaita)")
INCLUDE = re.compile(r'^\s*#include\s*"([^"]+)"', re.M)


def folder_of(path):
    parts = path.relative_to(SOURCE).parts[:-1]
    if not parts:
        return ""
    if parts[0] == "daemon":
        return "/".join(parts[:2])
    if len(parts) > 1 and parts[1] in ("engine", "widgets", "daemon"):
        return "/".join(parts[:2])
    return parts[0]


def allowed(folder):
    if folder in SEES:
        return SEES[folder]
    feature, _, half = folder.partition("/")
    if half == "engine":
        return WORKSTATION
    if half == "widgets":
        return WORKSTATION + ["search", "widgets", feature + "/engine"]
    if half == "daemon":
        return BACKEND + [feature + "/engine"]
    return None  # the programs' own main files at the top see all below


files = [p for p in SOURCE.rglob("*.[ch]")]
home = {p.name: folder_of(p) for p in files}
problems = []
for path in files:
    folder, text = folder_of(path), path.read_text(encoding="utf-8")
    where = path.relative_to(SOURCE)
    if (folder in NO_GTK or folder.startswith("daemon") or folder.endswith(("/engine", "/daemon"))) and GTK.search(text):
        problems.append(f"{where}: GTK below the line")
    may = allowed(folder)
    for include in INCLUDE.findall(text):
        if "/" in include:
            problems.append(f"{where}: include by path: {include}")
        target = home.get(include)
        if target is None or target == folder or may is None or folder == "daemon":
            continue
        if target not in may:
            problems.append(f"{where}: {folder} may not see {target} ({include})")
    if not text.startswith("/* SPDX-License-Identifier: GPL-3.0-or-later */"):
        problems.append(f"{where}: no licence line")
    if len(text.splitlines()) > 700:
        problems.append(f"{where}: over 700 lines, split it by concern")
print("\n".join(problems) or f"{len(files)} files keep the arrow rule")
sys.exit(bool(problems))
