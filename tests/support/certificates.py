# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away certificate authority and the certificates that tests need: good, expired, for another host."""
import pathlib
import subprocess


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.certificate = self.folder / "ca.pem"
        self.key = self.folder / "ca.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
                "-subj", "/CN=Zuoxi test authority", "-addext", "basicConstraints=critical,CA:TRUE",
                "-keyout", self.key, "-out", self.certificate)

    def issue(self, name, hosts=("localhost",), addresses=("127.0.0.1",), expired=False):
        """(certificate, key) paths of a server certificate; `expired`: its time ran out years ago."""
        certificate, key, request = (self.folder / f"{name}.{end}" for end in ("pem", "key", "csr"))
        names = ",".join([f"DNS:{host}" for host in hosts] + [f"IP:{address}" for address in addresses])
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={hosts[0]}",
                "-keyout", key, "-out", request)
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
        if not expired:
            openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                    "-days", "30", "-extfile", extensions, "-out", certificate)
            return certificate, key
        # Only `openssl ca` can date a certificate back.
        database = self.folder / f"{name}.db"
        database.mkdir()
        (database / "index.txt").touch()
        (database / "serial").write_text("10\n")
        config = database / "ca.cnf"
        config.write_text(f"""[ca]
default_ca = test
[test]
database = {database}/index.txt
serial = {database}/serial
new_certs_dir = {database}
default_md = sha256
policy = any
copy_extensions = none
[any]
commonName = supplied
""")
        openssl("ca", "-batch", "-config", config, "-cert", self.certificate, "-keyfile", self.key, "-in", request,
                "-out", certificate, "-startdate", "20200101000000Z", "-enddate", "20200201000000Z",
                "-extfile", extensions, "-notext")
        return certificate, key
