# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts are passed on: to an agent as an offer, to a group or queue at once; the customer sees one conversation."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import PASSWORD, wait_until  # noqa: E402
from routed import offer_of, online, route  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, Problem, Visitor, new_uuid  # noqa: E402


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


if __name__ == '__main__':
    run()
