#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers as agents change them: who may, who was first, and that nothing acknowledged is lost."""
import contextlib
import json
from concurrent.futures import ThreadPoolExecutor

from daemon import Daemon, ask, wait_until
from rules import rule, run
from talk import Agent, new_uuid

BASE = '/api/v1/customers'


def org(daemon, name):
    return str(daemon.query(f"SELECT id FROM org WHERE name = '{name}'")[0][0])


def make(daemon, token, status=201, request=None, **members):
    body = {'request': request or new_uuid(), 'name': 'Ostwerk', 'kind': 'company', **members}
    return daemon.ask('POST', BASE, token, body).expect(status)


def change(daemon, token, customer, members, path='', method='PATCH', rev=None):
    headers = {'If-Match': f'"{customer["rev"] if rev is None else rev}"'}
    return daemon.ask(method, f'{BASE}/{customer["id"]}{path}', token, members, headers)


def add(daemon, token, customer, path, status=201, request=None, **members):
    return daemon.ask('POST', f'{BASE}/{customer["id"]}/{path}', token,
                      {'request': request or new_uuid(), **members}).expect(status)


def told(stream, customer_id, claim):
    """The event of this customer for which the claim is true."""
    return stream.until(lambda got: got.get('noun') == 'customer' and got['id'] == customer_id and claim(got))


@rule()
def a_customer_with_people_is_made_once(daemon):
    ann, request = daemon.sign_in('ann'), new_uuid()
    daemon.write("INSERT INTO field (id, key, label, kind, choices, rev) VALUES (1, 'size', 'Size', 'choice', 'big\nsmall', 0)")
    wish = {'org_id': org(daemon, 'east'), 'tier': 'vip', 'external_id': 'E-7', 'note': 'Careful\nplease', 'lang': 'de',
            'fields': {'size': 'big'}, 'identities': [{'kind': 'mail', 'value': 'Office@Ost.example', 'shared': True}],
            'people': [{'name': ' Ida ', 'title': 'Head', 'identities': [{'kind': 'mail', 'value': 'IDA@ost.example', 'shared': False}]}]}
    first = make(daemon, ann, 201, request, **wish)
    customer = first.json
    assert first.headers['etag'] == f'"{customer["rev"]}"'
    assert customer['people'][0]['name'] == 'Ida' and customer['fields'] == {'size': 'big'} and customer['tier'] == 'vip'
    identity = customer['people'][0]['identities'][0]
    assert identity['value'] == 'ida@ost.example' and identity['person_id'] == customer['people'][0]['id']
    assert customer['identities'][0]['person_id'] is None and customer['created_at']
    again = make(daemon, ann, 200, request, **wish).json
    assert again == customer and daemon.query('SELECT count(*) FROM customer')[0][0] == 1
    assert make(daemon, daemon.sign_in('lea'), 409, request, **wish).code == 'conflict'
    belongs = make(daemon, ann, 409, name='Other', people=[{'name': 'X', 'identities': [{'kind': 'mail', 'value': 'ida@ost.example'}]}])
    assert belongs.code == 'belongs' and belongs.json['customer_name'] == 'Ostwerk' and belongs.json['person_name'] == 'Ida'
    hidden = make(daemon, daemon.sign_in('wes'), 409, external_id='E-7')
    assert hidden.code == 'belongs' and 'customer_name' not in hidden.json and 'Ostwerk' not in hidden.body.decode()
    assert daemon.query('SELECT count(*) FROM customer')[0][0] == 1 and daemon.query('SELECT count(*) FROM person')[0][0] == 1


@rule()
def the_second_of_two_editors_is_told_who_was_first(daemon):
    ann, lea = daemon.sign_in('ann'), daemon.sign_in('lea')
    customer = make(daemon, ann).json
    changed = change(daemon, lea, customer, {'name': 'Ostwerk AG', 'note': 'x'}).expect(200).json
    assert changed['name'] == 'Ostwerk AG' and changed['rev'] > customer['rev'] and changed['kind'] == 'company'
    late = change(daemon, ann, customer, {'name': 'Mine'}).expect(412)
    assert late.code == 'changed' and late.json['by'] == 'Lea' and late.json['rev'] == changed['rev'] and late.json['at']
    assert change(daemon, ann, customer, {'title': 'x'}, '/people/1').expect(412).code == 'changed'
    assert daemon.ask('PATCH', f'{BASE}/{customer["id"]}', ann, {'name': 'x'}).expect(428).code == 'precondition-required'
    assert daemon.ask('PATCH', f'{BASE}/{customer["id"]}', ann, {'name': 'x'}, {'If-Match': '*'}).expect(400).code == 'bad-query'
    same = change(daemon, ann, changed, {'name': 'Ostwerk AG'}).expect(200).json
    assert same['rev'] == changed['rev']
    emptied = change(daemon, ann, changed, {'note': None}).expect(200).json
    assert 'note' not in emptied
    detail = json.loads(daemon.query("SELECT detail FROM audit WHERE action = 'customer.change' ORDER BY id")[0][0])
    assert detail == {'was': {'name': 'Ostwerk', 'note': None}, 'now': {'name': 'Ostwerk AG', 'note': True}}


@rule()
def at_the_same_moment_there_is_one_winner_and_one_new_customer(daemon):
    """Through two daemons, where there can be two."""
    ann = daemon.sign_in('ann')
    customer = make(daemon, ann).json
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(Daemon(daemon.store, beside=daemon)) if daemon.store == 'postgres' else daemon
        pool = stack.enter_context(ThreadPoolExecutor(8))
        ports = [daemon.port, other.port] * 4
        path, tag = f'{BASE}/{customer["id"]}', {'If-Match': f'"{customer["rev"]}"'}
        changes = list(pool.map(lambda n: ask(ports[n], 'PATCH', path, ann, {'name': f'Name {n}'}, tag), range(8)))
        assert sorted(a.status for a in changes) == [200] + [412] * 7
        winner = next(a for a in changes if a.status == 200).json
        assert {a.json['rev'] for a in changes if a.status == 412} == {winner['rev']}
        assert daemon.get(path, ann).json['name'] == winner['name']
        wish = {'request': new_uuid(), 'name': 'Twin', 'kind': 'company', 'identities': [{'kind': 'mail', 'value': 'twin@x.example'}]}
        made = list(pool.map(lambda n: ask(ports[n], 'POST', BASE, ann, wish), range(8)))
        assert sorted(a.status for a in made) == [200] * 7 + [201] and len({a.json['id'] for a in made}) == 1


@rule()
def every_part_comes_changes_and_goes(daemon):
    agent = Agent(daemon.port, 'ann')
    ann, customer = agent.token, make(daemon, agent.token).json
    daemon.write("INSERT INTO contract_kind (id, name, rev) VALUES (5, 'Gold', 0)")
    parts = {'people': ({'name': 'Ida', 'title': 'Head', 'lang': 'de'}, {'title': None, 'name': 'Ida Ost'}),
             'identities': ({'kind': 'mail', 'value': 'A@x.example', 'shared': False}, {'value': 'B@x.example', 'shared': True}),
             'contracts': ({'name': 'C1', 'kind_id': '5', 'level': 'A', 'starts_on': '2026-01-01', 'ends_on': '2026-12-31',
                            'modules': ['Stock', 'Till'], 'remaining': '3 visits', 'note': 'n'}, {'modules': [], 'kind_id': None}),
             'products': ({'name': 'Shop', 'version': '2.0', 'modules': ['a'], 'environment': 'Linux', 'installed_on': '2025-02-28',
                           'note': 'n'}, {'version': '2.1'}),
             'notes': ({'text': 'Called\nback'}, {'text': 'Called twice'})}
    with agent.stream(since=customer['rev']) as stream:
        for path, (members, later) in parts.items():
            request = new_uuid()
            customer = add(daemon, ann, customer, path, 201, request, **members).json
            assert add(daemon, ann, customer, path, 200, request, **members).json == customer
            part = customer[path][0]
            assert part['id'] == customer['made']
            for name, value in members.items():
                assert part[name] == (value.lower() if name == 'value' else value), (path, part)
            customer = change(daemon, ann, customer, later, f'/{path}/{part["id"]}').expect(200).json
            for name, value in later.items():
                assert customer[path][0].get(name) == (value.lower() if name == 'value' else value), (path, customer)
            event = told(stream, customer['id'], lambda got, rev=customer['rev']: got['rev'] == rev)
            assert event['json'][path] == customer[path]
            customer = change(daemon, ann, customer, None, f'/{path}/{part["id"]}', 'DELETE').expect(200).json
            assert customer[path] == []
            assert change(daemon, ann, customer, later, f'/{path}/{part["id"]}').expect(404).code == 'not-found'
    actions = [a for (a,) in daemon.query("SELECT action FROM audit WHERE noun = 'customer' ORDER BY id")]
    nouns = ('person', 'identity', 'contract', 'product', 'note')
    assert actions == ['customer.add'] + [f'{n}.{v}' for n in nouns for v in ('add', 'change', 'remove')]
    assert 'Called' not in str(daemon.query('SELECT detail FROM audit'))


@rule()
def who_sees_it_not_may_not_know_of_it(daemon):
    ann, ed, wes = (daemon.sign_in(login) for login in ('ann', 'ed', 'wes'))
    customer = make(daemon, ann, org_id=org(daemon, 'east')).json
    none = daemon.get(f'{BASE}/987654', wes).expect(404).body
    assert change(daemon, wes, customer, {'name': 'x'}).expect(404).body == none
    assert add(daemon, wes, customer, 'notes', 404, text='x').body == none
    assert make(daemon, wes, 400, org_id=org(daemon, 'east')).code == 'bad-field'
    assert make(daemon, wes).json['org_id'] == org(daemon, 'west')
    assert change(daemon, ed, customer, {'org_id': org(daemon, 'west')}).expect(400).json['field'] == 'org_id'
    note = add(daemon, ed, customer, 'notes', text='mine').json
    path = f'/notes/{note["made"]}'
    assert change(daemon, ann, note, {'text': 'yours'}, path).expect(403).code == 'not-allowed'
    assert change(daemon, ann, note, None, path, 'DELETE').expect(403).code == 'not-allowed'
    gone = change(daemon, daemon.sign_in('lea'), note, None, path, 'DELETE').expect(200).json
    stranger = Agent(daemon.port, 'ed')
    with stranger.stream(since=gone['rev']) as stream:
        moved = change(daemon, ann, gone, {'org_id': org(daemon, 'west')}).expect(200).json
        assert told(stream, customer['id'], lambda got: got['rev'] == moved['rev'])['kind'] == 'gone'
    assert daemon.get(f'{BASE}/{customer["id"]}', ed).expect(404).body == none
    # Seen only for an open conversation's sake: read, not change.
    contact = make_contact(daemon, moved, 'east', closed=False)
    daemon.get(f'{BASE}/{customer["id"]}', ed).expect(200)
    assert change(daemon, ed, moved, {'name': 'x'}).expect(403).code == 'not-allowed'
    # Merged away: who sees the survivor is told of it.
    survivor = make(daemon, ann, name='Both', org_id=org(daemon, 'west')).json
    daemon.write(f'UPDATE customer SET merged_into_id = {survivor["id"]} WHERE id = {customer["id"]}')
    daemon.write(f'UPDATE contact SET closed_at_ms = 1, state = \'closed\' WHERE id = {contact}')
    merged = daemon.get(f'{BASE}/{customer["id"]}', ann).expect(404)
    assert merged.code == 'merged' and merged.json['into'] == survivor['id']
    assert change(daemon, ann, moved, {'name': 'x'}).expect(404).code == 'merged'
    assert daemon.get(f'{BASE}/{customer["id"]}', ed).expect(404).body == none


def make_contact(daemon, customer, name, person='NULL', closed=True, at=1):
    number = daemon.query('SELECT coalesce(max(id), 0) + 1000001 FROM contact')[0][0]
    uuid = f"'{new_uuid()}'" if daemon.store == 'postgres' else f"x'{new_uuid().replace('-', '')}'"
    daemon.write(f"INSERT INTO contact (id, uuid, channel, customer_id, person_id, org_id, state, trust, tier, created_at_ms, "
                 f"closed_at_ms, rev) VALUES ({number}, {uuid}, 'web', {customer['id']}, {person}, {org(daemon, name)}, "
                 f"'{'closed' if closed else 'queued'}', 'stated', 'vip', {at}, {at if closed else 'NULL'}, 0)")
    return number


@rule()
def what_is_wrong_is_said_at_its_field(daemon):
    ann = daemon.sign_in('ann')
    customer = make(daemon, ann, people=[{'name': 'Ida'}]).json
    ida, long_name = customer['people'][0]['id'], 'x' * 201
    for path, members, field, why in (
            ('', {'name': None}, 'name', 'missing'), ('', {'name': ' '}, 'name', 'missing'), ('', {'name': 5}, 'name', 'malformed'),
            ('', {'name': long_name}, 'name', 'too-long'), ('', {'name': 'a\nb'}, 'name', 'malformed'),
            ('', {'note': 'x' * 4001}, 'note', 'too-long'), ('', {'kind': 'firm'}, 'kind', 'malformed'),
            ('', {'owner_agent_id': '999'}, 'owner_agent_id', 'unknown'), ('', {'lang': 'no!'}, 'lang', 'malformed'),
            ('', {'fields': {'nope': 'x'}}, 'nope', 'unknown'), ('', {'fields': 3}, 'fields', 'malformed'),
            (f'/people/{ida}', {'name': long_name}, 'name', 'too-long')):
        answer = change(daemon, ann, customer, members, path).expect(400)
        assert answer.code == 'bad-field' and (answer.json['field'], answer.json['why']) == (field, why), (members, answer.body)
    for path, members, field in (
            ('contracts', {'name': 'C', 'starts_on': '2026-02-30'}, 'starts_on'), ('contracts', {'name': 'C', 'modules': ['a,b']}, 'modules'),
            ('contracts', {'name': 'C', 'starts_on': '2026-02-03', 'ends_on': '2026-02-02'}, 'ends_on'),
            ('contracts', {'name': 'C', 'modules': ['x'] * 101}, 'modules'), ('identities', {'kind': 'fax', 'value': '1'}, 'kind'),
            ('identities', {'kind': 'mail', 'value': 'a@b.example', 'person_id': '999'}, 'person_id'),
            ('notes', {'text': ''}, 'text'), ('products', {}, 'name')):
        assert add(daemon, ann, customer, path, 400, **members).json['field'] == field, members
    assert daemon.ask('POST', f'{BASE}/{customer["id"]}/notes', ann, {'request': 'x', 'text': 'y'}).expect(400).code == 'bad-data'
    rows = ', '.join(f"({customer['id']}, 'P{n}', 0)" for n in range(200))
    daemon.write(f'INSERT INTO product (customer_id, name, rev) VALUES {rows}')
    assert add(daemon, ann, customer, 'products', 409, name='one more').code == 'conflict'
    make_contact(daemon, customer, 'hq', ida)
    used = change(daemon, ann, customer, None, f'/people/{ida}', 'DELETE').expect(409)
    assert used.code == 'in-use' and used.json['contacts'] == 1
    assert daemon.get(f'{BASE}/{customer["id"]}', ann).json['rev'] == customer['rev']


@rule()
def what_was_acknowledged_survives_a_killed_daemon(daemon):
    ann = daemon.sign_in('ann')
    customer = make(daemon, ann, people=[{'name': 'Ida'}]).json
    request = new_uuid()
    customer = add(daemon, ann, customer, 'notes', 201, request, text='kept').json
    customer = change(daemon, ann, customer, {'name': 'Kept AG'}).expect(200).json
    daemon.kill()
    daemon.start()
    ann = daemon.sign_in('ann')
    wait_until(lambda: daemon.get(f'{BASE}/{customer["id"]}', ann).status == 200, 'the customer is there')
    found = daemon.get(f'{BASE}/{customer["id"]}', ann).json
    assert found == {name: value for name, value in customer.items() if name != 'made'}
    assert add(daemon, ann, customer, 'notes', 200, request, text='kept').json['notes'] == found['notes']
    assert 'PROBLEM' not in daemon.verb('check').stdout


@rule()
def the_timeline_tells_everything_once_newest_first(daemon):
    ann, wes, lea = (daemon.sign_in(login) for login in ('ann', 'wes', 'lea'))
    customer = make(daemon, ann, org_id=org(daemon, 'west'), people=[{'name': 'Ida'}]).json
    ida = customer['people'][0]['id']
    for number in range(3):
        customer = add(daemon, ann, customer, 'notes', text=f'note {number}').json
    customer = change(daemon, lea, customer, {'name': 'Both'}).expect(200).json
    old = [make_contact(daemon, customer, 'west', ida, at=5) for _ in range(3)]  # all in one moment
    make_contact(daemon, customer, 'east', ida, at=6)  # of an organisation that wes does not see
    daemon.write("UPDATE note SET at_ms = 7")
    path = f'{BASE}/{customer["id"]}/timeline'
    for token, contacts in ((wes, 3), (lea, 4)):
        found, after = [], ''
        while True:
            page = daemon.get(f'{path}?limit=2{after}', token).expect(200).json
            found += page['items']
            if page['next'] is None:
                break
            after = f'&after={page["next"]}'
        assert found == daemon.get(path, token).json['items']
        assert [i['at'] for i in found] == sorted((i['at'] for i in found), reverse=True)
        kinds = [i['kind'] for i in found]
        assert kinds == ['change', 'change', 'note', 'note', 'note'] + ['contact'] * contacts
        assert found[0]['by'] == 'Lea' and found[0]['detail']['now'] == {'name': 'Both'} and found[1]['action'] == 'customer.add'
        assert [i['text'] for i in found[2:5]] == ['note 2', 'note 1', 'note 0'] and found[2]['by'] == 'Ann'
        assert [i['contact']['id'] for i in found[-3:]] == [str(n) for n in sorted(old, reverse=True)]
        assert found[-1]['contact']['person_name'] == 'Ida'
    daemon.get(path, daemon.sign_in('ed')).expect(404)
    for query in ('after=x', 'after=1-2', 'after=1-2-3x', 'after=-1-2-3', 'limit=0'):
        daemon.get(f'{path}?{query}', ann).expect(400)


if __name__ == '__main__':
    run()
