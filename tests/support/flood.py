# SPDX-License-Identifier: GPL-3.0-or-later
"""Many visitors who write as fast as they are acknowledged, over daemons that die and come back.

Each keeps `WINDOW` messages under way and sends again, under the same UUID, whatever was not acknowledged when a connection broke;
now and then everything twice, for nothing."""
import json
import random
import selectors
import time
import uuid

from talk import Problem, Visitor
from ws import CLOSE, TEXT, Closed, Refused, frame

WINDOW = 64
TWICE = 0.02


class Sender:
    """One visitor with `count` messages to bring home."""

    def __init__(self, daemon, count, rng, body=100):
        self.daemon, self.count, self.rng = daemon, count, rng
        self.visitor = Visitor(daemon.port)
        self.body = 'x' * body
        self.socket = None
        self.next = 0
        self.pending = {}  # number → uuid
        self.acked = {}    # uuid → seq
        self.resent = 0
        self.refused = []

    def is_done(self):
        return len(self.acked) == self.count

    def packet(self, number):
        text = json.dumps({'n': number, 'uuid': self.pending[number], 'text': f'm:{number}:{self.body}'})
        return frame(TEXT, text.encode())

    def connect(self):
        """FALSE while there is no daemon."""
        self.visitor.port = self.daemon.port
        try:
            self.socket = self.visitor.socket()
        except (OSError, Closed, Refused, Problem):
            return False
        self.resent += len(self.pending)
        if self.pending:
            self.socket.send_bytes(b''.join(self.packet(number) for number in self.pending))
        return True

    def drop(self):
        self.socket.close()
        self.socket = None

    def fill(self):
        fresh = []
        while self.next < self.count and len(self.pending) < WINDOW:
            self.pending[self.next] = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
            fresh.append(self.packet(self.next))
            self.next += 1
        if fresh:
            self.socket.send_bytes(b''.join(fresh) * (2 if self.rng.random() < TWICE else 1))

    def take(self):
        for opcode, payload in self.socket.frames():
            if opcode == CLOSE:
                raise Closed(None)
            if opcode != TEXT:
                continue
            got = json.loads(payload)
            if 'ack' in got and got['ack'] in self.pending:
                self.acked[self.pending.pop(got['ack'])] = got['seq']
            elif 'ack' in got:
                assert self.acked[got['uuid']] == got['seq'], 'the same message was given another number'
            elif 'refused' in got:
                self.refused.append(got)

    def turn(self):
        """Sends and takes what is there; called when its socket is readable."""
        try:
            self.take()
            self.fill()
        except (OSError, Closed):
            self.drop()


class Reader:
    """An agent who reads the stream and resumes after every break where he was; forgets nothing, checks `prev`."""

    def __init__(self, agent, daemon, rng, since=0, break_share=0.0):
        self.agent, self.daemon, self.rng, self.break_share = agent, daemon, rng, break_share
        self.cursor = self.last = since
        self.got = []  # (seq, noun, id, kind)
        self.joins = 0
        self.socket = None

    def connect(self):
        try:
            self.socket = self.agent.stream(self.cursor, self.daemon.port)
        except (OSError, Closed, Refused):
            return False
        self.joins += 1
        self.last = self.cursor
        return True

    def drop(self):
        self.socket.close()
        self.socket = None

    def take(self):
        for opcode, payload in self.socket.frames():
            if opcode == CLOSE:
                raise Closed(int.from_bytes(payload[:2], 'big'))
            if opcode != TEXT:
                continue
            got = json.loads(payload)
            if 'seq' in got:
                assert got['prev'] == self.last, f'a gap: {got["prev"]} is not {self.last}'
                self.last = self.cursor = got['seq']
                self.got.append((got['seq'], got['noun'], got['id'], got['kind']))
            elif 'beat' in got and got['beat']['prev'] == self.last:
                self.cursor = max(self.cursor, got['beat']['upto'])

    def turn(self):
        try:
            self.take()
            if self.rng.random() < self.break_share:
                self.drop()
        except (OSError, Closed):
            self.drop()


def pump(parties, is_done, deadline_s, between=None):
    """Gives each party its turn until `is_done ()`; `between` is called every round."""
    until = time.monotonic() + deadline_s
    while not is_done():
        assert time.monotonic() < until, f'not done after {deadline_s} s'
        if between:
            between()
        with selectors.DefaultSelector() as selector:
            for party in parties:
                if party.socket is None and not party.connect():
                    continue
                if isinstance(party, Sender):
                    try:
                        party.fill()
                    except OSError:
                        party.drop()
                        continue
                if party.socket is not None:
                    selector.register(party.socket.socket, selectors.EVENT_READ, party)
            if not selector.get_map():
                time.sleep(0.01)  # nobody is there to talk to
                continue
            for key, _ in selector.select(0.2):
                key.data.turn()


def hang_up(parties):
    for party in parties:
        if party.socket is not None:
            party.drop()


def make_senders(daemon, n, count, seed=1):
    rng = random.Random(seed)
    return [Sender(daemon, count, random.Random(rng.random())) for _ in range(n)]
