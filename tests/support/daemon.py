# SPDX-License-Identifier: GPL-3.0-or-later
"""The real zuoxid for tests: on SQLite or PostgreSQL, in a folder of its own, ended with the test.

    with Daemon('sqlite') as daemon:
        token = daemon.sign_in('ann')
        answer = daemon.get('/api/v1/me', token)

Every Daemon starts with the same people: see Seed. PostgreSQL needs ZX_TEST_POSTGRES (run the test
through pg_temp.py); each Daemon gets a database of its own, copied from one template."""
import contextlib
import ctypes
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

BUILD = os.environ.get('ZX_BUILD') or os.path.join(os.path.dirname(__file__), '../../_build')
SOURCE = os.environ.get('ZX_SOURCE') or os.path.join(os.path.dirname(__file__), '../..')
ZUOXID = os.path.join(BUILD, 'src/daemon/zuoxid')
PASSWORD = 'correct horse'
DEADLINE_S = 60


def environment():
    return {**os.environ, 'ZX_SQL_DIR': os.path.join(SOURCE, 'data/sql'),
            'ZX_WEB_DIR': os.path.join(SOURCE, 'data/web'), 'G_DEBUG': 'fatal-criticals'}


def wait_until(claim, what, deadline_s=DEADLINE_S):
    """Asks `claim` until it is true and gives what it said; AssertionError when it never is."""
    until = time.monotonic() + deadline_s
    while True:
        said = claim()
        if said:
            return said
        if time.monotonic() > until:
            raise AssertionError(f'never came true: {what}')
        time.sleep(0.02)


def run_verb(where, *words, stdin=None, check=True):
    """`zuoxid WORDS`; gives the finished process."""
    done = subprocess.run([ZUOXID, *words, *where], input=stdin, capture_output=True, text=True,
                          env=environment(), timeout=DEADLINE_S)
    if check and done.returncode != 0:
        raise AssertionError(f'zuoxid {" ".join(words)}: {done.returncode}\n{done.stderr}')
    return done


def psql(statement):
    subprocess.run(['psql', '-q', '-X', '-d', os.environ['ZX_TEST_POSTGRES'], '-c', statement],
                   check=True)


class Seed:
    """The people that every Daemon starts with, made once a test program.

    hq (headquarters) with below it east and west.
    ann: agent, hq and below; lea: lead, all; adm: administrator, all; ed: agent, east; wes: agent, west.
    All have the password PASSWORD."""
    made = {}

    def __init__(self, store):
        self.folder = tempfile.mkdtemp(prefix='zx-seed-')
        self.database = f'seed_{os.getpid()}' if store == 'postgres' else None
        if self.database:
            psql(f'CREATE DATABASE {self.database}')
        where = place(store, self.folder, self.database)
        run_verb(where, 'org', 'add', 'hq')
        run_verb(where, 'org', 'add', 'east', '--parent', 'hq')
        run_verb(where, 'org', 'add', 'west', '--parent', 'hq')
        for login, role, scope, org in (('ann', 'agent', 'subtree', 'hq'), ('lea', 'lead', 'all', 'hq'),
                                        ('adm', 'admin', 'all', 'hq'), ('ed', 'agent', 'own', 'east'),
                                        ('wes', 'agent', 'own', 'west')):
            run_verb(where, 'user', 'add', login, '--name', login.title(), '--role', role, '--scope', scope,
                     '--org', org, '--password-stdin', stdin=PASSWORD + '\n')

    @classmethod
    def of(cls, store):
        if store not in cls.made:
            cls.made[store] = cls(store)
        return cls.made[store]

    @classmethod
    def clear(cls):
        for seed in cls.made.values():
            shutil.rmtree(seed.folder, ignore_errors=True)
        cls.made.clear()


def place(store, folder, database):
    """Options that say where the data is."""
    where = ['--data', folder]
    if store == 'postgres':
        base = os.environ['ZX_TEST_POSTGRES'].split()
        where += ['--database', ' '.join([w for w in base if not w.startswith('dbname=')] + [f'dbname={database}'])]
    return where


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The code of a problem answer, checked to be one."""
        kind = self.headers.get('content-type', '')
        assert kind.startswith('application/problem+json'), f'{self.status} {kind} {self.body[:200]!r}'
        problem = self.json
        assert problem['status'] == self.status and problem['type'].endswith('/' + problem['code']), problem
        return problem['code']

    def expect(self, status):
        assert self.status == status, f'{status} wanted, {self.status} came: {self.body[:300]!r}'
        return self


def ask(port, method, path, token=None, body=None, headers=None, host='127.0.0.1'):
    """One request; `body` is an object for JSON, or bytes as they are."""
    headers = dict(headers or {})
    if token:
        headers['Authorization'] = 'Bearer ' + token
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers.setdefault('Content-Type', 'application/json')
    connection = http.client.HTTPConnection(host, port, timeout=DEADLINE_S)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Daemon:
    """`options` go to `zuoxid serve`. `beside` = another Daemon whose data this one serves as well."""
    number = 0

    def __init__(self, store='sqlite', *options, beside=None):
        self.store, self.options, self.beside = store, list(options), beside
        self.process = self.port = None

    def __enter__(self):
        if self.beside:
            self.folder, self.where = self.beside.folder, self.beside.where
        else:
            self.make_place()
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def make_place(self):
        seed = Seed.of(self.store)
        Daemon.number += 1
        self.folder = tempfile.mkdtemp(prefix='zx-daemon-')
        database = f'test_{os.getpid()}_{Daemon.number}'
        if self.store == 'postgres':
            psql(f'CREATE DATABASE {database} TEMPLATE {seed.database}')
        else:
            shutil.copytree(seed.folder, self.folder, dirs_exist_ok=True)
        self.where = place(self.store, self.folder, database)

    def start(self, *options):
        """Starts it (again) and waits until it serves. With options: those from now on."""
        if options:
            self.options = list(options)
        name = 'log-beside' if self.beside else 'log'
        self.log_path = os.path.join(self.folder, name)
        with open(self.log_path, 'ab') as log:
            self.process = subprocess.Popen(
                [ZUOXID, 'serve', *self.where, '--port', '0', '--exit-with-parent', *self.options],
                stdout=subprocess.PIPE, stderr=log, env=environment(), preexec_fn=end_with_parent)
        line = self.process.stdout.readline().decode()
        if not line.startswith('ready port='):
            self.process.wait()
            raise AssertionError(f'zuoxid does not start: {line}{self.log}')
        self.port = int(line.split('=')[1])

    def stop(self):
        """Ends it as an administrator would, and checks that it ended well."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(DEADLINE_S)
        self.process.stdout.close()
        assert code == 0, f'zuoxid ended with {code}: {self.log}'
        self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def __exit__(self, *_):
        try:
            if self.process is not None:
                self.stop()
        finally:
            if self.process is not None:
                self.kill()
            if not self.beside:
                shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    @property
    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as log:
            return log.read()

    def verb(self, *words, stdin=None, check=True):
        """A command on the same data, such as verb('user', 'disable', 'ann')."""
        return run_verb(self.where, *words, stdin=stdin, check=check)

    def ask(self, method, path, token=None, body=None, headers=None):
        return ask(self.port, method, path, token, body, headers)

    def get(self, path, token=None, headers=None):
        return self.ask('GET', path, token, None, headers)

    def try_sign_in(self, login, password=PASSWORD, headers=None):
        return self.ask('POST', '/api/v1/sessions', None,
                        {'login': login, 'password': password, 'client': 'test'}, headers)

    def sign_in(self, login, password=PASSWORD):
        return self.try_sign_in(login, password).expect(201).json['token']

    def query(self, statement):
        """Rows of the database, read beside the daemon."""
        if self.store == 'postgres':
            import psycopg2  # pylint: disable=import-outside-toplevel
            with contextlib.closing(psycopg2.connect(self.where[-1])) as connection:
                cursor = connection.cursor()
                cursor.execute(statement)
                return cursor.fetchall()
        import sqlite3  # pylint: disable=import-outside-toplevel
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, 'zuoxi.db'))) as connection:
            return connection.execute(statement).fetchall()

    @property
    def head(self):
        """The newest number in the database; a served head may lag behind what another process wrote."""
        return self.query('SELECT n FROM counter')[0][0]

    def write(self, statement):
        """Changes rows beside the daemon: for what only time or another hand would do."""
        if self.store == 'postgres':
            import psycopg2  # pylint: disable=import-outside-toplevel
            with contextlib.closing(psycopg2.connect(self.where[-1])) as connection, connection:
                connection.cursor().execute(statement)
            return
        import sqlite3  # pylint: disable=import-outside-toplevel
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, 'zuoxi.db'), timeout=60)) as connection, connection:
            connection.execute(statement)
