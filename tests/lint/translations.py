#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""POTFILES.in names every file with translatable text and no other; zh_CN is complete, not fuzzy and without what is no longer said."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(os.environ["ZX_SOURCE"])
po = root / "po"
problems = []
listed = {line.strip() for line in (po / "POTFILES.in").read_text().splitlines() if line.strip() and not line.startswith("#")}
TEXT_C = re.compile(r'(?<![A-Za-z0-9_])(N?C?_|ngettext|g_dngettext) \(\s*"')
found = set()
for path in sorted((root / "src").rglob("*.c")):
    if TEXT_C.search(path.read_text(encoding="utf-8")):
        found.add(str(path.relative_to(root)))
for path in sorted((root / "ui").rglob("*.ui")):
    if 'translatable="yes"' in path.read_text(encoding="utf-8") or "translatable=\"true\"" in path.read_text(encoding="utf-8"):
        found.add(str(path.relative_to(root)))
for pattern in ("data/*.desktop.in*", "data/*.metainfo.xml.in*", "data/*.gschema.xml"):
    for path in root.glob(pattern):
        if not path.name.endswith(".gschema.xml"):
            found.add(str(path.relative_to(root)))
problems += [f"not in POTFILES.in: {name}" for name in sorted(found - listed)]
problems += [f"in POTFILES.in without reason: {name}" for name in sorted(listed - found) if not (root / name).exists()]
with tempfile.TemporaryDirectory() as scratch:
    pot = pathlib.Path(scratch) / "zuoxi.pot"
    subprocess.run(["xgettext", "--from-code=UTF-8", "--add-comments=translators", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
                    "--keyword=g_dngettext:2,3", "-o", pot, "-D", root, *sorted(listed)], check=True,
                   capture_output=True, env={**os.environ, "GETTEXTDATADIRS": "/usr/share/gettext"})
    merged = pathlib.Path(scratch) / "zh_CN.po"
    subprocess.run(["msgmerge", "-q", "-o", merged, po / "zh_CN.po", pot], check=True)
    run = subprocess.run(["msgfmt", "--check", "--statistics", "-o", os.devnull, merged], capture_output=True, text=True)
    print(run.stderr.strip())
    if run.returncode or "untranslated" in run.stderr or "fuzzy" in run.stderr:
        problems.append("po/zh_CN.po is not complete")
        for flag in ("--untranslated", "--only-fuzzy"):
            rest = subprocess.run(["msgattrib", flag, merged], capture_output=True, text=True).stdout
            problems += re.findall(r'^msgid ".+"$', rest, re.M)
    obsolete = re.findall(r'^#~ msgid (".*"(?:\n#~ ".*")*)$', merged.read_text(encoding="utf-8"), re.M)
    problems += ["in po/zh_CN.po, but said nowhere: " + "".join(re.findall(r'"(.*)"', words)) for words in obsolete]
print("\n".join(problems))
sys.exit(bool(problems))
