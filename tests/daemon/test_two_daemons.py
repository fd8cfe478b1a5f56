# SPDX-License-Identifier: GPL-3.0-or-later
"""Two daemons on one PostgreSQL: every agent is told everything in order, at whichever he is, also when one is killed; and of two
who want the same contact at the two daemons, one gets it."""
import os
import random
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import Daemon, wait_until  # noqa: E402
from flood import Reader, hang_up, make_senders, pump  # noqa: E402
from routed import online, route  # noqa: E402
from rules import rule, run  # noqa: E402
from shop import Browser, new_key, sign  # noqa: E402
from talk import Agent, Problem, Visitor, new_uuid  # noqa: E402

OPTIONS = ('--visitor-rate', '10000000', '--visitor-sessions', '10000000', '--open-requests', '10000000')
SENDERS, EACH, DEADLINE_S = 10, 1000, 60


def channel(daemon):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')


class Anywhere(Reader):
    """Joins now this daemon, now that one."""

    def __init__(self, agent, daemons, rng):
        super().__init__(agent, daemons[0], rng, break_share=0.2)
        self.daemons = daemons

    def connect(self):
        self.daemon = self.rng.choice([d for d in self.daemons if d.process is not None])
        return super().connect()


@rule(*OPTIONS)
def readers_at_either_daemon_miss_nothing_when_one_is_killed(daemon):
    channel(daemon)
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        senders = make_senders(daemon, SENDERS // 2, EACH) + make_senders(other, SENDERS // 2, EACH, seed=3)
        agents = [Agent(daemon.port, 'lea'), Agent(other.port, 'lea'), Agent(other.port, 'adm')]
        readers = [Anywhere(agent, [daemon, other], random.Random(i)) for i, agent in enumerate(agents)]
        kills = [0]

        def acknowledged():
            return sum(len(sender.acked) for sender in senders)

        def kill_one():
            if kills[0] < 2 and acknowledged() >= SENDERS * EACH * (kills[0] + 1) // 3:
                other.kill()
                other.start()
                kills[0] += 1

        pump([*senders, *readers], lambda: acknowledged() == SENDERS * EACH, DEADLINE_S, kill_one)
        events = [seq for seq, in daemon.query("SELECT seq FROM event WHERE noun = 'message' ORDER BY seq")]
        last = daemon.query('SELECT max(seq) FROM event')[0][0]
        pump(readers, lambda: all(reader.cursor >= last for reader in readers), DEADLINE_S)
        hang_up([*senders, *readers])
    print(f'# {len(events)} messages, {sum(s.resent for s in senders)} sent again, joins {[r.joins for r in readers]}')
    assert len(events) == SENDERS * EACH
    for reader in readers:
        told = [seq for seq, noun, _, _ in reader.got if noun == 'message']
        assert told == events, f'{len(told)} told of {len(events)}'


@rule(*OPTIONS)
def a_visitor_and_his_agent_meet_across_two_daemons(daemon):
    channel(daemon)
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        ann = Agent(other.port, 'ann')
        stream = ann.stream()
        stream.receive()
        visitor = Visitor(daemon.port)
        ws = visitor.socket()
        seq = visitor.say(ws, 'Is anybody there?')['seq']
        got = stream.until(lambda got: got.get('noun') == 'message')
        assert got['seq'] == seq and got['json']['text'] == 'Is anybody there?', got
        ann.write(got['json']['contact_id'], 'Yes, at the other one.', seq)
        answer = ws.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'agent')
        assert answer['json']['text'] == 'Yes, at the other one.'
        # He signs in there: what the secret of before has opened here is shut.
        browser = Browser(other.port)
        browser.cookie = visitor.cookie
        browser.start(identity=sign(new_key(other))).expect(200)
        assert ws.close_code() == 4401


@rule(*OPTIONS)
def both_windows_of_a_visitor_are_told_though_they_are_at_two_daemons(daemon):
    channel(daemon)
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        ann, lea = Agent(daemon.port, 'ann'), Agent(other.port, 'lea')
        here, there = Visitor(daemon.port), Visitor(other.port)
        with here.socket() as writes:
            there.cookie = here.cookie
            with there.socket() as looks:
                for agent, question in ((ann, 'Hello?'), (lea, 'Something else')):  # the second begins a conversation as well
                    seq = here.say(writes, question)['seq']
                    looks.until(lambda got, question=question: got.get('noun') == 'message' and got['json']['text'] == question)
                    contact = next(c for c in agent.all('/contacts?state=open')[0] if c['state'] == 'queued')['id']
                    agent.accept(contact)
                    agent.write(contact, f'About {question}', seq)
                    for ws in (writes, looks):
                        told = ws.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'agent')
                        assert told['json']['text'] == f'About {question}', told
                    agent.close_contact(contact)
                    looks.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == 'closed')
                # What he writes in the other window belongs to the same conversation.
                here.say(writes, 'A third')
                looks.until(lambda got: got.get('noun') == 'message' and got['json']['text'] == 'A third')
                there.say(looks, 'and more')
                assert writes.until(lambda got: got.get('noun') == 'message' and got['json']['text'] == 'and more')
        rows = daemon.query("SELECT count(*) FROM message WHERE author = 'customer' GROUP BY contact_id ORDER BY contact_id")
        assert rows == [(1,), (1,), (2,)], rows


@rule(*OPTIONS)
def what_is_being_written_and_the_places_reach_the_other_daemon(daemon):
    channel(daemon)
    draft = '没有说完 "\\\u0001' + 'x' * 489
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        first, second = Visitor(daemon.port), Visitor(daemon.port)
        ann, lea, ed = Agent(other.port, 'ann'), Agent(daemon.port, 'lea'), Agent(other.port, 'ed')
        with first.socket() as ws, second.socket() as waits, ann.stream() as there, lea.stream() as here, ed.stream() as blind:
            first.say(ws, 'I am first')
            contact = there.until(lambda got: got.get('noun') == 'contact')['id']
            second.say(waits, 'And I am next')
            assert waits.until(lambda got: got.get('frame') == 'queue')['place'] == 2
            # What he writes is told to the agents of both daemons.
            ws.send({'typing': draft})
            for stream in (here, there):
                frame = stream.until(lambda got: got.get('frame') == 'typing')
                assert frame == {'frame': 'typing', 'contact_id': contact, 'text': draft}, frame
            seq = first.say(ws, 'It does not start')['seq']
            assert there.until(lambda got: got.get('frame') == 'typing')['text'] == '', 'it is sent, no more is being written'
            # An agent of the other daemon takes the first: who waits here moves up.
            ann.accept(contact)
            assert waits.until(lambda got: got.get('frame') == 'queue')['place'] == 1
            # That the agent there writes is told to the visitor here, and to him alone.
            ann.post(f'/contacts/{contact}/typing', {})
            assert ws.until(lambda got: got.get('frame') == 'typing') == {'frame': 'typing', 'name': 'Ann'}
            ann.write(contact, 'Try again', seq)
            ws.until(lambda got: got.get('noun') == 'message' and got['json']['text'] == 'Try again')
            told = {'ed': [], 'next': []}
            other_contact = next(c for c in lea.get('/contacts')['items'] if c['state'] == 'queued')
            lea.accept(other_contact['id'])
            lea.write(other_contact['id'], 'And you?', int(other_contact['last_message']['seq']))
            waits.until(lambda got: told['next'].append(got) or got.get('noun') == 'message')
            lea.put('/me/presence', {'presence': 'online'})
            blind.until(lambda got: told['ed'].append(got) or got.get('noun') == 'agent')
            assert not [got for frames in told.values() for got in frames if got.get('frame') == 'typing'], told
        assert daemon.query("SELECT count(*) FROM event WHERE json LIKE '%xxxx%'") == [(0,)], 'it is kept nowhere'


@rule(*OPTIONS)
def of_two_agents_at_two_daemons_one_gets_the_contact(daemon):
    channel(daemon)
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        for _ in range(25):
            visitor = Visitor(daemon.port)
            with visitor.socket() as ws:
                visitor.say(ws, 'who is first?')
        agents = [Agent(d.port, login) for d, login in ((daemon, 'ann'), (other, 'lea'), (daemon, 'lea'), (other, 'ann'))]
        contacts = [c['id'] for c in agents[0].all('/contacts?state=open')[0]]
        assert len(contacts) == 25
        won = {contact: set() for contact in contacts}
        start = threading.Barrier(len(agents))

        def race(agent):
            start.wait()
            for contact in contacts:
                try:
                    won[contact].add(agent.accept(contact)['agent_id'])
                except Problem as problem:
                    assert (problem.status, problem.code) == (409, 'taken'), problem
                    won[contact].add('taken by ' + problem.problem['by'])

        threads = [threading.Thread(target=race, args=(agent,)) for agent in agents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(DEADLINE_S)
        for contact, results in won.items():
            owner = agents[1].get(f'/contacts/{contact}')
            assert results == {owner['agent_id'], 'taken by ' + owner['agent_name']}, (contact, results)
        accepts = daemon.query("SELECT count(*) FROM event WHERE noun = 'contact' AND was_kind <> 0 AND was_owner IS NULL")
        assert accepts == [(25,)], accepts


class Line:
    """Agents who take what is offered to them and are soon done with it, but now and then pass one on."""

    def __init__(self, agents, queue, away):
        self.agents, self.queue, self.away = agents, queue, away
        self.closed, self.passed, self.asked = [], set(), {}

    def close(self, agent, contact):
        agent.close_contact(contact)
        self.closed.append(contact)

    def work(self):
        for agent in self.agents:
            for offer in [o for o in agent.get('/offers')['items'] if o['agent_id'] == agent.id]:
                self.take(agent, offer)

    def take(self, agent, offer):
        contact = offer['contact_id']
        agent.post(f'/offers/{offer["id"]}/accept', {'request': new_uuid()})
        if len(self.asked) < 2:  # stays with its owner until it is answered, which it will not be
            agent.post(f'/contacts/{contact}/transfer', {'request': new_uuid(), 'agent_id': self.away.id})
            self.asked[contact] = agent
        elif len(self.passed) < 8 and contact not in self.passed and len(self.closed) % 2:
            agent.post(f'/contacts/{contact}/transfer', {'request': new_uuid(), 'queue_id': self.queue['id']})
            self.passed.add(contact)
        else:
            self.close(agent, contact)


@rule(*OPTIONS)
def when_the_router_is_killed_the_other_goes_on(daemon):
    queue = route(daemon, 'ann', 'lea')
    wait_until(lambda: daemon.query("SELECT count(*) FROM lease WHERE name = 'router'")[0][0], 'the lease to be taken')
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        line = Line([online(other, 'ann'), online(other, 'lea')], queue, online(other, 'adm'))
        sockets = []
        for _ in range(24):
            visitor = Visitor(other.port)
            sockets.append(visitor.socket())
            visitor.say(sockets[-1], 'All at once')
        wait_until(lambda: line.work() or len(line.closed) >= 6, 'the first offers')
        daemon.kill()
        killed_ms = daemon.query('SELECT max(made_at_ms) FROM offer')[0][0]
        wait_until(lambda: line.work() or len(line.closed) == 22, lambda: f'all but two to be served, not {len(line.closed)}')
        # What was open by hand is open still; that he is gone is seen by the one that goes on.
        assert {o['contact_id'] for o in line.away.get('/offers')['items'] if o['agent_id'] == line.away.id} == set(line.asked)
        line.away.put('/me/presence', {'presence': 'break', 'reason': 'lunch'})
        for contact, owner in line.asked.items():
            wait_until(lambda contact=contact, owner=owner: 'offer' not in owner.get(f'/contacts/{contact}'), 'the offer to be taken back')
            assert owner.get(f'/contacts/{contact}')['agent_id'] == owner.id, 'it stayed where it was'
            line.close(owner, contact)
        for ws in sockets:
            ws.close()
        other.stop()
        assert daemon.query("SELECT expires_at_ms FROM lease WHERE name = 'router'") == [(0,)], 'who ends in order gives it back'
        rows = daemon.query('SELECT contact_id, made_at_ms, ended_at_ms, outcome FROM offer ORDER BY id')
    after = [made for _, made, _, _ in rows if made > killed_ms]
    print(f'# taken over {min(after) - killed_ms} ms after its last offer' if after else '# nothing was left to offer')
    assert sorted(line.closed) == sorted({str(contact) for contact, _, _, _ in rows}), 'each once'
    assert len(line.passed) == 8 and after, 'some were passed on, and some work was left'
    outcomes = [outcome for _, _, _, outcome in rows]
    assert outcomes.count('accepted') == 24 + 8 and outcomes.count('withdrawn') == 2 == len(rows) - 32, rows
    ended = {}
    for contact, made, end, _ in rows:
        assert made >= ended.get(contact, 0), f'{contact} was offered twice at a time'
        ended[contact] = end


@rule(*OPTIONS)
def what_is_passed_on_at_one_daemon_is_accepted_at_the_other_or_taken_back(daemon):
    channel(daemon)
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        ann, lea = online(daemon, 'ann'), online(other, 'lea')
        there = lea.stream()
        there.receive()
        offers = []
        for number in range(10):
            visitor = Visitor((daemon, other)[number % 2].port)
            with visitor.socket() as ws:
                visitor.say(ws, f'number {number}')
            waiting = next(c for c in ann.all('/contacts?state=open')[0] if c['state'] == 'queued')
            ann.accept(waiting['id'])
            offers.append(ann.post(f'/contacts/{waiting["id"]}/transfer', {'request': new_uuid(), 'agent_id': lea.id, 'note': str(number)})['offer'])
            told = there.until(lambda got: got.get('noun') == 'offer' and 'outcome' not in got['json'])
            assert (told['id'], told['json']['note'], told['json']['by_name']) == (offers[-1]['id'], str(number), 'Ann'), told
        start, ended = threading.Barrier(2), {offer['id']: [] for offer in offers}

        def answer(agent, verb):
            start.wait()
            for offer in offers if verb == 'accept' else reversed(offers):
                try:
                    agent.post(f'/offers/{offer["id"]}/{verb}', {'request': new_uuid()})
                    ended[offer['id']].append(verb)
                except Problem as problem:
                    assert (problem.status, problem.code) == (409, 'over'), problem

        threads = [threading.Thread(target=answer, args=(lea, 'accept')), threading.Thread(target=answer, args=(ann, 'withdraw'))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(DEADLINE_S)
        rows = daemon.query('SELECT o.id, o.outcome, c.agent_id, (SELECT count(*) FROM leg l WHERE l.contact_id = c.id) FROM offer o '
                            'JOIN contact c ON c.id = o.contact_id')
    assert len(rows) == 10
    for offer, outcome, owner, n_legs in rows:
        assert ended[str(offer)] == [{'accepted': 'accept', 'withdrawn': 'withdraw'}[outcome]], (ended, rows)
        assert (str(owner), n_legs) == ((lea.id, 2) if outcome == 'accepted' else (ann.id, 1)), rows


@rule('--away-seconds', '1', '--lost-seconds', '2', *OPTIONS)
def the_chats_of_who_vanishes_go_back_once_though_both_daemons_see_it(daemon):
    channel(daemon)
    with Daemon(daemon.store, '--away-seconds', '1', '--lost-seconds', '2', *OPTIONS, beside=daemon) as other:
        lea, ann = online(daemon, 'lea'), online(other, 'ann')
        for number in range(20):
            visitor = Visitor((daemon, other)[number % 2].port)
            with visitor.socket() as ws:
                visitor.say(ws, f'number {number}')
        for contact in ann.all('/contacts?state=open')[0]:
            ann.accept(contact['id'])
        ann.socket.close()
        wait_until(lambda: all(c['state'] == 'queued' for c in lea.all('/contacts?state=open')[0]), 'all of them to wait again')
        assert daemon.query('SELECT count(*), count(DISTINCT contact_id), min(went_by), max(went_by) FROM leg') == [(20, 20, 'vanished', 'vanished')]
        assert daemon.query("SELECT count(*) FROM message WHERE extra LIKE '%vanished%'") == [(20,)]


@rule(*OPTIONS)
def what_was_wrapped_up_long_enough_is_closed_once_though_both_daemons_see_it(daemon):
    channel(daemon)
    with Daemon(daemon.store, *OPTIONS, beside=daemon) as other:
        adm, ann = Agent(daemon.port, 'adm'), Agent(other.port, 'ann')
        adm.post('/queues', {'request': new_uuid(), 'name': 'Line', 'channels': [c['id'] for c in adm.get('/channels')['items']]})
        daemon.write('UPDATE queue SET wrap_up_s = 1')
        for number in range(20):
            visitor = Visitor((daemon, other)[number % 2].port)
            with visitor.socket() as ws:
                visitor.say(ws, f'number {number}')
        for contact in adm.all('/contacts?state=open')[0]:
            ann.accept(contact['id'])
            ann.post(f'/contacts/{contact["id"]}/close', {'request': new_uuid(), 'wrap_up': True})
        wait_until(lambda: not adm.all('/contacts?state=open')[0], 'all of them to be closed')
        closed = "SELECT count(*), count(DISTINCT obj_id) FROM event WHERE noun = 'contact' AND json LIKE '%\"state\":\"closed\"%'"
        assert daemon.query(closed) == [(20, 20)], daemon.query(closed)


if __name__ == '__main__':
    run()
