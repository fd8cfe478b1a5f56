#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the hub of zuoxid beside the durable floor and socket.io + better-sqlite3, in one run, and prints a table.

The server has processor 0, the load generator processor 1. A visitor's message counts when it is delivered to the one agent who
owns the contact and acknowledged to the visitor; zuoxid does it with sign-ins, rights, a routed queue, whose offers the agents have
accepted, and an event for each. With ZX_TEST_POSTGRES set (run it through tests/support/pg_temp.py) zuoxid on PostgreSQL is measured as well.

--two: one zuoxid on PostgreSQL, then two on one database with twice the visitors, every second one at either, and the agents as well;
processors are not divided. At the end one of the two is killed while 2,000 messages a second come. After each run of zuoxid the database
is asked for what the load generator has sent: each message once."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from typing import NamedTuple

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'support'))

import daemon as support  # noqa: E402
from daemon import Daemon  # noqa: E402

BUILD = pathlib.Path(support.BUILD).resolve()
TOOLS = BUILD / 'tests/bench/hub'
SERVER_CPU, LOAD_CPU = '0', '1'
DEADLINE_S = 900
MANY_VISITORS = 10000
LEAST_OF_TWO = 0.6  # messages a second of two daemons beside one
# perf.md's order of things: name, least messages a second at 200 and 2,000 visitors.
TARGETS = {'zuoxid, SQLite': (30000, 25000), 'zuoxid, PostgreSQL': (25000, 20000)}
SHARES = {'socket.io + better-sqlite3': (3.5, 3.5), 'floor': (0.25, 0.35)}


class Server(NamedTuple):
    port: int
    pid: int
    options: tuple = ()  # of the load generator
    daemon: Daemon = None


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
        yield Server(int(line.split('=')[1]), process.pid)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


MANY = str(10 ** 7)
OPTIONS = ('--visitor-rate', MANY, '--visitor-sessions', MANY, '--open-requests', MANY, '--sign-ins', '100000', '--away-seconds', '3600')


def furnish(one, agents):
    """The channel, its queue and its agents, and one more, who sees what is offered to the others."""
    one.verb('channel', 'add', 'bench', '--name', 'Bench', '--origin', 'http://127.0.0.1:1', '--org', 'hq')
    for i in range(agents + 1):
        one.verb('user', 'add', f'bench{i}', '--name', f'Bench {i}', '--role', 'lead' if i == agents else 'agent', '--scope', 'own',
                 '--org', 'hq', '--at-once', 'web=30', '--password-stdin', stdin=support.PASSWORD + '\n')
    members = [word for i in range(agents) for word in ('--member', f'bench{i}')]
    group = one.verb('group', 'add', 'Bench', '--org', 'hq', *members).stdout.split()[0]
    one.verb('queue', 'add', 'Bench', '--org', 'hq', '--group', group, '--channel', 'bench', '--method', 'least_loaded', '--offer-s', '600')
    one.stop()


@contextlib.contextmanager
def zuoxid(store, agents, cpus=(int(SERVER_CPU),)):
    with Daemon(store, *OPTIONS) as one:
        furnish(one, agents)
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cpus)  # the daemon inherits it
        try:
            one.start()
        finally:
            os.sched_setaffinity(0, before)
        yield Server(one.port, one.process.pid, ('--channel', 'bench'), one)


@contextlib.contextmanager
def two_zuoxids(agents):
    with zuoxid('postgres', agents, os.sched_getaffinity(0)) as first, Daemon('postgres', *OPTIONS, beside=first.daemon) as other:
        try:
            yield first._replace(options=(*first.options, '--second-port', other.port, '--second-pid', other.process.pid, '--kill-second'))
        finally:
            other.kill()


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


def check_stored(daemon, sent):
    stored, different = daemon.query("SELECT count(*), count(DISTINCT text) FROM message WHERE text LIKE 'm:%'")[0]
    if (stored, different) != (sent, sent):
        raise RuntimeError(f'{sent} messages were acknowledged, {stored} are stored, {different} different ones')


def measure(protocol, server, visitors, agents, fixed_s, cpu=LOAD_CPU):
    command = pinned(TOOLS / 'load', '--protocol', protocol, '--port', server.port, '--pid', server.pid, '--visitors', visitors,
                     '--agents', agents, '--fixed-s', fixed_s, *server.options, cpu=cpu)
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE_S, env={**os.environ,
                                                                                            'ZX_BENCH_PASSWORD': support.PASSWORD})
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    if os.environ.get('ZX_BENCH_STEPS'):
        print(done.stderr, end='')
    figures = json.loads(done.stdout)
    if server.daemon:
        check_stored(server.daemon, figures['messages'])
    return figures


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


def print_head():
    print(f'{"hub":28} {"visit.":>6} {"msg/s":>8} {"µs/msg":>7} {"KB/conn":>7} {"p50 ms":>7} {"p99 ms":>7} {"sign-in":>8} {"others":>6}\n'
          f'{"":28} {"":>6} {"":>8} {"CPU":>7} {"PSS":>7} {"at 500 msg/s":>15} {"all, s":>8} {"cores":>6}', flush=True)


def compare_two(visitors, fixed_s):
    """One daemon, then two with twice the visitors; both rows have PostgreSQL and the load on the same processors."""
    if not os.environ.get('ZX_TEST_POSTGRES'):
        print('no PostgreSQL server is installed: two daemons are not measured')
        return
    cpus = ','.join(map(str, sorted(os.sched_getaffinity(0))))
    rows = []
    for name, many, serve in (('one zuoxid, PostgreSQL', visitors, lambda agents: zuoxid('postgres', agents, os.sched_getaffinity(0))),
                              ('two zuoxids, PostgreSQL', 2 * visitors, two_zuoxids)):
        agents = max(10, many // 20)
        with serve(agents) as server:
            rows.append(measure('zuoxi', server, many, agents, fixed_s, cpus))
        print_row(name, many, rows[-1])
    one, two = rows
    share = two['per_s'] / one['per_s']
    print(f'{"met   " if share >= LEAST_OF_TWO else "MISSED"} two daemons: {share:.2f} × one, target {LEAST_OF_TWO}\n'
          f'one of them killed at 2,000 msg/s: {two["moved"]} clients went to the other; p50 {two["outage_50"]:.2f} ms, '
          f'p99 {two["outage_99"]:.0f} ms; of {two["messages"]} messages none lost, none doubled')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--visitors', type=int, nargs='*', default=[200, 2000])
    parser.add_argument('--only', nargs='*', default=[])
    parser.add_argument('--fixed-s', type=float, default=3, help='how long 500 messages a second come')
    parser.add_argument('--two', action='store_true', help='two daemons on one PostgreSQL beside one, with the first of VISITORS each')
    choice = parser.parse_args()
    results = {}
    print_head()
    if choice.two:
        compare_two(choice.visitors[0], choice.fixed_s)
        return
    for visitors in choice.visitors:
        for name, protocol, serve in contenders(choice.only):
            agents = max(10, visitors // 20)
            with serve(agents) as server:
                results[name, visitors] = measure(protocol, server, visitors, agents, choice.fixed_s)
            print_row(name, visitors, results[name, visitors])
    if not all(figures['is_good'] for figures in results.values()):
        print('* 1 of 100 messages took over 50 ms: other programs had the processors ("others"), so this is no verdict')
    for (_, visitors), figures in results.items():
        if visitors >= MANY_VISITORS:
            print(f'{visitors} visitors connected: the daemon has {figures["pss_mb"]:.0f} MB with all of them; of {figures["messages"]} messages none lost, '
                  'none doubled')
    for column, visitors in enumerate((200, 2000)):
        judge(results, column, visitors)


if __name__ == '__main__':
    main()
