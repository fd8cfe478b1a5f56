#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two customers become one, and two again."""
import contextlib
import json
import os
import random
import threading

from daemon import Daemon
from rules import rule, run
from talk import Agent, new_uuid

TABLES = ('customer', 'person', 'identity', 'contract', 'product', 'note', 'contact', 'visitor')


def import_customers(daemon, customers, contacts=()):
    """Gives their ids by external id."""
    orgs = [{'key': 'hq', 'name': 'hq'}, {'key': 'east', 'name': 'east', 'parent': 'hq'}, {'key': 'west', 'name': 'west', 'parent': 'hq'}]
    path = os.path.join(daemon.folder, 'sample.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'orgs': orgs, 'customers': customers, 'contacts': list(contacts)}, file)
    daemon.verb('import', 'sample', path)
    return {number: str(id_) for number, id_ in daemon.query('SELECT external_id, id FROM customer')}


def company(number, org='hq', **more):
    return {'external_id': number, 'org': org, 'name': f'Company {number}', 'kind': 'company', 'tier': 'regular',
            'people': [{'name': f'Person {number}', 'identities': [{'kind': 'account', 'value': f'acc-{number}'}]}], **more}


def contact_of(number, **more):
    return {'customer': number, 'person': f'Person {number}', 'agent': 'lea', 'days_ago': 1, 'minutes': 5, 'summary': 'x',
            'messages': [{'author': 'customer', 'text': 'question'}], **more}


def merge(daemon, token, survivor, from_id, rev=None, **more):
    if rev is None:
        rev = daemon.get(f'/api/v1/customers/{survivor}', token).expect(200).json['rev']
    return daemon.ask('POST', f'/api/v1/customers/{survivor}/merge', token, {'request': new_uuid(), 'from_id': from_id, **more},
                      {'If-Match': f'"{rev}"'})


def undo(daemon, token, survivor, number, **more):
    return daemon.ask('POST', f'/api/v1/customers/{survivor}/merges/{number}/undo', token, {'request': new_uuid(), **more})


def rows(daemon):
    """All rows but their revs."""
    found = {}
    for table in TABLES:
        if daemon.store == 'postgres':
            names = [n for (n,) in daemon.query('SELECT column_name FROM information_schema.columns '
                                                f"WHERE table_name = '{table}' AND table_schema = 'public'")]
        else:
            names = [row[1] for row in daemon.query(f'PRAGMA table_info({table})')]
        columns = ', '.join(n for n in sorted(names) if n != 'rev')
        found[table] = sorted(tuple(str(v) for v in row) for row in daemon.query(f'SELECT {columns} FROM {table}'))
    return found


@rule()
def the_survivor_has_all_and_the_other_one_is_gone(daemon):
    ids = import_customers(daemon, [
        company('A', tier='vip', contracts=[{'name': 'Gold', 'ends_days': 9}]),
        company('B', owner='ann', note='Careful', products=[{'name': 'ERP', 'version': '8'}])], [contact_of('B')])
    daemon.write(f"UPDATE customer SET fields = '{{\"size\":\"10\"}}', lang = 'en' WHERE id = {ids['B']}")
    daemon.write(f"UPDATE customer SET fields = '{{\"area\":\"x\"}}' WHERE id = {ids['A']}")
    daemon.write(f"UPDATE contact SET state = 'active', closed_at_ms = NULL WHERE customer_id = {ids['B']}")
    start, ann = rows(daemon), daemon.sign_in('ann')
    survivor = merge(daemon, ann, ids['A'], ids['B']).expect(200).json
    assert [p['name'] for p in survivor['people']] == ['Person A', 'Person B'] and survivor['merges'][0]['name'] == 'Company B'
    assert survivor['people'][1]['identities'][0]['value'] == 'acc-B' and survivor['products'][0]['name'] == 'ERP'
    assert (survivor['note'], survivor['owner']['name'], survivor['lang'], survivor['tier']) == ('Careful', 'Ann', 'en', 'vip'), survivor
    assert survivor['fields'] == {'area': 'x', 'size': '10'} and survivor['external_id'] == 'A'
    gone = daemon.get(f'/api/v1/customers/{ids["B"]}', ann).expect(404)
    assert gone.code == 'merged' and gone.json['into'] == ids['A']
    contact, = daemon.get('/api/v1/contacts', daemon.sign_in('lea')).json['items']
    assert (contact['customer_id'], contact['tier']) == (ids['A'], 'vip'), contact
    assert len(daemon.get(f'/api/v1/customers/{ids["A"]}/contacts', ann).json['items']) == 1
    both = undo(daemon, ann, ids['A'], survivor['merges'][0]['id']).expect(200).json
    assert both['restored']['id'] == ids['B'] and both['restored']['note'] == 'Careful' and 'note' not in both['survivor'], both
    assert rows(daemon) == start
    assert undo(daemon, ann, ids['A'], survivor['merges'][0]['id']).expect(409).code == 'undone'
    actions = [a for (a,) in daemon.query("SELECT action FROM audit WHERE action LIKE 'customer.merge%' ORDER BY id")]
    assert actions == ['customer.merge', 'customer.merge-undo', 'customer.merge-undo'], actions


@rule()
def only_who_may_change_both_merges_them(daemon):
    ids = import_customers(daemon, [company('E', 'east'), company('E2', 'east'), company('W', 'west')])
    ed, ann = daemon.sign_in('ed'), daemon.sign_in('ann')
    none = merge(daemon, ed, ids['E'], '987654').expect(404)
    assert merge(daemon, ed, ids['E'], ids['W']).expect(404).body == none.body
    rev = daemon.get(f'/api/v1/customers/{ids["W"]}', ann).json['rev']
    assert merge(daemon, ed, ids['W'], ids['E'], rev).expect(404).body == none.body
    assert merge(daemon, ed, ids['E'], ids['E']).expect(400).code == 'bad-data'
    assert merge(daemon, ed, ids['E'], None).expect(400).code == 'bad-data'
    stale = merge(daemon, ed, ids['E'], ids['E2'], 1).expect(412)
    assert stale.code == 'changed' and stale.json['rev'] > 1
    survivor = merge(daemon, ann, ids['E'], ids['W']).expect(200).json
    number = survivor['merges'][0]['id']
    assert undo(daemon, ed, ids['E'], number).expect(403).code == 'not-allowed', 'a customer of west came back by the hand of east'
    assert undo(daemon, ed, ids['E2'], number).expect(404).code == 'not-found', 'undone through another customer'
    assert undo(daemon, daemon.sign_in('wes'), ids['E'], number).expect(404).code == 'not-found'


def told(daemon, login, since):
    """What this agent is told of customers since then, as (kind, id)."""
    agent, head, found = Agent(daemon.port, login), daemon.head, []
    with agent.stream(since=since) as stream:
        def ends(frame):
            if frame.get('noun') in ('customer', 'contact'):
                found.append((frame['noun'], frame['kind'], frame['id'], (frame.get('json') or {}).get('customer_id')))
            return frame.get('beat', {}).get('upto', 0) >= head
        stream.until(ends, 60)
    return found


@rule()
def each_agent_is_told_what_he_saw(daemon):
    ids = import_customers(daemon, [company('E', 'east'), company('W', 'west')],
                           [{**contact_of('W'), 'agent': 'wes'}] * 3)
    contact, *past = [str(id_) for (id_,) in daemon.query('SELECT id FROM contact ORDER BY id')]
    daemon.write(f"UPDATE contact SET state = 'active', closed_at_ms = NULL WHERE id = {contact}")
    ann, head = daemon.sign_in('ann'), daemon.head
    survivor = merge(daemon, ann, ids['E'], ids['W']).expect(200).json
    put, gone = ('customer', 'put', ids['E'], None), ('customer', 'gone', ids['W'], None)
    moved = ('contact', 'put', contact, ids['E'])
    assert told(daemon, 'ed', head) == [put], told(daemon, 'ed', head)
    assert told(daemon, 'wes', head) == [gone, moved], told(daemon, 'wes', head)
    assert told(daemon, 'lea', head) == [gone, put, moved], told(daemon, 'lea', head)
    revs = {str(id_): rev for id_, rev in daemon.query('SELECT id, rev FROM contact')}
    assert all(revs[id_] == survivor['rev'] for id_ in past), 'a past contact is told by its customer, and is newer than before'
    history = daemon.get(f'/api/v1/customers/{ids["E"]}/contacts', ann).expect(200).json['items']
    assert {item['id'] for item in history} == {contact, *past}, history
    head = daemon.head
    undo(daemon, ann, ids['E'], survivor['merges'][0]['id']).expect(200)
    back, moved = ('customer', 'put', ids['W'], None), ('contact', 'put', contact, ids['W'])
    assert told(daemon, 'ed', head) == [put], told(daemon, 'ed', head)
    assert told(daemon, 'wes', head) == [back, moved], told(daemon, 'wes', head)


@rule()
def one_of_two_merges_at_once_wins_and_is_done_once(daemon):
    ids = import_customers(daemon, [company('A'), company('B'), company('C')])
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(Daemon(daemon.store, beside=daemon)) if daemon.store == 'postgres' else daemon
        ann, lea = daemon.sign_in('ann'), other.sign_in('lea')
        for rival in ('AB', 'BA', 'AC', 'BA'):
            revs = {n: daemon.query(f'SELECT rev FROM customer WHERE id = {i}')[0][0] for n, i in ids.items()}
            tries = [(daemon, ann, *'AB'), (other, lea, *rival), (other, lea, *rival), (daemon, ann, *'AB')]
            answers, gate = [], threading.Barrier(len(tries))

            def go(where, token, survivor, gone):
                gate.wait()
                answers.append((survivor, merge(where, token, ids[survivor], ids[gone], revs[survivor])))

            threads = [threading.Thread(target=go, args=one) for one in tries]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            (survivor, won), = [(s, a) for s, a in answers if a.status == 200]
            assert {a.status for _, a in answers} <= {200, 404, 412}, [a.body for _, a in answers]
            number = won.json['merges'][0]['id']
            request = new_uuid()
            first = undo(daemon, ann, ids[survivor], number, request=request).expect(200).json
            assert undo(daemon, ann, ids[survivor], number, request=request).expect(200).json == first
    request = new_uuid()
    done = merge(daemon, ann, ids['A'], ids['C'], request=request).expect(200).json
    assert merge(daemon, ann, ids['A'], ids['C'], 1, request=request).expect(200).json == done, 'sent again'


@rule()
def what_was_added_since_goes_with_its_person(daemon):
    ids = import_customers(daemon, [company('A'), company('B', note='From B')], [contact_of('B')])
    ann = daemon.sign_in('ann')
    number = merge(daemon, ann, ids['A'], ids['B']).expect(200).json['merges'][0]['id']
    path = f'/api/v1/customers/{ids["A"]}'
    person = {p['name']: p['id'] for p in daemon.get(path, ann).json['people']}
    for kind, value, name in (('mail', 'b@b.example', 'Person B'), ('mail', 'a@a.example', 'Person A')):
        daemon.ask('POST', path + '/identities', ann, {'request': new_uuid(), 'person_id': person[name], 'kind': kind, 'value': value,
                                                       'shared': False}).expect(201)
    daemon.write(f"UPDATE contact SET person_id = {person['Person A']}")
    daemon.ask('PATCH', path, ann, {'note': 'Changed'}, {'If-Match': f'"{daemon.get(path, ann).json["rev"]}"'}).expect(200)
    both = undo(daemon, ann, ids['A'], number).expect(200).json
    values = {who: [i['value'] for p in both[who]['people'] for i in p['identities']] for who in both}
    assert values == {'survivor': ['acc-A', 'a@a.example'], 'restored': ['acc-B', 'b@b.example']}, values
    assert (both['survivor']['note'], both['restored']['note']) == ('Changed', 'From B')
    assert daemon.query('SELECT customer_id FROM contact') == [(int(ids['A']),)], 'a contact of a person who stayed went away'


@rule()
def after_all_is_undone_all_is_as_it_was(daemon):
    dice = random.Random(7)
    numbers = [f'C{i}' for i in range(8)]
    ids = import_customers(daemon, [
        company(n, dice.choice(['hq', 'east', 'west']), tier=dice.choice(['regular', 'vip', 'super_vip']),
                **({'owner': 'ann'} if dice.random() < .5 else {}), **({'note': f'Note {n}'} if dice.random() < .5 else {}),
                identities=[{'kind': 'phone', 'value': '021-55501000', 'shared': True}, {'kind': 'external', 'value': f'X{n}'}],
                contracts=[{'name': f'Gold {n}', 'ends_days': dice.randint(0, 99)}] * dice.randint(0, 2),
                products=[{'name': f'ERP {n}', 'version': '8'}] * dice.randint(0, 2)) for n in numbers],
        [contact_of(dice.choice(numbers)) for _ in range(16)])
    for n, id_ in ids.items():
        if dice.random() < .5:
            daemon.write(f"UPDATE customer SET fields = '{{\"k{dice.randint(0, 2)}\":\"{n}\"}}', lang = 'en' WHERE id = {id_}")
        if dice.random() < .3:
            daemon.write(f'UPDATE customer SET external_id = NULL WHERE id = {id_}')
        daemon.write(f"INSERT INTO note (customer_id, agent_id, text, at_ms, rev) VALUES ({id_}, (SELECT min(id) FROM agent), 'Note', 1, 0)")
    daemon.write("UPDATE contact SET state = 'active', closed_at_ms = NULL WHERE id % 2 = 0")
    start, ann, alive, stack = rows(daemon), daemon.sign_in('ann'), set(ids.values()), []
    for _ in range(30):
        if stack and (len(alive) < 2 or dice.random() < .35):
            survivor, gone, number = stack.pop()
            both = undo(daemon, ann, survivor, number).expect(200).json
            assert (both['survivor']['id'], both['restored']['id']) == (survivor, gone)
            alive.add(gone)
            continue
        survivor, gone = dice.sample(sorted(alive), 2)
        made = merge(daemon, ann, survivor, gone).expect(200).json
        stack.append((survivor, gone, max((m['id'] for m in made['merges']), key=int)))
        alive.remove(gone)
    again = {}
    for survivor, gone, number in stack:
        if survivor in again and survivor in alive:
            assert undo(daemon, ann, survivor, again[survivor]).expect(409).code == 'later-merge'
        again[survivor] = number
    assert rows(daemon) != start
    for survivor, _, number in reversed(stack):
        undo(daemon, ann, survivor, number).expect(200)
    end = rows(daemon)
    for table in TABLES:
        assert end[table] == start[table], (table, [r for r in end[table] if r not in start[table]])
    assert 'PROBLEM' not in daemon.verb('check').stdout


if __name__ == '__main__':
    run()
