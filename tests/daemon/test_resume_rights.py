# SPDX-License-Identifier: GPL-3.0-or-later
"""A workstation that loses its stream 200 times while its agent's rights change ends with exactly what the server shows him: the same
contacts and messages, each in the same revision."""
import os
import random
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from rules import rule, run  # noqa: E402
from talk import Agent, Problem, Visitor, new_uuid  # noqa: E402
from ws import Closed, Refused  # noqa: E402

RECONNECTS, RIGHTS_EVERY = 200, 10
FETCH_AFRESH = 4410
OVER = ('closed', 'abandoned', 'missed')


class Workstation:
    """What a workstation knows: (noun, id) → rev, kept by one gate from lists and events."""

    def __init__(self, agent):
        self.agent, self.stream = agent, None
        self.known, self.stands_in = {}, {}
        self.cursor = self.last = 0
        self.fetches = self.gone = 0
        self.fetch()

    def fetch(self):
        self.fetches += 1
        contacts, self.cursor = self.agent.all('/contacts?state=open')
        self.known = {}
        for contact in contacts:
            self.known['contact', contact['id']] = contact['rev']
            self.fetch_messages(contact['id'])

    def fetch_messages(self, contact_id):
        try:
            messages, _ = self.agent.all(f'/contacts/{contact_id}/messages')
        except Problem as problem:
            assert problem.status == 404, problem  # out of sight again: its `gone` is on the way
            return
        for message in messages:
            self.gate('message', message['id'], message['rev'], contact_id)

    def gate(self, noun, id_, rev, contact_id):
        """Keeps the newest revision, and in whose transcript it stands: also that of a contact which continues an older one."""
        self.known[noun, id_] = max(rev, self.known.get((noun, id_), 0))
        self.stands_in[noun, id_] = contact_id

    def drop(self, contact_id):
        for key in [k for k in self.known if k == ('contact', contact_id) or self.stands_in.get(k) == contact_id]:
            del self.known[key]

    def take(self, got):
        if 'beat' in got and got['beat']['prev'] == self.last:
            self.cursor = max(self.cursor, got['beat']['upto'])
        if 'seq' not in got:
            return
        assert got['prev'] == self.last, f'a gap: {got["prev"]} is not {self.last}'
        self.last = self.cursor = got['seq']
        noun, id_ = got['noun'], got['id']
        if noun == 'contact':
            self.take_contact(got, id_)
        elif noun == 'message' and ('contact', got['json']['contact_id']) in self.known:
            self.gate(noun, id_, got['rev'], got['json']['contact_id'])

    def take_contact(self, got, id_):
        if got['kind'] == 'gone' or got['json']['state'] in OVER:
            self.gone += got['kind'] == 'gone'
            self.drop(id_)
            return
        is_new = ('contact', id_) not in self.known
        self.gate('contact', id_, got['rev'], id_)
        if is_new:
            self.fetch_messages(id_)

    def connect(self):
        while self.stream is None:
            try:
                self.stream = self.agent.stream(self.cursor)
                self.last = self.cursor
            except Refused as refused:
                assert refused.status == 410, refused
                self.fetch()

    def read(self, most, patience=0.005):
        """Up to `most` frames, fewer when nothing comes."""
        self.connect()
        try:
            for _ in range(most):
                self.take(self.stream.receive(patience))
        except socket.timeout:
            pass
        except Closed as closed:
            self.stream = None
            assert closed.code == FETCH_AFRESH, closed
            self.fetch()

    def break_off(self):
        if self.stream is not None:
            self.stream.close()
            self.stream = None

    def digest(self):
        return sorted((noun, id_, rev) for (noun, id_), rev in self.known.items())


class Business:
    """Visitors of three organisations write; agents take, answer and close; now and then ed is moved about."""

    def __init__(self, daemon, rng):
        self.daemon, self.rng = daemon, rng
        for org in ('hq', 'east', 'west'):
            daemon.verb('channel', 'add', org, '--name', org, '--origin', 'http://localhost:1', '--org', org)
        self.visitors, self.invited = [], 0
        for i in range(9):
            visitor = Visitor(daemon.port, ('hq', 'east', 'west')[i % 3])
            self.visitors.append((visitor, visitor.socket()))
        self.agents = [Agent(daemon.port, login) for login in ('lea', 'wes', 'ann', 'ed')]

    def step(self):
        visitor, ws = self.rng.choice(self.visitors)
        visitor.say(ws, f'{self.rng.random()}')
        agent = self.rng.choice(self.agents)
        contacts = agent.get('/contacts?state=open')['items']
        if not contacts:
            return
        contact = self.rng.choice(contacts)
        act = self.rng.random()
        try:
            if act < .3:
                agent.accept(contact['id'])
            elif act < .4:
                self.guest(agent, contact)
            elif act < .8:
                agent.write(contact['id'], 'answer', contact['last_message']['seq'], internal=act < .5)
            elif contact['state'] == 'active':
                agent.close_contact(contact['id'])
        except Problem as problem:
            assert problem.status in (403, 404, 409), problem

    def guest(self, agent, contact):
        """ed comes as a guest, or goes, or a lead takes the contact over."""
        guests, path = [guest['id'] for guest in contact.get('guests', [])], f'/contacts/{contact["id"]}'
        ed = self.agents[-1].id
        if self.rng.random() < .2:
            agent.post(path + '/take', {'request': new_uuid()})
        elif ed in guests:
            agent.call('DELETE', f'{path}/guests/{ed}', {'request': new_uuid()})
        else:
            agent.post(path + '/guests', {'request': new_uuid(), 'agent_id': ed})
            self.invited += 1

    def move(self):
        if self.rng.random() < .5:
            self.daemon.verb('user', 'set', 'ed', '--scope', self.rng.choice(('own', 'subtree', 'all')), '--org',
                             self.rng.choice(('hq', 'east', 'west')))
        else:
            self.daemon.verb('user', 'set', 'ed', '--role', self.rng.choice(('agent', 'lead')))


@rule('--visitor-rate', '100000', '--visitor-sessions', '1000')
def after_200_broken_streams_and_changing_rights_the_digests_are_equal(daemon):
    rng = random.Random(7)
    business = Business(daemon, rng)
    desk, steady = Workstation(Agent(daemon.port, 'ed')), Workstation(Agent(daemon.port, 'ed'))
    for round_ in range(RECONNECTS):
        business.step()
        if round_ % RIGHTS_EVERY == RIGHTS_EVERY - 1:
            business.move()
        desk.read(rng.randrange(0, 12))
        desk.break_off()
        steady.read(50)  # this one is never broken off: new rights hold in the stream itself
    last = daemon.query('SELECT max(seq) FROM event')[0][0]
    for one in (desk, steady):
        while one.cursor < last:
            one.read(1, 8)
    mine, theirs = desk.digest(), Workstation(desk.agent).digest()
    print(f'# {last} events, {len(theirs)} objects in sight, {desk.fetches} fetches afresh, {desk.gone} went out of sight')
    assert desk.gone > 0 and len(theirs) > 0 and business.invited > 0
    assert steady.digest() == theirs and steady.fetches == 1, (steady.fetches, len(steady.digest()))
    assert mine == theirs, (f'missing {sorted(set(theirs) - set(mine))[:5]}', f'too many {sorted(set(mine) - set(theirs))[:5]}')


if __name__ == '__main__':
    run()
