#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample vendor's web site: a public page and a page of its product where a customer is signed in.

One JSON line on standard input says how to run: {"port": 0, "daemon": URL, "channel": KEY,
"kid": NAME, "key": HMAC KEY}. Prints "ready port=N". Python's standard library only: the same few
lines fit into any vendor's server.
"""
import base64
import ctypes
import hashlib
import hmac
import html
import http.cookies
import http.server
import json
import pathlib
import secrets
import signal
import sys
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
PEOPLE = json.loads((HERE / "people.json").read_text(encoding="utf-8"))
PAGES = {"/": ("home.html", "zh"), "/erp": ("erp.html", "zh"), "/en/": ("home.en.html", "en"), "/en/erp": ("erp.en.html", "en")}
STATED = ("name", "company", "product", "version", "account", "phone", "mail")
FILES = {"/shop.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml"}
PR_SET_PDEATHSIG = 1


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign_identity(person, channel, kid, key, now=None):
    """Who is signed in, for the support widget: a compact JWS, good for five minutes and one browser."""
    now = int(now if now is not None else time.time())
    header = {"alg": "HS256", "typ": "JWT", "kid": kid}
    claims = {**person, "aud": channel, "iat": now, "exp": now + 300, "jti": secrets.token_hex(8)}
    signed = ".".join(base64url(json.dumps(part, ensure_ascii=False).encode()) for part in (header, claims))
    return signed + "." + base64url(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())


class Site(http.server.ThreadingHTTPServer):
    """Knows who is signed in, by the session cookie of the site itself."""
    daemon_threads = True

    def __init__(self, options):
        super().__init__(("127.0.0.1", options.get("port", 0)), Visit)
        self.options, self.sessions = options, {}


class Visit(http.server.BaseHTTPRequestHandler):
    """One request."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path in PAGES:
            name, language = PAGES[path]
            sign_in = language if path.endswith("/erp") else None
            self.page(name, sign_in, urllib.parse.parse_qs(query))
        elif path in FILES:
            self.answer(200, (HERE / path[1:]).read_bytes(), FILES[path])
        elif path == "/identity":
            person = self.server.sessions.get(self.session())
            options = self.server.options
            token = person and sign_identity(person, options["channel"], options["kid"], options["key"])
            self.answer(200 if token else 204, (token or "").encode(), "text/plain")
        elif path in ("/sign-out", "/en/sign-out"):
            self.server.sessions.pop(self.session(), None)
            self.answer(303, b"", "text/plain", {"Location": path.removesuffix("sign-out")})
        else:
            self.answer(404, b"There is no such page.\n", "text/plain")

    def session(self):
        cookie = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get("site-session")
        return cookie.value if cookie else None

    def page(self, name, sign_in, stated):
        """A page of the product signs the sample customer in; a real one asks for his password. What the address says of
        the visitor (/?name=…&phone=…) is passed on as what he only states: a form that he filled in, for instance."""
        options, more = self.server.options, {}
        if sign_in and self.server.sessions.get(self.session()) != PEOPLE[sign_in]:
            session = secrets.token_hex(16)
            self.server.sessions[session] = PEOPLE[sign_in]
            more["Set-Cookie"] = f"site-session={session}; Path=/; HttpOnly; SameSite=Lax"
        text = (HERE / name).read_text(encoding="utf-8")
        said = "".join(f' data-{key}="{html.escape(stated[key][0][:100])}"' for key in STATED if key in stated)
        text = text.replace('data-channel="@CHANNEL@"', 'data-channel="@CHANNEL@"' + said)
        text = text.replace("@DAEMON@", options["daemon"]).replace("@CHANNEL@", options["channel"])
        more["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            f"script-src {options['daemon']}; frame-src {options['daemon']}")
        self.answer(200, text.encode(), "text/html; charset=utf-8", more)

    def answer(self, status, body, kind, more=None):
        self.send_response(status)
        headers = {"Content-Type": kind, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(more or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    site = Site(json.loads(sys.stdin.readline()))
    print(f"ready port={site.server_address[1]}", flush=True)
    try:
        site.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
