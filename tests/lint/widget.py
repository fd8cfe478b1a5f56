# SPDX-License-Identifier: GPL-3.0-or-later
"""The widget's files: small enough for any page, every word in every language, nothing inline."""
import gzip
import json
import os
import pathlib
import re
import sys

WEB = pathlib.Path(os.environ["ZX_SOURCE"]) / "data/web"
LOADER_BYTES = 3 * 1024
SCRIPT_BYTES = 60 * 1024
faults = []


def packed(*texts):
    return sum(len(gzip.compress(text.encode(), 9, mtime=0)) for text in texts)


def claim(is_so, fault):
    if not is_so:
        faults.append(fault)


scripts = {path.name: path.read_text(encoding="utf-8") for path in sorted(WEB.glob("*.js"))}
words = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((WEB / "i18n").glob("*.json"))}
loader = scripts["zuoxi.js"]
frame = "".join(text for name, text in scripts.items() if name != "zuoxi.js")

claim(packed(loader) <= LOADER_BYTES, f"the loader has {packed(loader)} bytes packed, more than {LOADER_BYTES}")
claim(packed(*scripts.values()) <= SCRIPT_BYTES, f"all scripts have {packed(*scripts.values())} bytes packed")

claim(set(words) == {"zh-Hans", "en"}, f"languages: {sorted(words)}")
keys = {language: list(text) for language, text in words.items()}
claim(keys["zh-Hans"] == keys["en"], f"keys differ: {set(keys['zh-Hans']) ^ set(keys['en'])} or their order does")
for key in keys["en"]:
    places = [set(re.findall(r"\{(\w+)\}", text[key])) for text in words.values()]
    claim(places[0] == places[1], f"{key}: placeholders differ")

# say('key'), say(`state.${key}`), and keys chosen by a condition inside say(…).
literal = set(re.findall(r"(?:say\(\s*|[?:] )'([a-z]+(?:\.[a-z-]+)?)'", frame)) & set(keys["en"]) | set(re.findall(r"say\('([\w.-]+)'", frame))
html = (WEB / "frame.html").read_text(encoding="utf-8")
literal |= set(re.findall(r'data-(?:say|label|hint)="([\w.-]+)"', html))
patterns = [re.compile("^" + re.sub(r"\\\$\\\{[^}]*\}", r"[\\w-]+", re.escape(text)) + "$") for text in re.findall(r"say\(`([^`]+)`", frame)]
for key in keys["en"]:
    if key.startswith("launcher."):
        continue
    claim(key in literal or any(pattern.match(key) for pattern in patterns), f"{key} is not used")
for key in literal:
    claim(key in keys["en"], f"{key} is said but has no words")

# The loader cannot fetch words from another site; it carries its own few, the same ones.
for language, block in zip(("zh-Hans", "en"), re.findall(r"\{ (open: .*?) \}", loader, re.S)):
    carried = dict(re.findall(r"(\w+): '([^']*)'", block))
    for name, text in carried.items():
        claim(words[language].get(f"launcher.{name}") == text, f"the loader's {language} “{name}” is not that of i18n")
    claim(len(carried) == len([key for key in keys["en"] if key.startswith("launcher.")]), f"the loader's {language} words")

for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc", ".style.cssText"):
    claim(sink not in loader + frame, f"a script uses {sink}")
claim(not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", html), "the frame has something inline")
claim(not re.search(r"https?://", html + frame.replace("http://www.w3.org/2000/svg", "")), "the frame asks another host")

print("\n".join(faults) or "the widget's files are as they should be")
sys.exit(1 if faults else 0)
