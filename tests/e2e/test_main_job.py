#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job as it is installed: TLS ends in a real nginx with the configuration that we ship, the
certificate is signed by an authority that both sides were told of."""
import base64
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(os.environ["ZX_SOURCE"]) / "data/demo"))

from browser import Browser
from children import Children
from demo import Backend, hold_port
from desk import Desk, run, wait_until
from main_job import Play, perform
from nginx import Nginx


def key_of(certificate):
    """The hash of its public key, by which Chromium can be told to accept it."""
    public = subprocess.run(["openssl", "x509", "-in", certificate, "-pubkey", "-noout"], check=True, capture_output=True)
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=public.stdout, check=True, capture_output=True)
    return base64.b64encode(hashlib.sha256(der.stdout).digest()).decode()


def through_nginx_a_customer_asks_and_one_key_answers():
    pictures = pathlib.Path(os.environ["ZX_BUILD"]) / "pictures/main-job"
    pictures.mkdir(parents=True, exist_ok=True)
    with hold_port(0) as holder, tempfile.TemporaryDirectory(prefix="zx-main-job-") as folder, \
            Nginx(holder.getsockname()[1]) as nginx, Children(pathlib.Path(folder) / "log") as children:
        backend = Backend(children, pathlib.Path(folder) / "data", port=nginx.daemon_port,
                          options=("--trusted-proxy", "127.0.0.1/32", "--public-url", nginx.url))
        backend.url = nginx.url
        backend.start()
        trusted = f"--ignore-certificate-errors-spki-list={key_of(nginx.certificate)}"
        with Desk("--ca", str(nginx.authority.certificate), server=nginx.url, language="zh_CN") as desk, \
                Browser(arguments=(trusted,)) as browser:
            perform(Play(pictures, "# "), backend, desk, browser)

        def upgraded(path, log=nginx.log):  # nginx writes the line when it has seen the connection end
            return any(path in line for line in log.read_text().splitlines() if '" 101 ' in line)
        wait_until(lambda: upgraded("/widget/socket", nginx.quiet_log), "the customer's socket went through nginx")
        wait_until(lambda: upgraded("/api/v1/events"), "the agent's stream went through nginx")


run([through_nginx_a_customer_asks_and_one_key_answers])
