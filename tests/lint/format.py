#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All C is as clang-format leaves it."""
import os
import pathlib
import subprocess
import sys

root = pathlib.Path(os.environ["ZX_SOURCE"])
files = sorted(str(p) for folder in ("src", "tests") for p in (root / folder).rglob("*.[ch]")
               if "node_modules" not in p.parts)
run = subprocess.run(["clang-format", "--dry-run", "-Werror", *files], cwd=root, capture_output=True, text=True)
bad = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "error:" in line})
print("\n".join(f"clang-format -i {os.path.relpath(name, root)}" for name in bad) or f"{len(files)} files are formatted")
sys.exit(run.returncode)
