#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each .ui file belongs to one class file, is in its folder's resources, and nothing there is left over."""
import os
import pathlib
import re
import sys

root = pathlib.Path(os.environ["ZX_SOURCE"])
problems = []
count = 0
for folder in sorted(p for p in ((root / "ui").iterdir() if (root / "ui").exists() else []) if p.is_dir() and p.name != "icons"):
    listing = folder / f"{folder.name}.gresource.xml"
    files = sorted(folder.glob("*.ui"))
    listed = set(re.findall(r">([^<>]+\.ui)<", listing.read_text())) if listing.exists() else set()
    for ui in files:
        count += 1
        if ui.name not in listed:
            problems.append(f"ui/{folder.name}/{ui.name} is not in {folder.name}.gresource.xml")
        source = [root / "src" / folder.name / (ui.stem + ".c"), root / "src" / folder.name / "widgets" / (ui.stem + ".c")]
        text = "".join(p.read_text() for p in source if p.exists())
        code = [p for base in (root / "src" / folder.name,) for p in base.rglob("*.c")]
        if not text and not any(ui.name in p.read_text() for p in code):
            problems.append(f"ui/{folder.name}/{ui.name} has no {ui.stem}.c")
    for name in listed - {p.name for p in files}:
        problems.append(f"{folder.name}.gresource.xml names {name}, which is not there")
print("\n".join(problems) or f"{count} .ui files have their twins")
sys.exit(bool(problems))
