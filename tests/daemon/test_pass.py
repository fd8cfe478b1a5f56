# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts are passed on: to an agent as an offer, to a group or queue at once; the customer sees one conversation."""
import json
import os
import random
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import PASSWORD, wait_until  # noqa: E402
from routed import offer_of, online, route  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, Http, Problem, Visitor, new_uuid  # noqa: E402


def refused(act):
    try:
        act()
    except Problem as problem:
        return problem.status, problem.code
    raise AssertionError('it was allowed')


def answer(agent, offer, verb, **more):
    return agent.post(f'/offers/{offer["id"]}/{verb}', {'request': new_uuid(), **more})


def ask(agent, contact, verb, **more):
    return agent.post(f'/contacts/{contact["id"]}/{verb}', {'request': new_uuid(), **more})


def of(noun, wanted):
    return lambda got: got.get('noun') == noun and wanted(got.get('json') or {})


def start(daemon, owner, words='My licence has expired.'):
    """A visitor whose contact this agent has."""
    if not daemon.query('SELECT 1 FROM channel'):
        daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')
    visitor = Visitor(daemon.port)
    ws = visitor.socket()
    visitor.say(ws, words)
    waiting = next(c for c in owner.all('/contacts?state=open')[0] if c['uuid'] == visitor.session()['contact']['uuid'])
    return visitor, ws, owner.accept(waiting['id'])


def colleague(daemon, login='bo', org='hq'):
    """One more agent, who is there."""
    daemon.verb('user', 'add', login, '--name', login.title(), '--org', org, '--password-stdin', stdin=PASSWORD + '\n')
    return online(daemon, login)


def at_once(*acts):
    """What each gives, or the problem that it meets."""
    results = [None] * len(acts)

    def work(place):
        try:
            results[place] = acts[place]()
        except Problem as problem:
            results[place] = problem
    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def kill(daemon, *agents):
    """kill -9, and everybody asks the one that comes after it."""
    daemon.kill()
    daemon.start()
    for agent in agents:
        agent.http = Http(daemon.port)


def trail(daemon, contact):
    """Who did what, from whom to whom, as the administrator reads it."""
    lines = Agent(daemon.port, 'adm').get('/audit?noun=contact&limit=200')['items']
    details = [(line, json.loads(line['detail'])) for line in reversed(lines) if line['obj_id'] == contact['id']]
    assert all(line['address'] == '127.0.0.1' for line, _ in details), details
    return [(line['actor_name'], line['action'].split('.')[1], detail.get('from'), detail.get('to')) for line, detail in details]


def legs(daemon, contact):
    return daemon.query('SELECT a.login, l.came_by, l.went_by FROM leg l JOIN agent a ON a.id = l.agent_id '
                        f'WHERE l.contact_id = {contact["id"]} ORDER BY l.id')


def system_lines(agent, contact, public=None):
    lines = [m for m in agent.get(f'/contacts/{contact["id"]}/messages')['items'] if m['author'] == 'system']
    return [m['extra']['system'] for m in reversed(lines) if public is None or m.get('internal', False) is not public]


@rule()
def a_contact_stays_with_its_owner_until_a_colleague_accepts_it(daemon):
    ann, lea, bo = online(daemon, 'ann'), online(daemon, 'lea'), colleague(daemon)
    visitor, ws, contact = start(daemon, ann)
    hears, maker = bo.stream(), ann.stream()
    hears.receive(), maker.receive()
    targets = ann.get(f'/contacts/{contact["id"]}/targets')
    assert [(a['id'], a['presence'], a['taken'], a['room'], a['missed']) for a in targets['agents'] if a['id'] in (bo.id, ann.id)] == \
        [(bo.id, 'online', 0, 4, False)], targets
    wish = {'request': new_uuid(), 'agent_id': bo.id, 'note': 'He knows this printer'}
    path = f'/contacts/{contact["id"]}/transfer'
    passed = ann.post(path, wish)
    assert ann.post(path, wish)['rev'] == passed['rev'], 'once'
    assert (passed['state'], passed['agent_id'], passed['offer']['agent_name'], passed['offer']['kind'], passed['offer']['by_id']) == \
        ('active', ann.id, 'Bo', 'transfer', ann.id), passed
    offer = hears.until(of('offer', lambda json: json['agent_id'] == bo.id))
    told = offer['json']
    assert (told['kind'], told['by_name'], told['note'], told['agent_name'], told['contact_id']) == \
        ('transfer', 'Ann', 'He knows this printer', 'Bo', contact['id']), told
    assert refused(lambda: bo.get(f'/contacts/{contact["id"]}')) == (404, 'not-found'), 'not yet his'
    assert refused(lambda: ask(ann, contact, 'transfer', agent_id=lea.id)) == (409, 'offered')
    # What goes on in the conversation leaves the offer as it is.
    visitor.say(ws, 'Are you there?')
    ann.write(contact['id'], 'One moment', 10 ** 9)
    declined = answer(bo, offer, 'decline', reason='lunch')
    assert declined['outcome'] == 'declined'
    maker.until(of('offer', lambda json: json.get('outcome') == 'declined' and json['reason'] == 'lunch'))
    after = maker.until(of('contact', lambda json: 'offer' not in json))['json']
    assert (after['state'], after['agent_id']) == ('active', ann.id), after
    # Taken back, and asked again; when he accepts, its former owner is out of it.
    offer = ask(ann, contact, 'transfer', agent_id=bo.id)['offer']
    assert refused(lambda: answer(bo, offer, 'withdraw')) == (403, 'not-allowed')
    assert answer(ann, offer, 'withdraw')['outcome'] == 'withdrawn'
    assert refused(lambda: answer(bo, offer, 'accept')) == (409, 'over')
    offer = ask(ann, contact, 'transfer', agent_id=bo.id)['offer']
    mine = answer(bo, offer, 'accept')
    assert (mine['agent_id'], mine['state'], mine['accepted_at'], mine.get('guests'), mine.get('offer')) == \
        (bo.id, 'active', contact['accepted_at'], None, None), mine
    assert maker.until(lambda got: got.get('noun') == 'contact' and got['kind'] == 'gone')['id'] == contact['id']
    assert refused(lambda: ann.get(f'/contacts/{contact["id"]}')) == (404, 'not-found')
    assert ws.until(of('contact', lambda json: json.get('agent_name') == 'Bo'))
    assert len(bo.get(f'/contacts/{contact["id"]}/messages')['items']) > 3
    assert system_lines(bo, contact, public=False)[0] == {'code': 'transfer', 'who': 'Bo', 'by': 'Ann', 'note': 'He knows this printer'}
    shown = [m.get('system') for m in visitor.session()['messages'] if m['author'] == 'system']
    assert shown == [{'code': 'passed_on', 'who': 'Bo', 'by': 'Ann'}], shown
    bo.close_contact(contact['id'])
    assert legs(daemon, contact) == [('ann', 'pull', 'transfer'), ('bo', 'transfer', 'closed')]
    asked, taken_back = ('Ann', 'transfer', 'Ann', 'Bo'), ('Ann', 'withdraw', 'Ann', 'Bo')
    assert trail(daemon, contact) == [asked, asked, taken_back, asked], 'what was refused, or sent again, is not in it'
    found = json.loads(daemon.query("SELECT detail FROM audit WHERE action = 'contact.withdraw'")[0][0])
    assert (found['from_agent'], found['to_agent']) == (ann.id, bo.id), found
    assert 'printer' not in str(daemon.query('SELECT detail FROM audit')), 'what was said about it is the customer\'s matter'


@rule()
def a_contact_is_put_before_no_group_or_queue_of_another_branch(daemon):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'west')
    ann, adm = online(daemon, 'ann'), Agent(daemon.port, 'adm')
    lea = [a['id'] for a in adm.get('/agents')['items'] if a['login'] == 'lea'][0]
    lines = {}
    for name, org in daemon.query('SELECT name, id FROM org'):
        group = adm.post('/groups', {'request': new_uuid(), 'name': name, 'org_id': str(org), 'members': [lea]})
        queue = adm.post('/queues', {'request': new_uuid(), 'name': name, 'org_id': str(org), 'groups': [group['id']]})
        lines[name] = group['id'], queue['id']
    _, _, contact = start(daemon, ann)
    targets = ann.get(f'/contacts/{contact["id"]}/targets')
    assert [sorted(line['name'] for line in targets[kind]) for kind in ('groups', 'queues')] == [['hq', 'west']] * 2, targets
    assert [a['groups'] for a in targets['agents'] if a['id'] == lea] == [[lines['hq'][0], lines['west'][0]]], targets
    for field, line in zip(('group_id', 'queue_id'), lines['east']):
        assert refused(lambda: ask(ann, contact, 'transfer', **{field: line})) == (400, 'bad-field')
    assert ask(ann, contact, 'transfer', queue_id=lines['hq'][1])['queue_name'] == 'hq', 'what stands above may help'


@rule()
def what_is_put_before_a_group_or_queue_keeps_its_age_and_goes_to_who_serves_it(daemon):
    route(daemon, 'lea', method='pull')
    ann, bo, adm = online(daemon, 'ann'), colleague(daemon), Agent(daemon.port, 'adm')
    second = adm.post('/groups', {'request': new_uuid(), 'name': 'Second line', 'members': [bo.id, ann.id]})
    empty = adm.post('/groups', {'request': new_uuid(), 'name': 'Nobody', 'members': []})
    repairs = adm.post('/queues', {'request': new_uuid(), 'name': 'Repairs', 'groups': [second['id']], 'method': 'round_robin'})
    visitor, ws, contact = start(daemon, ann)
    _, waits, _ = start(daemon, ann, 'I came later')
    path = f'/contacts/{contact["id"]}/transfer'
    targets = ann.get(f'/contacts/{contact["id"]}/targets')
    assert [(g['name'], g['online'], g['free']) for g in targets['groups']] == [('Line', 0, 0), ('Second line', 1, 1)], targets
    assert [(q['name'], q['waiting'], q['online']) for q in targets['queues']] == [('Routed', 0, 0), ('Repairs', 0, 1)], targets
    assert refused(lambda: ask(ann, contact, 'transfer')) == (400, 'bad-field')
    assert refused(lambda: ask(ann, contact, 'transfer', group_id='99')) == (400, 'bad-field')
    assert refused(lambda: ask(ann, contact, 'transfer', group_id=empty['id'])) == (409, 'unseen')
    assert refused(lambda: ask(bo, contact, 'transfer', group_id=second['id'])) == (409, 'taken')
    ann.post(f'/contacts/{contact["id"]}/guests', {'request': new_uuid(), 'agent_id': bo.id})
    wish = {'request': new_uuid(), 'group_id': second['id'], 'note': 'Error 7'}
    passed = ann.post(path, wish)
    assert (passed['agent_id'], passed['group_name'], passed['passed_by'], passed['entered_at']) == \
        (None, 'Second line', 'Ann', contact['created_at']), passed
    assert 'guests' not in passed and passed['queue_name'] == 'Routed', passed
    assert ann.post(path, wish)['id'] == contact['id'] and legs(daemon, contact) == [('ann', 'pull', 'transfer')], 'once'
    gone = ws.until(of('contact', lambda json: json['agent_name'] is None))['json']
    assert gone['state'] in ('queued', 'offered'), gone
    assert ws.until(of('message', lambda json: json.get('system')))['json']['system'] == {'code': 'requeued', 'by': 'Ann'}
    assert ws.until(lambda got: got.get('frame') == 'queue')['place'] == 1
    offer = offer_of(bo)
    assert (offer['contact_id'], offer['kind'], offer['by_name'], offer['note']) == (contact['id'], 'transfer', 'Ann', 'Error 7'), offer
    mine = answer(bo, offer, 'accept')
    assert (mine['agent_id'], mine.get('passed_by'), mine['accepted_at']) == (bo.id, None, contact['accepted_at']), mine
    # Back again, into another queue; what waits is moved by who oversees alone.
    assert ask(bo, contact, 'transfer', queue_id=repairs['id'], note=' ')['queue_name'] == 'Repairs'
    offer = offer_of(ann)
    assert offer['kind'] == 'transfer' and offer['queue_id'] == repairs['id'], offer
    assert refused(lambda: ask(ann, contact, 'transfer', group_id=second['id'])) == (403, 'not-allowed')
    moved = ask(adm, contact, 'transfer', queue_id=targets['queues'][0]['id'])
    assert (moved['state'], moved['queue_name'], moved['passed_by'], moved.get('offer')) == ('queued', 'Routed', 'Adm', None), moved
    assert refused(lambda: ask(adm, contact, 'transfer', queue_id=targets['queues'][0]['id'])) == (409, 'same')
    assert refused(lambda: answer(ann, offer, 'accept')) == (409, 'over')
    ann.accept(contact['id'])
    assert [leg[1:] for leg in legs(daemon, contact)] == [('pull', 'transfer'), ('transfer', 'transfer'), ('pull', None)]
    codes = [line['code'] for line in system_lines(ann, contact)]
    assert codes == ['invited', 'requeued', 'transfer', 'requeued', 'transfer', 'transfer'], codes
    assert [m['system']['code'] for m in visitor.session()['messages'] if m['author'] == 'system'] == ['requeued', 'requeued']
    ann.close_contact(contact['id'])
    assert refused(lambda: ask(adm, contact, 'transfer', group_id=second['id'])) == (409, 'over')
    assert trail(daemon, contact) == [('Ann', 'transfer', 'Ann', 'Second line'), ('Bo', 'transfer', 'Bo', 'Repairs'),
                                      ('Adm', 'transfer', 'Repairs', 'Routed')]


@rule()
def what_is_put_before_a_group_is_taken_by_it_alone(daemon):
    ann, lea, adm = online(daemon, 'ann'), online(daemon, 'lea'), Agent(daemon.port, 'adm')
    bo, cy = colleague(daemon), colleague(daemon, 'cy')
    _, _, contact = start(daemon, ann)
    route(daemon, 'lea', method='pull')
    second = adm.post('/groups', {'request': new_uuid(), 'name': 'Second line', 'members': [bo.id]})
    hears = cy.stream()
    hears.receive()

    def tag():
        return {'If-Match': f'"{next(g for g in adm.get("/groups")["items"] if g["id"] == second["id"])["rev"]}"'}
    ask(ann, contact, 'transfer', group_id=second['id'])
    assert ann.accept(contact['id'])['agent_id'] == ann.id, 'who put it there takes it back'
    put = ask(ann, contact, 'transfer', group_id=second['id'])
    assert put['group_name'] == 'Second line' and set(put['takers']) == {bo.id, ann.id}, put
    assert set(next(c for c in cy.all('/contacts?state=open')[0])['takers']) >= {bo.id, ann.id}
    # Who is outside of it is told whose it is, and an answer does not take it either.
    for act in (lambda: cy.accept(contact['id']), lambda: cy.write(contact['id'], 'Hello', 10 ** 9)):
        try:
            act()
            raise AssertionError('it was allowed')
        except Problem as problem:
            assert (problem.status, problem.code, problem.problem['by']) == (409, 'reserved', 'Second line'), problem
            assert 'Second line' in problem.problem['detail'], problem
    assert cy.write(contact['id'], 'I know him', 10 ** 9, internal=True)['internal'], 'a note is free'
    # Who comes into the group may; everybody hears so.
    daemon.ask('PATCH', f'/api/v1/groups/{second["id"]}', adm.token, {'members': [bo.id, cy.id]}, tag()).expect(200)
    hears.until(of('contact', lambda json: cy.id in json.get('takers', [])))
    assert cy.accept(contact['id'])['agent_id'] == cy.id
    assert 'takers' not in cy.get(f'/contacts/{contact["id"]}')
    # So may who oversees.
    for taker in (lea, bo):
        ask(cy if taker is lea else lea, contact, 'transfer', group_id=second['id'])
        assert taker.accept(contact['id'])['agent_id'] == taker.id
    ask(bo, contact, 'transfer', group_id=second['id'])
    assert refused(lambda: ann.accept(contact['id'])) == (409, 'reserved')
    # When nobody is in it who could, or there is no such group any more, it is everybody's again.
    daemon.verb('user', 'disable', 'cy')
    daemon.ask('PATCH', f'/api/v1/groups/{second["id"]}', adm.token, {'members': [cy.id]}, tag()).expect(200)
    waits = lea.get(f'/contacts/{contact["id"]}')
    assert waits['state'] in ('queued', 'offered') and not {'group_name', 'takers'} & set(waits), waits
    assert ann.accept(contact['id'])['agent_id'] == ann.id
    daemon.verb('user', 'enable', 'cy')
    ask(ann, contact, 'transfer', group_id=second['id'])
    daemon.verb('user', 'disable', 'cy')
    waits = lea.get(f'/contacts/{contact["id"]}')
    assert not {'group_name', 'takers'} & set(waits), 'its last member cannot come any more'
    assert ann.accept(contact['id'])['agent_id'] == ann.id
    daemon.verb('user', 'enable', 'cy')
    daemon.ask('PATCH', f'/api/v1/groups/{second["id"]}', adm.token, {'members': [bo.id, cy.id]}, tag()).expect(200)
    hears = lea.stream()
    hears.receive()
    ask(ann, contact, 'transfer', group_id=second['id'])
    daemon.ask('DELETE', f'/api/v1/groups/{second["id"]}', adm.token, None, tag()).expect(204)
    free = hears.until(of('contact', lambda json: json.get('state') in ('queued', 'offered') and 'takers' not in json))['json']
    assert 'group_name' not in free, free
    assert ann.accept(contact['id'])['agent_id'] == ann.id


@rule()
def who_is_consulted_reads_along_and_gets_the_contact_at_once(daemon):
    ann, bo, wes = online(daemon, 'ann'), colleague(daemon), online(daemon, 'wes')
    visitor, ws, contact = start(daemon, ann)
    path = f'/contacts/{contact["id"]}'
    assert refused(lambda: ask(ann, contact, 'transfer', agent_id=wes.id)) == (409, 'unseen')
    assert refused(lambda: ask(ann, contact, 'consult', agent_id=ann.id)) == (409, 'same')
    assert refused(lambda: ask(ann, contact, 'consult', agent_id='99')) == (400, 'bad-field')
    # Advice is asked of anybody, wherever he belongs; he comes when he accepts.
    offer = ask(ann, contact, 'consult', agent_id=wes.id, note='What is error 7?')['offer']
    assert [(o['kind'], o['note'], o['contact']['text']) for o in wes.get('/offers')['items']] == \
        [('consult', 'What is error 7?', 'My licence has expired.')]
    assert refused(lambda: wes.get(path)) == (404, 'not-found')
    seen = answer(wes, offer, 'accept')
    assert (seen['agent_id'], [g['id'] for g in seen['guests']], seen.get('offer')) == (ann.id, [wes.id], None), seen
    assert wes.write(contact['id'], 'The cable', 0, internal=True)['internal']
    assert refused(lambda: ask(ann, contact, 'consult', agent_id=wes.id)) == (409, 'guest')
    assert refused(lambda: ask(wes, contact, 'transfer', agent_id=bo.id)) == (409, 'taken')
    answer(bo, ask(ann, contact, 'consult', agent_id=bo.id)['offer'], 'accept')
    hears = ann.stream()
    hears.receive()
    assert ask(ann, contact, 'transfer', agent_id=bo.id, note='As said') is None, 'she sees it no more'
    made, ended = (hears.until(of('offer', lambda json: json['kind'] == 'transfer'))['json'] for _ in range(2))
    assert ('outcome' in made, ended['outcome'], ended['by_id']) == (False, 'accepted', ann.id), (made, ended)
    mine = bo.get(path)
    assert (mine['agent_id'], [g['id'] for g in mine['guests']]) == (bo.id, [wes.id]), mine
    assert ws.until(of('contact', lambda json: json['agent_name'] == 'Bo'))
    assert legs(daemon, contact) == [('ann', 'pull', 'transfer'), ('bo', 'consult', None)]
    assert [line['code'] for line in system_lines(bo, contact)] == ['invited', 'invited', 'transfer', 'passed_on']
    # Who was only invited has said yes to nothing: he is asked.
    lea = online(daemon, 'lea')
    bo.post(path + '/guests', {'request': new_uuid(), 'agent_id': lea.id})
    assert ask(bo, contact, 'transfer', agent_id=lea.id)['agent_id'] == bo.id
    lea.post(path + '/take', {'request': new_uuid()})
    assert daemon.query('SELECT outcome FROM offer ORDER BY id DESC LIMIT 1') == [('accepted',)], 'what she took was hers'
    assert legs(daemon, contact)[-1] == ('lea', 'takeover', None)
    assert trail(daemon, contact) == [('Ann', 'consult', 'Ann', 'Wes'), ('Ann', 'consult', 'Ann', 'Bo'), ('Ann', 'transfer', 'Ann', 'Bo'),
                                      ('Bo', 'transfer', 'Bo', 'Lea'), ('Lea', 'take-over', 'Bo', 'Lea')]


@rule()
def who_oversees_assigns_and_who_does_not_answer_is_missed(daemon):
    ann, bo, lea, adm = online(daemon, 'ann'), colleague(daemon), online(daemon, 'lea'), online(daemon, 'adm')
    visitor, ws, contact = start(daemon, ann)
    # Two at once: one of them is told that the other was quicker.
    results = at_once(lambda: ask(lea, contact, 'assign', agent_id=bo.id), lambda: ask(adm, contact, 'assign', agent_id=adm.id))
    won = [r for r in results if isinstance(r, dict)]
    assert len(won) == 1 and [r.code for r in results if isinstance(r, Problem)] == ['offered'], results
    assert refused(lambda: ask(ann, contact, 'assign', agent_id=bo.id)) == (403, 'not-allowed')
    answer(lea, won[0]['offer'], 'withdraw')
    # What waits is assigned, too; it is where it was when he declines.
    other = Visitor(daemon.port)
    other_ws = other.socket()
    other.say(other_ws, 'Me too')
    waiting = next(c for c in lea.all('/contacts?state=open')[0] if c['state'] == 'queued')
    offered = ask(lea, waiting, 'assign', agent_id=bo.id, note='Yours')
    assert (offered['state'], offered['offer']['kind'], offered['agent_id']) == ('offered', 'assign', None), offered
    answer(bo, offered['offer'], 'decline')
    assert lea.get(f'/contacts/{waiting["id"]}')['state'] == 'queued'
    assert trail(daemon, waiting) == [('Lea', 'assign', None, 'Bo')]
    # Who lets it run out is not there until he says so; the contact stays with its owner.
    daemon.write("INSERT INTO queue (id, org_id, name, channels, offer_s, rev) SELECT 900, org_id, 'Quick', '[' || id || ']', 1, 1 FROM channel")

    def runs_out():
        """One that is found much too late is withdrawn instead, and nobody has missed it."""
        offer = ask(lea, contact, 'assign', agent_id=bo.id)['offer']
        return wait_until(lambda: daemon.query(f'SELECT outcome FROM offer WHERE id = {offer["id"]} AND outcome IS NOT NULL'), 'the offer to end') == [('timeout',)]
    wait_until(runs_out, 'the offer to run out')
    after = wait_until(lambda: 'offer' not in ann.get(f'/contacts/{contact["id"]}') and ann.get(f'/contacts/{contact["id"]}'), 'it is over')
    assert (after['state'], after['agent_id']) == ('active', ann.id), after
    assert refused(lambda: ask(ann, contact, 'transfer', agent_id=bo.id)) == (409, 'away')
    assert [a['missed'] for a in ann.get(f'/contacts/{contact["id"]}/targets')['agents'] if a['id'] == bo.id] == [True]
    bo.put('/me/presence', {'presence': 'online'})
    daemon.write('UPDATE queue SET offer_s = 600 WHERE id = 900')
    taken = answer(bo, ask(lea, contact, 'assign', agent_id=bo.id)['offer'], 'accept')
    assert taken['agent_id'] == bo.id
    # Who goes on a break is asked no more; what ends takes its offer along.
    offer = ask(bo, contact, 'transfer', agent_id=ann.id)['offer']
    ann.put('/me/presence', {'presence': 'break', 'reason': 'lunch'})
    wait_until(lambda: daemon.query(f'SELECT outcome FROM offer WHERE id = {offer["id"]}') == [('withdrawn',)], 'the offer to be taken from who is away')
    ann.put('/me/presence', {'presence': 'online'})
    offer = ask(bo, contact, 'transfer', agent_id=ann.id)['offer']
    ws.send({'end': True, 'n': 99})
    wait_until(lambda: daemon.query(f'SELECT outcome FROM offer WHERE id = {offer["id"]}') == [('withdrawn',)], 'the offer to go with its contact')
    assert refused(lambda: answer(ann, offer, 'accept')) == (409, 'over')
    assert legs(daemon, contact) == [('ann', 'pull', 'transfer'), ('bo', 'assign', None)]


@rule()
def a_place_is_that_in_ones_own_line_as_the_router_sees_it(daemon):
    for key in ('web', 'app'):
        daemon.verb('channel', 'add', key, '--name', key, '--origin', 'http://localhost:1', '--org', 'hq')
    routed = route(daemon, 'ann')
    adm = Agent(daemon.port, 'adm')
    second = adm.post('/queues', {'request': new_uuid(), 'name': 'Repairs', 'groups': [adm.get('/groups')['items'][0]['id']], 'opening': 'Repairs here'})
    lines = []
    for key in ('web', 'app', 'web'):
        visitor = Visitor(daemon.port, channel=key)
        ws = visitor.socket()
        visitor.say(ws, 'I wait')
        contact = next(c for c in adm.all('/contacts?state=open')[0] if c['uuid'] == visitor.session()['contact']['uuid'])
        lines.append((ws, contact))

    def place(number, wanted, opening=None):
        got = lines[number][0].until(lambda got: got.get('frame') == 'queue' and got['place'] == wanted)
        assert (got['before'], got.get('opening')) == (wanted - 1, opening), got
    for number in range(3):
        place(number, number + 1)
    # Who is worth more stands in front: the others hear it.
    vip = adm.post('/customers', {'request': new_uuid(), 'name': 'Star', 'kind': 'company', 'tier': 'super_vip'})
    adm.put(f'/contacts/{lines[2][1]["id"]}/customer', {'request': new_uuid(), 'customer_id': vip['id'], 'remember': False})
    place(2, 1)
    place(0, 2)
    place(1, 3)
    # Another queue is another line.
    ask(adm, lines[0][1], 'transfer', queue_id=second['id'])
    place(0, 1, 'Repairs here')
    place(1, 2)
    # The list and each by itself say where it waits.
    listed = adm.all('/contacts?state=open')[0]
    assert [(c['queue_id'], c['queue_name']) for c in listed] == [(q['id'], q['name']) for q in (second, routed, routed)], listed
    for seen in listed:
        alone = adm.get(f'/contacts/{seen["id"]}')
        assert {**alone, 'as_of': 0} == {**seen, 'as_of': 0}, (alone, seen)
    # A queue that is gone gives back what was put into it: the line of its channel.
    daemon.ask('DELETE', f'/api/v1/queues/{second["id"]}', adm.token, None, {'If-Match': f'"{second["rev"]}"'}).expect(204)
    place(0, 2)
    place(1, 3)
    assert {c['queue_name'] for c in adm.all('/contacts?state=open')[0]} == {'Routed'}
    assert adm.get(f'/contacts/{lines[0][1]["id"]}')['queue_id'] == routed['id']


# What must be so at any time, whatever was done; each query finds what is wrong.
WRONG = {
    'what somebody has has one open leg, of his': "SELECT c.id FROM contact c WHERE c.state IN ('active', 'wrap_up') AND "
    '(SELECT count(*) FROM leg l WHERE l.contact_id = c.id AND l.ended_at_ms IS NULL AND l.agent_id = c.agent_id) <> 1',
    'what nobody has has none': "SELECT c.id FROM contact c WHERE (c.state NOT IN ('active', 'wrap_up') OR c.agent_id IS NULL) AND "
    'EXISTS (SELECT 1 FROM leg l WHERE l.contact_id = c.id AND l.ended_at_ms IS NULL)',
    'legs follow each other': 'SELECT l.id FROM leg l JOIN leg n ON n.contact_id = l.contact_id AND n.id > l.id '
    'WHERE l.ended_at_ms IS NULL OR l.ended_at_ms > n.began_at_ms',
    'waiting is without an owner': "SELECT id FROM contact WHERE state IN ('queued', 'offered') AND agent_id IS NOT NULL",
    'offered is before one': "SELECT c.id FROM contact c WHERE (c.state = 'offered') <> (c.agent_id IS NULL AND c.state NOT IN ('closed') AND "
    'EXISTS (SELECT 1 FROM offer o WHERE o.contact_id = c.id AND o.ended_at_ms IS NULL))',
    'nobody is asked about his own, or about what is over': 'SELECT o.id FROM offer o JOIN contact c ON c.id = o.contact_id '
    "WHERE o.ended_at_ms IS NULL AND (c.agent_id = o.agent_id OR c.state IN ('wrap_up', 'closed'))",
    'what has ended has an outcome': 'SELECT id FROM offer WHERE (outcome IS NULL) <> (ended_at_ms IS NULL)',
}


@rule()
def whatever_people_do_at_once_each_contact_is_in_one_hand(daemon):
    route(daemon, 'lea', method='pull')
    agents = [online(daemon, 'ann'), colleague(daemon), colleague(daemon, 'cy'), online(daemon, 'lea')]
    contacts = [start(daemon, agents[0], f'number {number}')[2] for number in range(4)]
    group = agents[0].get('/groups')['items'][0]['id']
    refusals = set()

    def answer_all(agent, rng):
        for offer in agent.get('/offers')['items']:
            verbs = ('accept', 'accept', 'decline') if offer['agent_id'] == agent.id else ('withdraw', None, None, None)
            verb = rng.choice(verbs)
            if verb is not None:
                answer(agent, offer, verb)

    def busy(place):
        agent, rng = agents[place], random.Random(place)
        for _ in range(60):
            mine = [c for c in agent.get('/contacts')['items'] if c['agent_id'] == agent.id]
            verb = rng.choice(('transfer', 'transfer', 'transfer', 'consult', 'guests', 'line') if mine else ('accept', 'accept', 'accept', 'assign', 'take'))
            contact, other = rng.choice(mine or contacts), rng.choice([a for a in agents if a is not agent])
            try:
                if rng.random() < 0.5:
                    answer_all(agent, rng)
                elif verb == 'line':
                    ask(agent, contact, 'transfer', group_id=group)
                else:
                    ask(agent, contact, verb, agent_id=other.id)
            except Problem as problem:
                assert problem.status in (400, 403, 404, 409), problem
                refusals.add(problem.code)

    assert at_once(*(lambda place=place: busy(place) for place in range(len(agents)))) == [None] * len(agents)
    outcomes = dict(daemon.query('SELECT outcome, count(*) FROM offer GROUP BY outcome'))
    print(f'# {daemon.query("SELECT count(*) FROM leg")[0][0]} legs, offers {outcomes}, refused: {sorted(map(str, refusals))}')
    for what, query in WRONG.items():
        assert daemon.query(query) == [], what
    assert outcomes.get('accepted', 0) > 0, outcomes


@rule()
def a_transfer_that_was_asked_for_survives_a_kill_and_is_made_once(daemon):
    ann, bo = online(daemon, 'ann'), colleague(daemon)
    visitor, ws, contact = start(daemon, ann)
    path, wish = f'/contacts/{contact["id"]}', {'request': new_uuid(), 'agent_id': bo.id, 'note': 'Please'}
    offer = ann.post(path + '/transfer', wish)['offer']
    kill(daemon, ann, bo)
    assert ann.post(path + '/transfer', wish)['offer'] == offer
    accept = {'request': new_uuid()}
    assert bo.post(f'/offers/{offer["id"]}/accept', accept)['agent_id'] == bo.id
    kill(daemon, ann, bo)
    again = bo.post(f'/offers/{offer["id"]}/accept', accept)
    assert (again['agent_id'], again['state']) == (bo.id, 'active'), again
    assert daemon.query('SELECT count(*), max(outcome) FROM offer') == [(1, 'accepted')]
    assert legs(daemon, contact) == [('ann', 'pull', 'transfer'), ('bo', 'transfer', None)]


if __name__ == '__main__':
    run()
