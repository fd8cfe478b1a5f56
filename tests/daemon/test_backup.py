#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups: taken while customers write, restored whole or not at all, into either store."""
import contextlib
import gzip
import hashlib
import json
import os
import sqlite3
import tempfile
import threading

from daemon import SOURCE, place, psql, run_verb
from rules import rule, run
from talk import Visitor

PLACES = [0]


@contextlib.contextmanager
def elsewhere(store):
    """An empty place for data: the options that name it."""
    PLACES[0] += 1
    with tempfile.TemporaryDirectory(prefix='zx-restored-') as folder:
        database = f'restored_{os.getpid()}_{PLACES[0]}' if store == 'postgres' else None
        if database:
            psql(f'CREATE DATABASE {database}')
        yield place(store, folder, database)


def fingerprints(where):
    said = run_verb(where, 'check', '--tables').stdout
    assert 'PROBLEM' not in said, said
    lines = [line for line in said.splitlines() if line.startswith('table ')]
    assert len(lines) > 20
    return lines


def fill(daemon):
    """Customers, contacts, a key: something in most tables."""
    run_verb(daemon.where, 'import', 'sample', os.path.join(SOURCE, 'data/demo/sample.json'))
    run_verb(daemon.where, 'import', 'articles', os.path.join(SOURCE, 'data/demo/articles'))
    run_verb(daemon.where, 'channel', 'add', 'shop', '--name', '商店', '--origin', 'http://localhost:1')
    run_verb(daemon.where, 'channel', 'key', 'shop', 'k1')


def backup(daemon, name='one.zuoxi.gz'):
    path = os.path.join(daemon.folder, name)
    return path, daemon.verb('backup', path).stdout


def lines_of(path):
    with gzip.open(path, 'rt', encoding='utf-8', newline='\n') as file:
        return file.read().split('\n')[:-1]


def write_lines(path, lines):
    with gzip.open(path, 'wt', encoding='utf-8', newline='\n') as file:
        file.write('\n'.join(lines) + '\n')


@rule('--visitor-rate', '1000000')
def a_backup_holds_one_moment_while_customers_write_on(daemon):
    fill(daemon)
    visitor = Visitor(daemon.port, 'shop')
    visitor.session()
    told, stop = [], threading.Event()

    def talk():
        with visitor.socket() as socket:
            while not stop.is_set():
                visitor.say(socket, f'第{len(told)}句 \U0001f600')
                told.append(1)
    talker = threading.Thread(target=talk)
    talker.start()
    try:
        paths = [backup(daemon, f'{n}.zuoxi.gz')[0] for n in range(3)]
    finally:
        stop.set()
        talker.join()
    assert len(told) > 3
    with elsewhere(daemon.store) as where:
        run_verb(where, 'restore', paths[1])
        assert 'PROBLEM' not in run_verb(where, 'check').stdout
    path, said = backup(daemon)
    assert '39 tables' in said, said
    stores = [daemon.store] if daemon.store == 'sqlite' else ['sqlite', 'postgres']
    before = fingerprints(daemon.where)
    for store in stores:
        with elsewhere(store) as where:
            assert 'no master key' in run_verb(where, 'restore', path).stdout
            assert fingerprints(where) == before, f'{daemon.store} → {store}'


@rule()
def what_was_restored_serves_and_old_sign_ins_are_over(daemon):
    fill(daemon)
    token = daemon.sign_in('lea')
    visitor = Visitor(daemon.port, 'shop')
    first = visitor.session()
    path, said = backup(daemon)
    assert 'master.key is not in it' in said and os.stat(path).st_mode & 0o777 == 0o600
    with open(os.path.join(daemon.folder, 'master.key'), 'rb') as key:
        assert key.read().hex() not in '\n'.join(lines_of(path))
    failed = daemon.verb('restore', path, '--replace', check=False)
    assert failed.returncode == 1 and 'stop it first' in failed.stderr, failed.stderr
    daemon.stop()
    failed = daemon.verb('restore', path, check=False)
    assert failed.returncode == 1 and '--replace' in failed.stderr, failed.stderr
    daemon.verb('org', 'add', 'Later')
    daemon.verb('restore', path, '--replace')
    daemon.start()
    assert 'Later' not in daemon.verb('org', 'list').stdout
    daemon.get('/api/v1/me', token).expect(401)
    daemon.get('/api/v1/contacts', daemon.sign_in('lea')).expect(200)
    visitor.port = daemon.port
    assert visitor.session()['visitor']['uuid'] == first['visitor']['uuid'], 'a visitor is known again'
    audited = daemon.query('SELECT max (id) FROM audit')[0][0]
    daemon.verb('org', 'add', 'Next')
    daemon.verb('channel', 'key', 'shop', 'k2')
    assert daemon.query('SELECT max (id) FROM audit')[0][0] > audited and 'PROBLEM' not in daemon.verb('check').stdout


@rule()
def a_damaged_backup_changes_nothing(daemon):
    fill(daemon)
    path, _ = backup(daemon)
    lines = lines_of(path)
    at = next(n for n, line in enumerate(lines) if '天成软件' in line)
    bad = {
        'cut': lines[:-1],
        'row lost': lines[:at] + lines[at + 1:],
        'row changed': lines[:at] + [lines[at].replace('天成软件', '天成硬件')] + lines[at + 1:],
        'no backup': ['{"hello":1}'],
        'newer': [lines[0].replace('"zuoxi_backup":1', '"zuoxi_backup":2')] + lines[1:],
        'other table': [line.replace('"table":"org"', '"table":"pg_class"') for line in lines],
        'other column': [line.replace('["note","text"]', '["note;DROP","text"]') for line in lines],
    }
    other = os.path.join(daemon.folder, 'bad.gz')
    with elsewhere(daemon.store) as where:
        run_verb(where, 'org', 'add', 'Here')
        before = fingerprints(where)
        for name, changed in bad.items():
            write_lines(other, changed)
            failed = run_verb(where, 'restore', '--replace', other, check=False)
            assert failed.returncode == 1 and 'bad.gz: line' in failed.stderr, (name, failed.stderr)
            assert fingerprints(where) == before, name
        with open(path, 'rb') as whole, open(other, 'wb') as half:
            half.write(whole.read()[:-3000])
        failed = run_verb(where, 'restore', '--replace', other, check=False)
        assert failed.returncode == 1 and fingerprints(where) == before


@rule()
def a_backup_of_an_older_schema_is_brought_up_to_date(daemon):
    fill(daemon)
    path, _ = backup(daemon)
    old = sqlite3.connect(':memory:')
    with open(os.path.join(SOURCE, 'data/sql/sqlite/001-start.sql'), encoding='utf-8') as file:
        old.executescript(file.read())
    known = {name: {row[1] for row in old.execute(f'PRAGMA table_info ({name})')}
             for name, in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    lines, table, out = lines_of(path), None, []
    count = 0
    for line in lines[1:-1]:
        thing = json.loads(line)
        if isinstance(thing, dict) and 'table' in thing:
            table = thing['table'] if thing['table'] in known else None
            count += table is not None
            if table:
                kept = [n for n, (name, _) in enumerate(thing['columns']) if name in known[table]]
                thing['columns'] = [thing['columns'][n] for n in kept]
                rows, head = [], thing
        elif table and isinstance(thing, list):
            rows.append(json.dumps([thing[n] for n in kept], ensure_ascii=False, separators=(',', ':')))
        elif table:
            digest = hashlib.sha256(''.join(row + '\n' for row in rows).encode()).hexdigest()
            out += [json.dumps(head), *rows, json.dumps({'rows': len(rows), 'sha256': digest})]
    beginning = {**json.loads(lines[0]), 'schema': 1}
    older = os.path.join(daemon.folder, 'older.gz')
    write_lines(older, [json.dumps(beginning), *out, json.dumps({'end': count})])
    with elsewhere(daemon.store) as where:
        run_verb(where, 'restore', older)
        now = dict(line.split(': ', 1) for line in fingerprints(where))
        was = dict(line.split(': ', 1) for line in fingerprints(daemon.where))
        assert now['table message'] == was['table message'] and now['table tier'].startswith('3 rows')


@rule()
def every_table_is_kept_or_left_out_on_purpose(daemon):
    left_out = {'migration', 'token', 'ticket', 'failure', 'lease', 'dropped_file', 'dropped_sender', 'files_home'}
    if daemon.store == 'sqlite':
        found = daemon.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    else:
        found = daemon.query('SELECT tablename FROM pg_tables WHERE schemaname = current_schema ()')
    kept = {line.split(':')[0].split()[1] for line in fingerprints(daemon.where)}
    assert {name for name, in found} == kept | left_out
    folder = os.path.join(daemon.folder, 'backups')
    os.mkdir(folder)
    for name in ('zuoxi-20200101T000000Z.zuoxi.gz', 'zuoxi-20200102T000000Z.zuoxi.gz', 'mine.gz'):
        with open(os.path.join(folder, name), 'w', encoding='ascii') as file:
            file.write('x')
    daemon.verb('backup', folder, '--keep', '2')
    names = sorted(os.listdir(folder))
    assert len(names) == 4 and names[:3] == ['files', 'mine.gz', 'zuoxi-20200102T000000Z.zuoxi.gz'], names
    failed = daemon.verb('backup', os.path.join(folder, names[2]), check=False)
    assert failed.returncode == 1 and 'is there already' in failed.stderr


if __name__ == '__main__':
    run()
