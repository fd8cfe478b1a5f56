#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon a freed agent has the next contact, at a desk as large as they get, through the real zuoxid.

    routing.py [--agents N] [--waiting N] [--rate CLOSES/S] [--seconds S] [--store sqlite|postgres]

Ten branches, each with its channel and its share of the agents, who see their own branch alone; one queue, least loaded first, gives
out the contacts of all. Agents sign in with their passwords (kept with the least work that the hash allows: signing in is not what
is measured) and listen, visitors come with session, ticket and socket and say a
first word; whatever an agent is offered he accepts, until all have their four chats and the rest wait. Then, at a fixed rate (open
loop), an agent closes a chat, is offered who waits longest, and another visitor says his first word. Prints how long decisions took
inside the daemon, by its own histogram from hearing of an event to having decided, how soon an offer and the next contact were at
the agent's, what was committed a second, and the daemon's processor time. Fails when 1 of 100 decisions took more than 2 ms."""
import argparse
import collections
import contextlib
import json
import os
import re
import resource
import select
import socket
import sqlite3
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
from daemon import Daemon, ask, cheap_hash  # noqa: E402 pylint: disable=wrong-import-position
from talk import Agent, Visitor, new_uuid  # noqa: E402 pylint: disable=wrong-import-position
from ws import PING, PONG, frame, text  # noqa: E402 pylint: disable=wrong-import-position

BRANCHES, CHATS, TARGET_S = 10, 4, .002
MANY = str(10 ** 7)
OPTIONS = ['--visitor-rate', MANY, '--visitor-sessions', MANY, '--open-requests', MANY, '--sign-ins', '100000']
SERVER_CPU, LOAD_CPU = 0, 1
GUEST = re.compile(rb'guest:(\d+):')


# ---- the desk before anybody comes

def make_people(daemon, count):
    """Branches with their channels, and agents, who are rows."""
    for branch in range(BRANCHES):
        daemon.verb('org', 'add', f'branch{branch}', '--parent', 'hq')
        daemon.verb('channel', 'add', f'web{branch}', '--name', f'Web {branch}', '--origin', 'http://127.0.0.1:1', '--org', f'branch{branch}')
    daemon.stop()
    head, hashed = daemon.head, cheap_hash()
    with written(daemon) as cursor:
        for i in range(count):
            cursor.execute('INSERT INTO agent (id, org_id, login, name, role, scope, password_hash, rev) '
                           f"SELECT {head + i + 1}, id, 'bench{i}', 'Bench {i}', 'agent', 'own', '{hashed}', {head + i + 1} "
                           f"FROM org WHERE name = 'branch{i % BRANCHES}'")
        cursor.execute(f'UPDATE counter SET n = {head + count}')
    daemon.start()


@contextlib.contextmanager
def written(daemon):
    if daemon.store == 'postgres':
        import psycopg2  # pylint: disable=import-outside-toplevel
        opened = psycopg2.connect(daemon.where[-1])
    else:
        opened = sqlite3.connect(os.path.join(daemon.folder, 'zuoxi.db'))
    with contextlib.closing(opened), opened:
        yield opened.cursor()


def make_queue(daemon):
    adm = Agent(daemon.port, 'adm')
    members = [a['id'] for a in adm.all('/agents')[0] if a['login'].startswith('bench')]
    group = adm.post('/groups', {'request': new_uuid(), 'name': 'Bench', 'members': members})
    channels = [c['id'] for c in adm.all('/channels')[0] if c['key'].startswith('web')]
    adm.post('/queues', {'request': new_uuid(), 'name': 'Bench', 'groups': [group['id']], 'channels': channels,
                         'method': 'least_loaded', 'offer_s': 600})


# ---- who takes part, from then on all of them by one epoll

class Peer:
    """One socket; `take` is called with each frame that comes."""

    def __init__(self, load, sock, early=b''):
        self.load, self.socket, self.buffer = load, sock, early
        sock.setblocking(False)
        load.add(self)

    def read(self):
        try:
            chunk = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        if not chunk:
            raise RuntimeError(f'the daemon hung up on {self}')
        self.buffer = self.buffer + chunk if self.buffer else chunk
        self.buffer = self.buffer[self.cut():]

    def cut(self):
        """Takes all whole frames of the buffer; how long they are."""
        data, at, length = self.buffer, 0, len(self.buffer)
        while length - at >= 2:
            n, head = data[at + 1] & 127, 2
            if n == 126 and length - at >= 4:
                n, head = struct.unpack_from('>H', data, at + 2)[0], 4
            elif n == 127 and length - at >= 10:
                n, head = struct.unpack_from('>Q', data, at + 2)[0], 10
            elif n > 125:
                break
            if length - at < head + n:
                break
            if data[at] & 15 == PING:
                self.socket.send(frame(PONG, data[at + head:at + head + n]))
            else:
                self.take(data, at + head, at + head + n)
            at += head + n
        return at


class Stream(Peer):
    """What an agent hears; only offers to him matter here."""

    def __init__(self, desk, ws):
        super().__init__(desk.load, ws.socket, ws.buffer)
        self.desk = desk

    def take(self, data, start, end):
        if data.find(b'"noun":"offer"', start, end) >= 0:
            self.desk.hear(json.loads(data[start:end]))


class Guest(Peer):
    """A visitor, who says his word when it is time, and waits."""

    def __init__(self, load, ws, visitor, number):
        super().__init__(load, ws.socket, ws.buffer)
        self.visitor, self.number = visitor, number

    def take(self, data, start, end):
        if data.startswith(b'{"refused"', start):
            raise RuntimeError(data[start:end].decode())

    def say(self):
        self.socket.send(text(self.visitor.message(f'May I ask something? guest:{self.number}:')))


class Request(Peer):
    """One request, whose answer ends the connection."""

    def __init__(self, load, token, path, done):
        sock = socket.create_connection(('127.0.0.1', load.daemon.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(load, sock)
        self.path, self.done = path, done
        body = json.dumps({'request': new_uuid()}).encode()
        sock.send(f'POST /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n'
                  f'Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body)

    def cut(self):
        head, found, body = self.buffer.partition(b'\r\n\r\n')
        at = head.lower().find(b'content-length:')
        if not found or len(body) < int(head[at + 15:].split(b'\r\n', 1)[0]):
            return 0
        if head[9:10] != b'2':
            raise RuntimeError(f'{self.path}: {self.buffer[:600]!r}')
        self.load.drop(self)
        self.done(body)
        return len(self.buffer)


class Desk:
    """An agent, who takes what is offered to him."""

    def __init__(self, load, agent):
        self.load, self.agent = load, agent
        self.chats = collections.deque()
        self.freed_at = None  # when he closed a chat, and was offered no other yet

    def ask(self, path, done):
        Request(self.load, self.agent.token, path, done)

    def hear(self, event):
        offer = event.get('json')
        if not offer or offer['agent_id'] != self.agent.id or offer.get('outcome'):
            return
        now = time.time()
        self.load.offered.append(now - datetime.fromisoformat(offer['made_at'].replace('Z', '+00:00')).timestamp())
        if self.freed_at is not None:
            self.load.followed.append(now - self.freed_at)
            self.freed_at = None
        self.ask(f'/offers/{event["id"]}/accept', lambda body: self.accepted(offer['contact_id'], body))

    def accepted(self, contact_id, body):
        self.chats.append((contact_id, int(GUEST.search(body)[1])))
        self.load.taken += 1

    def close(self):
        contact_id, guest = self.chats.popleft()
        self.freed_at = time.time()
        self.ask(f'/contacts/{contact_id}/close', lambda _: self.load.follow(guest))


class Load:
    def __init__(self, daemon, options):
        self.daemon, self.options = daemon, options
        self.epoll, self.peers = select.epoll(), {}
        self.first = options.agents * CHATS + options.waiting  # so many have said a word when the work begins
        self.desks, self.guests = [], {}
        self.spare = [collections.deque() for _ in range(BRANCHES)]  # visitors who are still to say their word, by branch
        self.offered, self.followed, self.taken = [], [], 0  # s, s, how many

    def add(self, peer):
        self.peers[peer.socket.fileno()] = peer
        self.epoll.register(peer.socket.fileno(), select.EPOLLIN)

    def drop(self, peer):
        self.epoll.unregister(peer.socket.fileno())
        del self.peers[peer.socket.fileno()]
        peer.socket.close()

    def turn(self, wait_s):
        for descriptor, _ in self.epoll.poll(wait_s):
            if descriptor in self.peers:
                self.peers[descriptor].read()

    def until(self, claim, what, deadline_s=60):
        end = time.monotonic() + deadline_s
        while not claim():
            if time.monotonic() > end:
                raise RuntimeError(f'never came true: {what}; {self.taken} taken, {self.waiting()} wait')
            self.turn(.05)

    # ---- coming in

    def open_doors(self):
        """All visitors who will be needed, into the branches in turn; they say nothing yet."""
        def come(number):
            visitor = Visitor(self.daemon.port, f'web{number % BRANCHES}')
            return visitor, visitor.socket()

        followers = int(self.options.rate * self.options.seconds * 1.2)
        for number, (visitor, ws) in enumerate(self.side_by_side(come, self.first + followers // BRANCHES * BRANCHES)):
            self.guests[number] = Guest(self, ws, visitor, number)
            if number >= self.first:
                self.spare[number % BRANCHES].append(self.guests[number])

    def seat(self):
        def sign_in(number):
            agent = Agent(self.daemon.port, f'bench{number}')
            ws = agent.stream()
            agent.put('/me/presence', {'presence': 'online'})
            return agent, ws

        for agent, ws in self.side_by_side(sign_in, self.options.agents):
            self.desks.append(Desk(self, agent))
            Stream(self.desks[-1], ws)

    def side_by_side(self, make, count):
        """What make (0) … make (count - 1) give, while those who are here go on listening."""
        with ThreadPoolExecutor(4) as pool:
            for made in [pool.submit(make, number) for number in range(count)]:
                while not made.done():
                    self.turn(.002)
                yield made.result()

    def fill(self):
        """All chats are taken before the others wait."""
        for number in range(self.first):
            self.guests[number].say()
            if number % 10 == 9:
                self.turn(.01)
        self.until(lambda: self.taken == self.options.agents * CHATS, 'all agents to be full')
        self.until(lambda: self.waiting() == self.options.waiting, 'the others to wait')

    def follow(self, number):
        """The chat with this visitor is over: the next one of his branch comes."""
        self.drop(self.guests.pop(number))
        self.spare[number % BRANCHES].popleft().say()

    def waiting(self):
        return self.daemon.query("SELECT count(*) FROM contact WHERE state = 'queued'")[0][0]

    # ---- the day

    def work(self):
        """Closes at the moments of the plan, whatever became of those before; how many it could not, as nobody had a chat to close."""
        began, made, missed = time.monotonic(), 0, 0
        place = 0
        while (now := time.monotonic() - began) < self.options.seconds:
            while made < now * self.options.rate:
                made += 1
                for _ in self.desks:
                    place = (place + 1) % len(self.desks)
                    if self.desks[place].freed_at is None and self.desks[place].chats:
                        self.desks[place].close()
                        break
                else:
                    missed += 1
            self.turn(max(0, min(.001, made / self.options.rate - now)))
        return missed


# ---- figures

def metrics(daemon):
    """name → value, and the histogram of decisions as (upto, count), not cumulative."""
    plain, steps, before = {}, [], 0
    for line in ask(daemon.port, 'GET', '/metrics').expect(200).body.decode().splitlines():
        name, _, value = line.rpartition(' ')
        if name.startswith('zuoxid_routing_decision_seconds_bucket'):
            steps.append((float(name.split('"')[1]), int(value) - before))
            before = int(value)
        elif '{' not in name and not line.startswith('#'):
            plain[name] = float(value)
    return plain, steps


def part(steps, share):
    """Of the histogram: within its step as if all of that step were spread evenly."""
    left, low = share * sum(count for _, count in steps), 0
    for upto, count in steps:
        if count and left <= count:
            return low + (upto - low) * left / count if upto != float('inf') else upto
        left, low = left - count, upto
    return low


def at(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000 if times else float('nan')


def cpu_s(pid):
    """Of all its threads, by name."""
    used = collections.Counter()
    for task in os.listdir(f'/proc/{pid}/task'):
        with contextlib.suppress(FileNotFoundError):
            with open(f'/proc/{pid}/task/{task}/schedstat', encoding='ascii') as stat, \
                 open(f'/proc/{pid}/task/{task}/comm', encoding='ascii') as name:
                used[name.read().strip()] += int(stat.read().split()[0]) / 1e9
    return used


def busy_s():
    """Of all processors, whoever used them."""
    with open('/proc/stat', encoding='ascii') as stat:
        ticks = [int(word) for word in stat.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf('SC_CLK_TCK')


def measure(daemon, options):
    load = Load(daemon, options)
    began = time.monotonic()
    load.open_doors()
    print(f'# {len(load.guests)} visitors came in, {time.monotonic() - began:.1f} s', flush=True)
    began = time.monotonic()
    load.seat()
    print(f'# {len(load.desks)} agents signed in, {time.monotonic() - began:.1f} s', flush=True)
    if options.store == 'sqlite':  # PostgreSQL's own processes go where there is room, and so do we
        for task in os.listdir(f'/proc/{daemon.process.pid}/task'):
            os.sched_setaffinity(int(task), {SERVER_CPU})
        os.sched_setaffinity(0, {LOAD_CPU})
    began = time.monotonic()
    load.fill()
    (_, steps), seconds = metrics(daemon), time.monotonic() - began
    print(f'# {load.taken} chats accepted, {load.waiting()} wait, {seconds:.1f} s: decisions '
          f'p50 {part(steps, .5) * 1000:.2f} ms  p99 {part(steps, .99) * 1000:.2f} ms', flush=True)
    load.offered, load.followed = [], []
    (plain, steps), used, head, busy = metrics(daemon), cpu_s(daemon.process.pid), daemon.head, busy_s()
    missed = load.work()
    busy = busy_s() - busy
    (plain_after, steps_after), used_after, head_after = metrics(daemon), cpu_s(daemon.process.pid), daemon.head
    steps = [(upto, count - before) for (upto, count), (_, before) in zip(steps_after, steps)]
    used_after.subtract(used)
    print(f'{options.agents} agents, {load.waiting()} wait, {options.store}: {(head_after - head) / options.seconds:.0f} events/s, '
          f'{sum(count for _, count in steps) / options.seconds:.0f} decisions/s')
    print(f'decided after it was heard        p50 {part(steps, .5) * 1000:7.2f} ms  p99 {part(steps, .99) * 1000:7.2f} ms')
    print(f'offer made → at the agent\'s       p50 {at(load.offered, .5):7.2f} ms  p99 {at(load.offered, .99):7.2f} ms')
    print(f'chat closed → the next is offered p50 {at(load.followed, .5):7.2f} ms  p99 {at(load.followed, .99):7.2f} ms')
    print(f'# processor: {sum(used_after.values()) / options.seconds:.2f} of the daemon ('
          + ', '.join(f'{name} {spent / options.seconds:.2f}' for name, spent in used_after.most_common(5))
          + f'), {busy / options.seconds:.2f} of the machine\'s {os.cpu_count()}, load {os.getloadavg()[0]:.1f}')
    for name in ('refused', 'differences', 'looks', 'full_looks'):
        full = f'zuoxid_routing_{name}_total'
        print(f'# {name} {plain_after.get(full, 0) - plain.get(full, 0):.0f}', end='')
    print(f'; {missed} closes left out')
    return part(steps, .99)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--agents', type=int, default=500)
    parser.add_argument('--waiting', type=int, default=2000)
    parser.add_argument('--rate', type=float, default=120)
    parser.add_argument('--seconds', type=float, default=20)
    parser.add_argument('--store', default='sqlite')
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with Daemon(options.store, *OPTIONS) as daemon:
        make_people(daemon, options.agents)
        make_queue(daemon)
        p99_s = measure(daemon, options)
    sys.exit(f'1 of 100 decisions took more than {p99_s * 1000:.1f} ms, target {TARGET_S * 1000:.0f} ms' if p99_s > TARGET_S else 0)


if __name__ == '__main__':
    main()
