# SPDX-License-Identifier: GPL-3.0-or-later
"""A real nginx with the configuration that we ship, in front of a daemon."""
import os
import pathlib
import socket
import subprocess
import tempfile
import time

from certificates import Authority
from ports import held_port

SHIPPED = pathlib.Path(os.environ["ZX_SOURCE"]) / "data/proxy/nginx.conf"


class Nginx:
    """https://localhost:<port> in front of http://127.0.0.1:<daemon_port>. `authority` signs what it shows; give
    `certificate=(pem, key)` for a bad one. Ends its own nginx and nothing else.
    `log` is what anybody's nginx logs; of what the configuration keeps out of it, `quiet_log` has the path alone."""

    def __init__(self, daemon_port, authority=None, certificate=None):
        self.daemon_port, self.authority, self.given = daemon_port, authority, certificate

    def __enter__(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="zx-nginx-")
        folder = pathlib.Path(self.scratch.name)
        os.chmod(folder, 0o755)
        if self.authority is None:
            self.authority = Authority(folder)
        self.certificate, key = self.given or self.authority.issue("server")
        with held_port() as self.port:
            self.start(folder, key)
        self.url = f"https://localhost:{self.port}"
        self.log = folder / "access.log"
        self.quiet_log = folder / "quiet.log"
        return self

    def start(self, folder, key):
        site = SHIPPED.read_text()
        for shipped, ours in (
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("server_name support.example.com", "server_name localhost"),
            ("/etc/ssl/zuoxi/fullchain.pem", str(self.certificate)),
            ("/etc/ssl/zuoxi/key.pem", str(key)),
            ("access_log off", f"access_log {folder}/quiet.log paths"),
            ("server 127.0.0.1:7700", f"server 127.0.0.1:{self.daemon_port}"),
        ):
            assert shipped in site, shipped
            site = site.replace(shipped, ours)
        (folder / "site.conf").write_text(site)
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\nevents {{ worker_connections 4096; }}\n"
            f"http {{\nlog_format paths '\"$uri\" $status ';\naccess_log {folder}/access.log;\n{temporary}include {folder}/site.conf;\n}}\n")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"],
                                        stderr=subprocess.DEVNULL)
        self.wait_until_it_listens(folder)

    def wait_until_it_listens(self, folder, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError("nginx did not start: " + (folder / "error.log").read_text())

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.scratch.cleanup()
