#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL cluster of one's own in a temporary folder, for as long as it is needed.

As a program: `pg_temp.py COMMAND ARG…` runs COMMAND with ZX_TEST_POSTGRES set to a conninfo (its
user may create databases) and ends with its status. Within another pg_temp.py (a whole run of tests
has one) it uses that one's cluster, and drops the databases that COMMAND has made: those with its
process number in their names. Without an installed PostgreSQL server COMMAND runs without the variable,
and its tests on PostgreSQL fail.

As a module: `with Postgres() as cluster: cluster.conninfo; cluster.database('name')`.

It listens on a Unix socket in its folder only. It does not flush: it is no test of PostgreSQL's own
durability."""
import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

DEADLINE_S = 60


def bin_dir():
    """Where initdb and postgres are, or None."""
    try:
        found = subprocess.run(['pg_config', '--bindir'], capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return None
    return found if os.access(os.path.join(found, 'initdb'), os.X_OK) else None


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG; SIGINT: at once, but in order


class Postgres:
    def __init__(self, *settings):
        """Each of `settings` is NAME=VALUE for the server."""
        self.settings = settings
        self.folder = self.server = None
        # initdb refuses to be root.
        self.who = {'user': 'postgres', 'group': 'postgres'} if os.geteuid() == 0 else {}

    def __enter__(self):
        programs = bin_dir()
        if programs is None:
            raise RuntimeError('no PostgreSQL server is installed')
        self.folder = tempfile.mkdtemp(prefix='zx-pg-')
        try:
            self.start(programs)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, programs):
        data = os.path.join(self.folder, 'data')
        if self.who:
            user = pwd.getpwnam('postgres')
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        os.chmod(self.folder, 0o711)
        subprocess.run([f'{programs}/initdb', '-D', data, '-A', 'trust', '-U', 'zuoxi', '-E', 'UTF8',
                        '--locale=C.UTF-8', '--no-sync'],
                       check=True, stdout=subprocess.DEVNULL, cwd='/', **self.who)
        options = ['listen_addresses=', f'unix_socket_directories={self.folder}', 'fsync=off', 'synchronous_commit=off',
                   'max_connections=200', 'idle_in_transaction_session_timeout=60s', *self.settings]
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            self.server = subprocess.Popen(
                [f'{programs}/postgres', '-D', data, *[word for o in options for word in ('-c', o)]],
                stdout=log, stderr=log, cwd='/', preexec_fn=end_with_parent, **self.who)
        until = time.monotonic() + DEADLINE_S
        while subprocess.run([f'{programs}/pg_isready', '-q', '-h', self.folder]).returncode != 0:
            if self.server.poll() is not None or time.monotonic() > until:
                with open(os.path.join(self.folder, 'log'), encoding='utf-8') as log:
                    raise RuntimeError('PostgreSQL does not start:\n' + log.read())
            time.sleep(0.05)

    @property
    def conninfo(self):
        return self.database('postgres')

    def database(self, name):
        """The conninfo of a database (that may not exist yet)."""
        return f'host={self.folder} user=zuoxi dbname={name}'

    def create(self, name):
        """Makes an empty database and gives its conninfo."""
        subprocess.run(['psql', '-q', '-X', '-d', self.conninfo, '-c', f'CREATE DATABASE "{name}"'],
                       check=True)
        return self.database(name)

    def __exit__(self, *_):
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(DEADLINE_S)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def running(conninfo):
    """The program's COMMAND, ended with us."""
    command = subprocess.Popen(sys.argv[1:], preexec_fn=end_with_parent, env={**os.environ, 'ZX_TEST_POSTGRES': conninfo})
    try:
        yield command
    finally:
        if command.poll() is None:
            command.kill()
            command.wait()


def drop_databases(conninfo, pid):
    drop = "SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database " \
           f"WHERE datname ~ '_{pid}(_|$)' \\gexec"
    subprocess.run(['psql', '-q', '-X', '-d', conninfo], input=drop, text=True, check=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    around = os.environ.get('ZX_TEST_POSTGRES')
    if around:
        with running(around) as command:
            try:
                return command.wait()
            finally:
                drop_databases(around, command.pid)
    programs = bin_dir()
    if programs is None:
        print('# no PostgreSQL server is installed', flush=True)
        return subprocess.run(sys.argv[1:]).returncode
    # The server's own psql is to be found first: Debian's is a script that looks for it four times as long as it takes.
    os.environ['PATH'] = os.pathsep.join([programs, os.environ['PATH']])
    with Postgres() as cluster, running(cluster.conninfo) as command:
        return command.wait()


if __name__ == '__main__':
    sys.exit(main())
