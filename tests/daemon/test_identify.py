#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose contact it is: whom it may be from, what agents say, and how it is taken back."""
import json
import os
import subprocess

from daemon import PASSWORD, SOURCE
from rules import rule, run
from shop import Browser, new_key, open_channel, sign
from talk import new_uuid

SAMPLE = {
    'orgs': [{'key': 'hq', 'name': 'hq'}, {'key': 'west', 'name': 'west', 'parent': 'hq'}],
    'customers': [
        {'external_id': 'T-1', 'org': 'hq', 'name': 'Tiancheng', 'kind': 'company', 'tier': 'vip',
         'identities': [{'kind': 'phone', 'value': '021-55501000', 'shared': True}],
         'people': [{'name': 'Liu Yang', 'identities': [{'kind': 'account', 'value': 'liu@tiancheng'},
                                                        {'kind': 'phone', 'value': '138 0000 2046'}]},
                    {'name': 'Wang Fang', 'identities': [{'kind': 'mail', 'value': 'wang@tiancheng.example'}]}]},
        {'external_id': 'S-1', 'org': 'hq', 'name': 'Solo', 'kind': 'person', 'tier': 'super_vip'},
        {'external_id': 'W-1', 'org': 'west', 'name': 'Westwerk', 'kind': 'company', 'tier': 'regular',
         'people': [{'name': 'Wim', 'identities': [{'kind': 'mail', 'value': 'wim@west.example'}]}]},
    ],
}


class Desk:
    """The channel, the customers, and one contact that ann has accepted."""

    def __init__(self, daemon, stated=None, text='Hello', **body):
        self.daemon = daemon
        path = os.path.join(daemon.folder, 'sample.json')
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(SAMPLE, file)
        daemon.verb('import', 'sample', path)
        open_channel(daemon)
        self.key = new_key(daemon)
        self.ids = dict(daemon.query('SELECT external_id, id FROM customer'))
        self.people = {name: (str(customer), str(person)) for name, customer, person in
                       daemon.query('SELECT name, customer_id, id FROM person')}
        self.ann, self.lea = daemon.sign_in('ann'), daemon.sign_in('lea')
        self.browser = Browser(daemon.port)
        if stated:
            body['stated'] = stated
        self.socket = self.browser.chat(text, **body)
        self.contact = self.accept_newest()
        self.path = f'/api/v1/contacts/{self.contact}'

    def accept_newest(self):
        contact = self.daemon.get('/api/v1/contacts', self.ann).json['items'][-1]['id']
        self.daemon.ask('POST', f'/api/v1/contacts/{contact}/accept', self.ann, {'request': new_uuid()}).expect(200)
        return contact

    def ask(self, method, part, token=None, **body):
        return self.daemon.ask(method, self.path + part, token or self.ann, {'request': new_uuid(), **body})

    def bind(self, person, token=None, **body):
        customer, person = self.people[person]
        return self.ask('PUT', '/customer', token, customer_id=customer, person_id=person, **body)

    def candidates(self, token=None):
        return [(c['why'], c.get('name'), c.get('company')) for c in
                self.daemon.get(self.path + '/candidates', token or self.ann).expect(200).json['items']]


def who(contact):
    return [contact.get(name) for name in ('customer_id', 'person_id', 'trust', 'tier', 'name', 'company', 'bound_by')]


def rows(daemon, *tables):
    """All rows but what counts by itself."""
    found = {}
    for table in tables:
        skip = {'rev', 'seen_at_ms'}
        if daemon.store == 'postgres':
            names = [n for (n,) in daemon.query('SELECT column_name FROM information_schema.columns '
                                                f"WHERE table_name = '{table}' AND table_schema = 'public'")]
        else:
            names = [row[1] for row in daemon.query(f'PRAGMA table_info({table})')]
        columns = ', '.join(n for n in sorted(names) if n not in skip)
        found[table] = sorted((tuple(str(v) for v in row) for row in daemon.query(f'SELECT {columns} FROM {table}')))
    return found


@rule()
def what_was_stated_or_written_finds_its_people(daemon):
    desk = Desk(daemon, {'name': 'wang fang', 'company': 'tiancheng', 'phone': '(021) 5550-1000'},
                'I am liu@tiancheng, call 138-0000-2046 or mail wang@tiancheng.example!')
    assert desk.candidates() == [('account', 'Liu Yang', 'Tiancheng'), ('mail', 'Wang Fang', 'Tiancheng'),
                                 ('company', None, 'Tiancheng')], desk.candidates()
    values = {c['why']: c['value'] for c in daemon.get(desk.path + '/candidates', desk.ann).json['items']}
    assert values['mail'] == 'wang@tiancheng.example', values
    Browser(daemon.port).chat('my number is 021-55501000 or wim@west.example', stated={'name': 'SOLO'})
    desk.path = f'/api/v1/contacts/{desk.accept_newest()}'
    assert desk.candidates() == [('mail', 'Wim', 'Westwerk'), ('shared', 'Liu Yang', 'Tiancheng'), ('shared', 'Wang Fang', 'Tiancheng'),
                                 ('name', 'Solo', None)], desk.candidates()
    Browser(daemon.port).chat('the switchboard is 021-55501000', stated={'name': 'wang fang'})
    desk.path = f'/api/v1/contacts/{desk.accept_newest()}'
    assert [name for why, name, _ in desk.candidates()] == ['Wang Fang', 'Liu Yang'], 'who has the name comes first'
    Browser(daemon.port).chat('my number is 021-55501000 or wim@west.example')
    desk.path = f'/api/v1/contacts/{desk.accept_newest()}'
    daemon.verb('user', 'set', 'ann', '--scope', 'own')
    assert desk.candidates()[0] == ('shared', 'Liu Yang', 'Tiancheng'), 'a customer out of sight was offered'
    assert daemon.get(desk.path + '/candidates', daemon.sign_in('wes')).expect(404).code == 'not-found'


@rule()
def an_agents_word_binds_and_is_taken_back(daemon):
    desk = Desk(daemon, {'name': 'Yang'})
    before = daemon.get(desk.path, desk.ann).json
    start = rows(daemon, 'contact', 'visitor')
    contact = desk.bind('Liu Yang').expect(200).json
    assert who(contact) == [*desk.people['Liu Yang'], 'bound', 'vip', 'Yang', 'Tiancheng', 'Ann'], who(contact)
    assert daemon.get(desk.path, desk.ann).json['rev'] == contact['rev'] > before['rev']
    solo = desk.ask('PUT', '/customer', desk.lea, customer_id=str(desk.ids['S-1'])).expect(200).json
    assert who(solo)[:4] == [str(desk.ids['S-1']), None, 'bound', 'super_vip'] and solo['bound_by'] == 'Lea', who(solo)
    nobody = desk.ask('DELETE', '/customer').expect(200).json
    assert who(nobody) == [None, None, 'stated', 'regular', 'Yang', None, None], who(nobody)
    assert who(desk.ask('POST', '/customer/undo').expect(200).json) == who(solo)
    assert who(desk.ask('POST', '/customer/undo').expect(200).json) == who(contact)
    assert who(desk.ask('POST', '/customer/undo').expect(200).json) == who(before)
    assert desk.ask('POST', '/customer/undo').expect(409).code == 'nothing-to-undo'
    assert rows(daemon, 'contact', 'visitor') == start
    assert desk.ask('PUT', '/customer', customer_id=str(desk.ids['S-1']), person_id=desk.people['Wim'][1]).expect(400).code == 'bad-data'
    assert desk.ask('PUT', '/customer', customer_id='999999').expect(404).code == 'not-found'
    assert desk.ask('PUT', '/customer').expect(400).code == 'bad-data'
    actions = [a for (a,) in daemon.query("SELECT action FROM audit WHERE noun = 'contact' ORDER BY id")]
    assert actions == ['contact.bind'] * 2 + ['contact.unbind'] + ['contact.bind-undo'] * 3, actions


@rule()
def only_who_owns_or_oversees_the_contact_says_whose_it_is(daemon):
    desk = Desk(daemon)
    daemon.verb('user', 'set', 'ed', '--scope', 'all')
    for method, part, body in (('PUT', '/customer', {'customer_id': str(desk.ids['S-1'])}), ('POST', '/customer', {'name': 'X'}),
                               ('DELETE', '/customer', {}), ('POST', '/customer/undo', {})):
        assert desk.ask(method, part, daemon.sign_in('ed'), **body).expect(404).code == 'not-found'
    # A guest who leads elsewhere sees the contact and oversees it not.
    daemon.verb('user', 'add', 'max', '--name', 'Max', '--org', 'west', '--role', 'lead', '--password-stdin', stdin=PASSWORD + '\n')
    max_id = str(daemon.query("SELECT id FROM agent WHERE login = 'max'")[0][0])
    desk.ask('POST', '/guests', agent_id=max_id).expect(200)
    assert desk.ask('POST', '/customer', daemon.sign_in('max'), name='X').expect(403).code == 'not-allowed'
    desk.socket.close()
    other = Browser(daemon.port)
    other.chat('waiting')
    waiting = [c for c in daemon.get('/api/v1/contacts', desk.ann).json['items'] if c['state'] == 'queued'][0]
    desk.path = f'/api/v1/contacts/{waiting["id"]}'
    assert desk.bind('Liu Yang').expect(403).code == 'not-allowed'
    assert desk.bind('Liu Yang', desk.lea).expect(200).json['trust'] == 'bound'
    daemon.verb('user', 'set', 'lea', '--scope', 'own')
    assert desk.bind('Wim', daemon.sign_in('lea')).expect(404).code == 'not-found', 'bound to a customer out of sight'


@rule()
def a_request_sent_again_does_nothing_again(daemon):
    desk = Desk(daemon, {'company': 'Neuwerk'}, product=None)
    request = new_uuid()
    made = desk.ask('POST', '/customer', request=request).expect(201).json
    again = desk.ask('POST', '/customer', request=request).expect(200).json
    assert made['customer_id'] == again['customer_id'] and made['rev'] == again['rev']
    assert daemon.query("SELECT count(*) FROM customer WHERE name = 'Neuwerk'") == [(1,)]
    request, head = new_uuid(), None
    for _ in range(2):
        bound = desk.bind('Liu Yang', request=request).expect(200).json
        assert head in (None, daemon.head)
        head = daemon.head
    assert bound['person_id'] == desk.people['Liu Yang'][1]
    assert desk.bind('Liu Yang', desk.lea, request=request).expect(409), 'somebody else\'s request'


@rule()
def a_new_customer_is_made_of_what_the_contact_says(daemon):
    desk = Desk(daemon, {'name': 'Nina', 'company': 'Neuwerk', 'product': 'ERP', 'version': '8.2'})
    start = rows(daemon, 'customer', 'person', 'identity', 'product', 'contact', 'visitor')
    contact = desk.ask('POST', '/customer').expect(201).json
    customer = daemon.get(f'/api/v1/customers/{contact["customer_id"]}', desk.ann).expect(200).json
    assert (customer['name'], customer['kind'], customer['people'][0]['name']) == ('Neuwerk', 'company', 'Nina'), customer
    assert (customer['products'][0]['name'], customer['products'][0]['version']) == ('ERP', '8.2')
    assert customer['people'][0]['id'] == contact['person_id'] and contact['trust'] == 'bound'
    desk.ask('POST', '/customer/undo').expect(200)
    daemon.get(f'/api/v1/customers/{contact["customer_id"]}', desk.ann).expect(404)
    assert rows(daemon, *start) == start
    solo = desk.ask('POST', '/customer', kind='person', name='Nora').expect(201).json
    customer = daemon.get(f'/api/v1/customers/{solo["customer_id"]}', desk.ann).expect(200).json
    assert (customer['name'], customer['kind']) == ('Nora', 'person'), customer
    daemon.write(f'UPDATE customer SET rev = rev + 100000 WHERE id = {solo["customer_id"]}')
    assert desk.ask('POST', '/customer/undo').expect(409).code == 'changed'
    desk.ask('DELETE', '/customer').expect(200)
    assert desk.ask('POST', '/customer', company=' ', kind='company').expect(400).code == 'bad-data'
    assert desk.ask('POST', '/customer', kind='firm').expect(400).code == 'bad-data'


@rule()
def who_is_remembered_comes_bound_until_the_page_names_another(daemon):
    desk = Desk(daemon, {'name': 'Yang'})
    start = rows(daemon, 'visitor')
    desk.bind('Liu Yang', remember=True).expect(200)
    daemon.ask('POST', desk.path + '/close', desk.ann, {'request': new_uuid()}).expect(200)
    desk.browser.chat('back again', stated={'name': 'Yang'})
    later = daemon.get('/api/v1/contacts', desk.ann).json['items'][-1]
    assert who(later) == [*desk.people['Liu Yang'], 'bound', 'vip', 'Yang', 'Tiancheng', 'Ann'], who(later)
    daemon.ask('POST', f'/api/v1/contacts/{later["id"]}/accept', desk.ann, {'request': new_uuid()}).expect(200)
    daemon.ask('POST', f'/api/v1/contacts/{later["id"]}/close', desk.ann, {'request': new_uuid()}).expect(200)
    desk.ask('POST', '/customer/undo').expect(200)
    assert [row for row in rows(daemon, 'visitor')['visitor']] == start['visitor']
    desk.bind('Liu Yang', remember=True).expect(200)
    desk.browser.chat('somebody else', stated={'name': 'Zoe'})
    other = daemon.get('/api/v1/contacts', desk.ann).json['items'][-1]
    assert who(other) == [None, None, 'stated', 'regular', 'Zoe', None, None], who(other)


@rule()
def what_was_said_goes_on_with_the_survivor_of_a_merge(daemon):
    desk = Desk(daemon)
    desk.bind('Liu Yang', remember=True).expect(200)
    desk.bind('Wim').expect(200)
    solo, _ = str(desk.ids['S-1']), desk.socket.close()
    rev = daemon.get(f'/api/v1/customers/{solo}', desk.ann).json['rev']
    daemon.ask('POST', f'/api/v1/customers/{solo}/merge', desk.ann, {'request': new_uuid(), 'from_id': str(desk.ids['T-1'])},
               {'If-Match': f'"{rev}"'}).expect(200)
    back = desk.ask('POST', '/customer/undo').expect(200).json
    assert who(back)[:4] == [solo, desk.people['Liu Yang'][1], 'bound', 'super_vip'], who(back)
    daemon.ask('POST', desk.path + '/close', desk.ann, {'request': new_uuid()}).expect(200)
    desk.browser.chat('me again')
    later = daemon.get('/api/v1/contacts', desk.ann).json['items'][-1]
    assert who(later)[:4] == [solo, desk.people['Liu Yang'][1], 'bound', 'super_vip'], who(later)
    assert 'PROBLEM' not in daemon.verb('check').stdout


@rule()
def who_is_known_is_greeted_by_name_and_nobody_else(daemon):
    desk = Desk(daemon, {'name': 'Liu Yang', 'company': 'Tiancheng', 'account': 'liu@tiancheng', 'phone': '13800002046'})
    for tier, text in (('vip', '尊敬的{{tier}}客户{{name}}（{{company}}），您好！{{team}} {{product}} {{agent}}'), ('regular', '{{name}}, hello')):
        daemon.write(f"UPDATE tier SET greeting = '{text}' WHERE word = '{tier}'")
    stated = {'name': 'Liu Yang', 'company': 'Tiancheng', 'account': 'liu@tiancheng', 'phone': '13800002046'}
    answer = desk.browser.start(stated=stated).expect(200)
    visitor = answer.json['visitor']
    assert visitor == {'uuid': visitor['uuid'], 'trust': 'stated', 'person_name': None, 'greeting': None}, visitor
    nobody = Browser(daemon.port).start().expect(200).json['visitor']
    assert set(nobody) == set(visitor) and nobody['greeting'] is None and nobody['trust'] == 'unknown', nobody
    for told in ('Liu', 'Tiancheng', 'vip', 'customer_id'):
        assert told not in answer.body.decode(), f'a stated visitor was told {told}'
    desk.bind('Wang Fang').expect(200)
    assert desk.browser.start(stated=stated).json['visitor'] == visitor, 'bound for agents, not remembered'
    desk.bind('Wang Fang', remember=True).expect(200)
    visitor = desk.browser.start(stated=stated).json['visitor']
    assert (visitor['person_name'], visitor['greeting']) == ('Wang Fang', '尊敬的客户Wang Fang（Tiancheng），您好！Help Ann'), visitor
    assert 'company' not in visitor and 'name' not in visitor
    known = Browser(daemon.port).start(identity=sign(desk.key, sub='liu@tiancheng', product='ERP')).json['visitor']
    assert (known['person_name'], known['greeting']) == ('Liu Yang', '尊敬的客户Liu Yang（Tiancheng），您好！Help ERP'), known
    unknown = Browser(daemon.port).start(identity=sign(desk.key, sub='x', name='Xu')).json['visitor']
    assert (unknown['person_name'], unknown['greeting']) == ('Xu', 'Xu, hello'), unknown


@rule()
def the_published_signers_are_believed(daemon):
    desk = Desk(daemon)
    folder = os.path.join(SOURCE, 'data/identity')
    for command in (['sh', 'sign.sh'], ['/usr/bin/python3', 'sign.py'], ['node', 'sign.mjs']):
        made = subprocess.run([*command, 'web', 'k1', 'liu@tiancheng', '刘 "Yang"'], cwd=folder, check=True, capture_output=True, text=True,
                              env={**os.environ, 'ZUOXI_KEY': desk.key})
        visitor = Browser(daemon.port).start(identity=made.stdout.strip()).expect(200).json['visitor']
        assert (visitor['trust'], visitor['name'], visitor['person_name']) == ('verified', '刘 "Yang"', 'Liu Yang'), (command, visitor)


@rule()
def a_verified_contact_is_nobody_elses(daemon):
    desk = Desk(daemon)
    desk.socket.close()
    known = Browser(daemon.port)
    known.chat('signed in', identity=sign(desk.key, sub='liu@tiancheng'))
    desk.path = f'/api/v1/contacts/{desk.accept_newest()}'
    assert who(daemon.get(desk.path, desk.ann).json)[:3] == [*desk.people['Liu Yang'], 'verified']
    assert desk.bind('Liu Yang').expect(200).json['trust'] == 'verified'
    for refused in (desk.bind('Wang Fang'), desk.ask('DELETE', '/customer'), desk.ask('POST', '/customer', name='X')):
        assert refused.expect(409).code == 'verified'


@rule()
def an_unknown_account_is_given_to_whom_the_agent_says(daemon):
    desk = Desk(daemon)
    desk.socket.close()
    start = rows(daemon, 'identity')
    stranger = Browser(daemon.port)
    stranger.chat('signed in', identity=sign(desk.key, sub=' zhao@tiancheng ', name='Zhao'))
    desk.path = f'/api/v1/contacts/{desk.accept_newest()}'
    assert who(daemon.get(desk.path, desk.ann).json)[:4] == [None, None, 'verified', 'regular']
    assert who(desk.bind('Wang Fang').expect(200).json)[:4] == [*desk.people['Wang Fang'], 'verified', 'vip']
    again = Browser(daemon.port)
    again.chat('signed in elsewhere', identity=sign(desk.key, sub='zhao@tiancheng'))
    assert who(daemon.get('/api/v1/contacts', desk.ann).json['items'][-1])[:3] == [*desk.people['Wang Fang'], 'verified']
    assert who(desk.ask('POST', '/customer/undo').expect(200).json)[:3] == [None, None, 'verified']
    assert rows(daemon, 'identity') == start


if __name__ == '__main__':
    run()
