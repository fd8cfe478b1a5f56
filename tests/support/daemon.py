# SPDX-License-Identifier: GPL-3.0-or-later
"""The real zuoxid for tests: on SQLite or PostgreSQL, in a folder of its own, ended with the test.

    with Daemon('sqlite') as daemon:
        token = daemon.sign_in('ann')
        answer = daemon.get('/api/v1/me', token)

Every Daemon starts with the same people: see Seed. PostgreSQL needs ZX_TEST_POSTGRES (run the test
through pg_temp.py); each Daemon gets a database of its own, copied from one template."""
import contextlib
import ctypes
import fcntl
import functools
import glob
import hashlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from ports import held_port
from waiting import DEADLINE_S, wait_until

BUILD = os.environ.get('ZX_BUILD') or os.path.join(os.path.dirname(__file__), '../../_build')
SOURCE = os.environ.get('ZX_SOURCE') or os.path.join(os.path.dirname(__file__), '../..')
ZUOXID = os.path.join(BUILD, 'src/daemon/zuoxid')
PASSWORD = 'correct horse'


def environment():
    return {**os.environ, 'ZX_SQL_DIR': os.path.join(SOURCE, 'data/sql'),
            'ZX_WEB_DIR': os.path.join(SOURCE, 'data/web'), 'G_DEBUG': 'fatal-criticals'}


def run_verb(where, *words, stdin=None, check=True):
    """`zuoxid WORDS`; gives the finished process."""
    done = subprocess.run([ZUOXID, *words, *where], input=stdin, capture_output=True, text=True,
                          env=environment(), timeout=DEADLINE_S)
    if check and done.returncode != 0:
        raise AssertionError(f'zuoxid {" ".join(words)}: {done.returncode}\n{done.stderr}')
    return done


@contextlib.contextmanager
def cluster():
    """A cursor beside all databases of the tests' PostgreSQL."""
    import psycopg2  # pylint: disable=import-outside-toplevel
    with contextlib.closing(psycopg2.connect(os.environ['ZX_TEST_POSTGRES'])) as connection:
        connection.autocommit = True
        yield connection.cursor()


def psql(statement):
    with cluster() as cursor:
        cursor.execute(statement)


def fill_seed(where):
    run_verb(where, 'org', 'add', 'hq')
    run_verb(where, 'org', 'add', 'east', '--parent', 'hq')
    run_verb(where, 'org', 'add', 'west', '--parent', 'hq')
    for login, role, scope, org in (('ann', 'agent', 'subtree', 'hq'), ('lea', 'lead', 'all', 'hq'),
                                    ('adm', 'admin', 'all', 'hq'), ('ed', 'agent', 'own', 'east'),
                                    ('wes', 'agent', 'own', 'west')):
        run_verb(where, 'user', 'add', login, '--name', login.title(), '--role', role, '--scope', scope,
                 '--org', org, '--password-stdin', stdin=PASSWORD + '\n')
    with contextlib.closing(connect(where)) as connection:
        connection.cursor().execute(f"UPDATE agent SET password_hash = '{cheap_hash()}'")
        connection.commit()


def cheap_hash():
    """PASSWORD as libsodium hashes it at the least strength it knows: a run signs in some thousand times, and each would
    take 64 MB and 70 ms. `user passwd` gives one of those who need it the full strength."""
    sodium, said = ctypes.CDLL('libsodium.so.23'), ctypes.create_string_buffer(128)
    words = PASSWORD.encode()
    assert sodium.crypto_pwhash_str(said, words, ctypes.c_ulonglong(len(words)), ctypes.c_ulonglong(1), ctypes.c_size_t(8192)) == 0
    return said.value.decode()


def connect(where):
    """One's own connection to the database at `where`."""
    if '--database' in where:
        import psycopg2  # pylint: disable=import-outside-toplevel
        return psycopg2.connect(where[-1])
    import sqlite3  # pylint: disable=import-outside-toplevel
    return sqlite3.connect(os.path.join(where[1], 'zuoxi.db'), timeout=DEADLINE_S)


class Seed:
    """The people that every Daemon starts with. All test programs share one, whichever comes first makes it:
    on SQLite a folder in BUILD/seeds, on PostgreSQL a template within the cluster. It has its name only when it is
    whole, so one who is killed while he makes it leaves nothing that anybody takes for a seed.

    hq (headquarters) with below it east and west.
    ann: agent, hq and below; lea: lead, all; adm: administrator, all; ed: agent, east; wes: agent, west.
    All have the password PASSWORD, hashed cheaply."""
    FOLDERS = os.path.join(BUILD, 'seeds')
    KEPT_S = 2 * 24 * 3600  # longer than any run lasts

    @staticmethod
    @functools.cache
    def key():
        """Another one for another zuoxid, schema or seed, and each day: a build folder can be old."""
        program = os.stat(ZUOXID)
        known = hashlib.sha256(f'{program.st_mtime_ns} {program.st_size} {time.strftime("%F", time.gmtime())}'.encode())
        for path in [__file__, *sorted(glob.glob(os.path.join(SOURCE, 'data/sql/**/*.sql'), recursive=True))]:
            with open(path, 'rb') as file:
                known.update(file.read())
        return known.hexdigest()[:16]

    @classmethod
    @functools.cache
    def folder(cls):
        """Where the data of a SQLite daemon is to be copied from."""
        seed = os.path.join(cls.FOLDERS, cls.key())
        os.makedirs(cls.FOLDERS, exist_ok=True)
        with open(os.path.join(cls.FOLDERS, 'lock'), 'w', encoding='utf-8') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.path.exists(seed):
                cls.clear()
                making = tempfile.mkdtemp(prefix='making-', dir=cls.FOLDERS)
                fill_seed(place('sqlite', making, None))
                os.rename(making, seed)
        return seed

    @classmethod
    def clear(cls):
        """Those of rebuilt programs and of killed makers go when nobody can be using them any more."""
        for old in glob.glob(os.path.join(cls.FOLDERS, '*', '')):
            if time.time() - os.path.getmtime(old) > cls.KEPT_S:
                shutil.rmtree(old, ignore_errors=True)

    @classmethod
    @functools.cache
    def database(cls):
        """The name of the PostgreSQL database to be copied."""
        seed, making = f'seed_{cls.key()}', f'making_{os.getpid()}'
        with cluster() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('seed'))")  # given back with the connection
            cursor.execute('SELECT FROM pg_database WHERE datname = %s', (seed,))
            if cursor.rowcount == 0:
                cursor.execute(f'DROP DATABASE IF EXISTS {making}')
                cursor.execute(f'CREATE DATABASE {making}')
                with tempfile.TemporaryDirectory(prefix='zx-seed-') as folder:
                    fill_seed(place('postgres', folder, making))
                cursor.execute(f'ALTER DATABASE {making} RENAME TO {seed}')
        return seed


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
        self.held = contextlib.ExitStack()
        self.first_port = 0

    def __enter__(self):
        self.first_port = self.held.enter_context(held_port())
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
        Daemon.number += 1
        self.folder = tempfile.mkdtemp(prefix='zx-daemon-')
        database = f'test_{os.getpid()}_{Daemon.number}'
        if self.store == 'postgres':
            psql(f'CREATE DATABASE {database} TEMPLATE {Seed.database()}')
        else:
            shutil.copytree(Seed.folder(), self.folder, dirs_exist_ok=True)
        self.where = place(self.store, self.folder, database)

    def start(self, *options, port=None):
        """Starts it (again) and waits until it serves, on another port than before unless it is told which. With options:
        those from now on."""
        if options:
            self.options = list(options)
        name = 'log-beside' if self.beside else 'log'
        self.log_path = os.path.join(self.folder, name)
        with open(self.log_path, 'ab') as log:
            self.process = subprocess.Popen(
                [ZUOXID, 'serve', *self.where, '--port', str(port or self.first_port), '--exit-with-parent', *self.options],
                stdout=subprocess.PIPE, stderr=log, env=environment(), preexec_fn=end_with_parent)
        self.first_port = 0  # which nobody else has meanwhile
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
            if 'connection' in vars(self):
                self.connection.close()
            self.held.close()
            if not self.beside:
                shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    @property
    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as log:
            return log.read()

    @property
    def is_sanitised(self):
        """Whether AddressSanitizer watches it, which makes it slower and larger: it reserves terabytes."""
        with open(f'/proc/{self.process.pid}/statm', encoding='ascii') as pages:
            return int(pages.read().split()[0]) * os.sysconf('SC_PAGE_SIZE') > 1 << 40

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

    @functools.cached_property
    def connection(self):
        """One's own to the daemon's PostgreSQL database. It holds nothing between two statements."""
        connection = connect(self.where)
        connection.autocommit = True
        return connection

    def query(self, statement):
        """Rows of the database, read beside the daemon."""
        if self.store == 'postgres':
            with self.connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        with contextlib.closing(connect(self.where)) as connection:
            return connection.execute(statement).fetchall()

    @property
    def head(self):
        """The newest number in the database; a served head may lag behind what another process wrote."""
        return self.query('SELECT n FROM counter')[0][0]

    def write(self, statement):
        """Changes rows beside the daemon: for what only time or another hand would do."""
        if self.store == 'postgres':
            with self.connection.cursor() as cursor:
                cursor.execute(statement)
            return
        with contextlib.closing(connect(self.where)) as connection, connection:
            connection.execute(statement)
