#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the hub of zuoxid beside the durable floor and socket.io + better-sqlite3, in one run, and prints a table.

The server has processor 0, the load generator processor 1. A visitor's message counts when it is delivered to the one agent who
owns the contact and acknowledged to the visitor; zuoxid does it with sign-ins, rights, a routed queue, whose offers the agents have
accepted, and an event for each. With ZX_TEST_POSTGRES set (run it through tests/support/pg_temp.py) zuoxid on PostgreSQL is measured as well."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'support'))

import daemon as support  # noqa: E402
from daemon import Daemon, Seed  # noqa: E402

BUILD = pathlib.Path(support.BUILD).resolve()
TOOLS = BUILD / 'tests/bench/hub'
SERVER_CPU, LOAD_CPU = '0', '1'
DEADLINE_S = 600
# perf.md's order of things: name, least messages a second at 200 and 2,000 visitors.
TARGETS = {'zuoxid, SQLite': (30000, 25000), 'zuoxid, PostgreSQL': (25000, 20000)}
SHARES = {'socket.io + better-sqlite3': (3.5, 3.5), 'floor': (0.25, 0.35)}


def pinned(*command, cpu=SERVER_CPU):
    return ['taskset', '-c', cpu, *map(str, command)] if shutil.which('taskset') else list(map(str, command))


@contextlib.contextmanager
def plain_server(*command, env=None):
    """A server that says `ready port=N`; gives (port, pid)."""
    process = subprocess.Popen(pinned(*command), stdout=subprocess.PIPE, text=True, env={**os.environ, **(env or {})},
                               preexec_fn=support.end_with_parent)
    try:
        line = process.stdout.readline()
        if not line.startswith('ready port='):
            raise RuntimeError(f'{command[0]} does not start: {line}')
        yield int(line.split('=')[1]), process.pid, []
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextlib.contextmanager
def zuoxid(store, agents):
    many = str(10 ** 7)
    options = ['--visitor-rate', many, '--visitor-sessions', many, '--open-requests', many, '--sign-ins', '100000', '--away-seconds', '3600']
    with Daemon(store, *options) as one:
        one.verb('channel', 'add', 'bench', '--name', 'Bench', '--origin', 'http://127.0.0.1:1', '--org', 'hq')
        for i in range(agents + 1):  # the last one sees what is offered to the others
            one.verb('user', 'add', f'bench{i}', '--name', f'Bench {i}', '--role', 'lead' if i == agents else 'agent', '--scope', 'own',
                     '--org', 'hq', '--at-once', 'web=30', '--password-stdin', stdin=support.PASSWORD + '\n')
        members = [word for i in range(agents) for word in ('--member', f'bench{i}')]
        group = one.verb('group', 'add', 'Bench', '--org', 'hq', *members).stdout.split()[0]
        one.verb('queue', 'add', 'Bench', '--org', 'hq', '--group', group, '--channel', 'bench', '--method', 'least_loaded', '--offer-s', '600')
        one.stop()
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {int(SERVER_CPU)})  # the daemon inherits it
        try:
            one.start()
        finally:
            os.sched_setaffinity(0, before)
        yield one.port, one.process.pid, ['--channel', 'bench']


@contextlib.contextmanager
def floor(_agents):
    with tempfile.TemporaryDirectory(prefix='zx-bench-') as folder:
        with plain_server(TOOLS / 'floor', 0, f'{folder}/floor.db') as server:
            yield server


@contextlib.contextmanager
def socket_io(_agents):
    with tempfile.TemporaryDirectory(prefix='zx-bench-') as folder:
        with plain_server('node', HERE / 'sio.cjs', f'{folder}/peer.db', env={'ZX_NODE_MODULES': str(peer_modules())}) as server:
            yield server


def peer_modules():
    """The peer's packages, as locked; None when npm cannot bring them."""
    place = BUILD / 'bench-hub'
    modules = place / 'node_modules'
    lock = (HERE / 'package-lock.json').read_text(encoding='utf-8')
    done = modules / '.zuoxi-lock'
    if not done.exists() or done.read_text(encoding='utf-8') != lock:
        place.mkdir(exist_ok=True)
        for name in ('package.json', 'package-lock.json'):
            shutil.copy(HERE / name, place / name)
        # better-sqlite3 is built or fetched by its install script; none of the others has one.
        subprocess.run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], cwd=place, check=True, timeout=600)
        done.write_text(lock, encoding='utf-8')
    return modules


def measure(protocol, server, visitors, agents):
    port, pid, more = server
    command = pinned(TOOLS / 'load', '--protocol', protocol, '--port', port, '--pid', pid, '--visitors', visitors,
                     '--agents', agents, *more, cpu=LOAD_CPU)
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE_S, env={**os.environ,
                                                                                            'ZX_BENCH_PASSWORD': support.PASSWORD})
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    if os.environ.get('ZX_BENCH_STEPS'):
        print(done.stderr, end='')
    return json.loads(done.stdout)


def contenders(only):
    all_ = [('zuoxid, SQLite', 'zuoxi', lambda agents: zuoxid('sqlite', agents)), ('floor', 'floor', floor)]
    if os.environ.get('ZX_TEST_POSTGRES'):
        all_.append(('zuoxid, PostgreSQL', 'zuoxi', lambda agents: zuoxid('postgres', agents)))
    try:
        if not only or 'socket.io' in only:
            peer_modules()
            all_.append(('socket.io + better-sqlite3', 'sio', socket_io))
    except (OSError, subprocess.SubprocessError) as error:
        print(f'socket.io is left out: npm cannot bring its packages ({error})')
    return [c for c in all_ if not only or any(c[0].startswith(word) for word in only)]


def print_row(name, visitors, figures):
    late = '' if figures['is_good'] else '*'
    print(f'{name:28} {visitors:6} {figures["per_s"]:7.0f}{late or " "} {figures["us_each"]:7.1f} {figures["kb_each"]:7.1f} '
          f'{figures["fixed_50"]:7.2f} {figures["fixed_99"]:7.2f} {figures["sign_in_s"]:8.2f} '
          f'{max(figures["other_cores"], figures["fixed_other_cores"]):6.2f}', flush=True)


def judge(results, column, visitors):
    """Says which target is met; figures of a busy machine are no verdict on speed, ratios are better."""
    def rate(name):
        return results.get((name, visitors), {}).get('per_s')

    for name, least in TARGETS.items():
        if rate(name):
            print(f'{"met   " if rate(name) >= least[column] else "MISSED"} {visitors} visitors: {name} {rate(name):.0f}/s, '
                  f'target {least[column]}/s')
    for name, least in SHARES.items():
        if rate(name) and rate('zuoxid, SQLite'):
            share = rate('zuoxid, SQLite') / rate(name)
            print(f'{"met   " if share >= least[column] else "MISSED"} {visitors} visitors: zuoxid is {share:.2f} × {name}, '
                  f'target {least[column]}')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--visitors', type=int, nargs='*', default=[200, 2000])
    parser.add_argument('--only', nargs='*', default=[])
    choice = parser.parse_args()
    results = {}
    print(f'{"hub":28} {"visit.":>6} {"msg/s":>8} {"µs/msg":>7} {"KB/conn":>7} {"p50 ms":>7} {"p99 ms":>7} {"sign-in":>8} {"others":>6}\n'
          f'{"":28} {"":>6} {"":>8} {"CPU":>7} {"PSS":>7} {"at 500 msg/s":>15} {"all, s":>8} {"cores":>6}', flush=True)
    try:
        for visitors in choice.visitors:
            for name, protocol, serve in contenders(choice.only):
                agents = max(10, visitors // 20)
                with serve(agents) as server:
                    results[name, visitors] = measure(protocol, server, visitors, agents)
                print_row(name, visitors, results[name, visitors])
        if not all(figures['is_good'] for figures in results.values()):
            print('* 1 of 100 messages took over 50 ms: other programs had the processors ("others"), so this is no verdict')
        for column, visitors in enumerate((200, 2000)):
            judge(results, column, visitors)
    finally:
        Seed.clear()


if __name__ == '__main__':
    main()
