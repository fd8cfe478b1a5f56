#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator sets up: added, changed and removed, told to whom it concerns, never lost."""
from rules import rule, run
from talk import Agent, new_uuid
from ws import WebSocket

API = '/api/v1/'
# The path, what is needed to add one, a change, and a member that may not be empty.
NOUNS = (
    ('groups', {'name': '一线'}, {'note': 'first line'}, 'name'),
    ('queues', {'name': 'Web', 'most_waiting': 9}, {'most_waiting': None, 'opening': 'Welcome'}, 'name'),
    ('categories', {'name': 'Licence'}, {'name': 'Licences'}, 'name'),
    ('calendars', {'name': 'Office', 'timezone': 'Asia/Shanghai', 'week': '1-5 08:30-12:00,13:00-18:00', 'off': '2026-10-01..2026-10-07'},
     {'off': '2026-10-10 09:00-18:00'}, 'week'),
    ('replies', {'shortcut': 'hi', 'title': 'Greeting', 'text': '{{name}}您好'}, {'lang': 'zh-CN'}, 'text'),
    ('catalog-products', {'name': 'Cloud ERP', 'modules': ['GL', '应收']}, {'modules': []}, 'name'),
    ('contract-kinds', {'name': '金牌', 'hours': '7×24'}, {'warn_days': 60}, 'name'),
    ('fields', {'key': 'area', 'label': 'Area', 'kind': 'choice', 'choices': ['N', 'S']}, {'choices': ['N', 'S', 'W']}, 'label'),
)


class Desk:
    """One signed-in agent's requests."""

    def __init__(self, daemon, login):
        self.daemon, self.token = daemon, daemon.sign_in(login)

    def list(self, path):
        return self.daemon.get(API + path, self.token).expect(200).json['items']

    def add(self, path, request=None, **values):
        return self.daemon.ask('POST', API + path, self.token, {'request': request or new_uuid(), **values})

    def change(self, path, item, **values):
        return self.daemon.ask('PATCH', f'{API}{path}/{item["id"]}', self.token, values, {'If-Match': f'"{item["rev"]}"'})

    def remove(self, path, item):
        return self.daemon.ask('DELETE', f'{API}{path}/{item["id"]}', self.token, None, {'If-Match': f'"{item["rev"]}"'})


def org_ids(daemon):
    return {name: str(id) for id, name in daemon.query('SELECT id, name FROM org')}


@rule()
def each_thing_is_added_changed_and_removed(daemon):
    adm = Desk(daemon, 'adm')
    for path, values, change, needed in NOUNS:
        request = new_uuid()
        item = adm.add(path, request, **values).expect(201).json
        assert adm.add(path, request, **values).expect(200).json == item and adm.list(path) == [item], path
        assert {k: item[k] for k in values} == values, item
        assert adm.add(path, **values).expect(409).code == 'exists', path
        changed = adm.change(path, item, **change).expect(200)
        assert {k: changed.json[k] for k in change} == change and changed.headers['etag'] == f'"{changed.json["rev"]}"'
        stale = adm.change(path, item, **change).expect(412)
        assert stale.code == 'changed' and stale.json['by'] == 'Adm' and stale.json['rev'] == changed.json['rev']
        missing = adm.change(path, changed.json, **{needed: None}).expect(400)
        assert (missing.code, missing.json['field'], missing.json['why']) == ('bad-field', needed, 'missing')
        no_rev = daemon.ask('DELETE', f'{API}{path}/{item["id"]}', adm.token)
        assert no_rev.expect(428).code == 'precondition-required'
        adm.remove(path, item).expect(412)
        adm.remove(path, changed.json).expect(204)
        adm.remove(path, changed.json).expect(404)
        assert adm.list(path) == []
    done = [row[0] for row in daemon.query("SELECT action FROM audit WHERE action LIKE 'group.%' ORDER BY id")]
    assert done == ['group.add', 'group.change', 'group.remove'], done
    assert daemon.query("SELECT detail FROM audit WHERE action = 'group.change'") == [('{"note":[null,"first line"]}',)]


@rule()
def bad_values_are_named_with_what_to_do(daemon):
    adm, ids = Desk(daemon, 'adm'), org_ids(daemon)
    group = adm.add('groups', name='A').expect(201).json
    product = adm.add('catalog-products', name='ERP').expect(201).json
    for path, values, field, why in (
            ('groups', {}, 'name', 'missing'),
            ('groups', {'name': ' '}, 'name', 'missing'),
            ('groups', {'name': 7}, 'name', 'malformed'),
            ('groups', {'name': 'x' * 201}, 'name', 'too-long'),
            ('groups', {'name': 'a\nb'}, 'name', 'malformed'),
            ('groups', {'name': 'B', 'members': ['4711']}, 'members', 'unknown'),
            ('groups', {'name': 'B', 'members': 'ann'}, 'members', 'malformed'),
            ('groups', {'name': 'B', 'org_id': '4711'}, 'org_id', 'unknown'),
            ('queues', {'name': 'Q', 'most_wait_s': 0}, 'most_wait_s', 'malformed'),
            ('queues', {'name': 'Q', 'groups': [ids['hq']]}, 'groups', 'unknown'),
            ('catalog-versions', {'version': '1'}, 'product_id', 'missing'),
            ('catalog-versions', {'version': '1', 'product_id': product['id'], 'state': 'old'}, 'state', 'malformed'),
            ('catalog-versions', {'version': '1', 'product_id': product['id'], 'released_on': '2026-02-30'}, 'released_on', 'malformed'),
            ('catalog-products', {'name': 'P', 'modules': ['a,b']}, 'modules', 'malformed'),
            ('fields', {'key': 'Area', 'label': 'Area'}, 'key', 'malformed'),
            ('fields', {'key': 'area', 'label': 'Area', 'kind': 'choice'}, 'choices', 'missing')):
        refused = adm.add(path, **values).expect(400)
        told = refused.json
        assert (refused.code, told['field'], told['why']) == ('bad-field', field, why), (path, values, told)
        assert f'“{field}”' in told['detail'] or field in told['detail'], told
    field = adm.add('fields', key='area', label='Area').expect(201).json
    assert adm.change('fields', field, key='zone').expect(400).json['why'] == 'fixed'
    assert adm.add('groups', request='x', name='C').expect(400).code == 'bad-data'
    assert adm.list('groups') == [group]


@rule()
def what_is_in_use_stays_and_says_by_what(daemon):
    adm = Desk(daemon, 'adm')
    group = adm.add('groups', name='First').expect(201).json
    adm.add('queues', name='Web', groups=[group['id']]).expect(201)
    product = adm.add('catalog-products', name='ERP').expect(201).json
    version = adm.add('catalog-versions', version='12', product_id=product['id'], state='current').expect(201).json
    assert version['state'] == 'current' and version['released_on'] is None
    kind = adm.add('contract-kinds', name='Gold').expect(201).json
    field = adm.add('fields', key='area', label='Area').expect(201).json
    hq = org_ids(daemon)['hq']
    daemon.write("INSERT INTO customer (id, org_id, name, kind, tier, fields, rev) VALUES "
                 f"(9000, {hq}, 'Ostwerk', 'company', 'vip', '{{\"area\":\"N\"}}', 1)")
    daemon.write(f"INSERT INTO contract (customer_id, name, kind_id, rev) VALUES (9000, 'C', {kind['id']}, 1)")
    for path, item, by in (('groups', group, 'Web'), ('catalog-products', product, '12'), ('contract-kinds', kind, 'Ostwerk'),
                           ('fields', field, 'Ostwerk')):
        refused = adm.remove(path, item).expect(409)
        assert refused.code == 'in-use' and refused.json['by'] == by and by in refused.json['detail'], refused.json
    daemon.write("INSERT INTO product (customer_id, name, version, rev) VALUES (9000, 'ERP', '12', 1)")
    assert adm.remove('catalog-versions', version).expect(409).json['by'] == 'Ostwerk'


@rule()
def tiers_only_change(daemon):
    adm = Desk(daemon, 'adm')
    tiers = adm.list('tiers')
    assert [t['word'] for t in tiers] == ['super_vip', 'vip', 'regular'] and tiers[1]['greeting'] is None
    vip = adm.change('tiers', tiers[1], name='贵宾', greeting='{{name}}，您好！').expect(200).json
    assert adm.list('tiers')[1] == vip and vip['greeting'] == '{{name}}，您好！'
    assert adm.change('tiers', vip, word='regular').expect(400).json['field'] == 'word'
    daemon.ask('DELETE', API + 'tiers/1', adm.token).expect(405)


@rule()
def who_does_not_see_an_organisation_hears_nothing_of_it(daemon):
    adm = Desk(daemon, 'adm')
    with Agent(daemon.port, 'ed').stream() as ed, Agent(daemon.port, 'adm').stream() as all_:
        west, hq = (next(o for o in adm.list('orgs') if o['name'] == name) for name in ('west', 'hq'))
        adm.change('orgs', west, name='West and far').expect(200)
        adm.add('orgs', name='Secret plan', parent_id=west['id']).expect(201)
        adm.change('orgs', hq, name='Head').expect(200)
        for stream, names in ((ed, ['Head']), (all_, ['West and far', 'Secret plan', 'Head'])):
            told = []
            stream.until(lambda got: got.get('noun') == 'org' and (told.append(got['json']['name']) or told[-1] == 'Head'))
            assert told == names, told


@rule()
def an_organisation_sets_up_itself_and_those_below_use_it(daemon):
    adm, ed, ids = Desk(daemon, 'adm'), Desk(daemon, 'ed'), org_ids(daemon)
    daemon.verb('user', 'add', 'ea', '--role', 'admin', '--scope', 'own', '--org', 'east', '--password-stdin', stdin='correct horse\n')
    east = Desk(daemon, 'ea')
    with WebSocket(daemon.port, '/api/v1/events', {'Authorization': 'Bearer ' + ed.token}) as socket:
        socket.until(lambda frame: 'beat' in frame)
        top = adm.add('replies', shortcut='hi', title='Hi', text='Hello', org_id=ids['hq']).expect(201).json
        adm.add('replies', shortcut='we', title='Hi', text='Hello west', org_id=ids['west']).expect(201)
        own = east.add('replies', shortcut='hi', title='Hi', text='Hello east').expect(201).json
        assert own['org_id'] == ids['east']
        told = [socket.until(lambda frame: frame.get('noun') == 'reply') for _ in range(2)]
        assert [(t['id'], t['json']['text']) for t in told] == [(top['id'], 'Hello'), (own['id'], 'Hello east')]
        adm.change('replies', own, org_id=ids['west']).expect(200)
        gone = socket.until(lambda frame: frame.get('noun') == 'reply')
        assert gone['kind'] == 'gone' and gone['id'] == own['id']
    assert [r['id'] for r in ed.list('replies')] == [top['id']] and len(adm.list('replies')) == 3
    assert east.change('replies', top, title='Mine').expect(403).code == 'not-allowed'
    west = adm.list('replies')[1]
    east.change('replies', west, title='Mine').expect(404)
    east.remove('replies', west).expect(404)
    assert east.add('replies', shortcut='x', title='x', text='x', org_id=ids['west']).expect(400).json['why'] == 'unknown'
    wes = str(daemon.query("SELECT id FROM agent WHERE login = 'wes'")[0][0])
    assert east.add('groups', name='G', members=[wes]).expect(400).json['field'] == 'members'
    for path, values, _, _ in NOUNS[5:]:
        assert east.add(path, **values).expect(403).code == 'not-allowed', path
    assert ed.add('groups', name='G').expect(403).code == 'not-allowed'



def agent_named(desk, login):
    return next(a for a in desk.list('agents?limit=200') if a['login'] == login)


@rule()
def an_account_is_made_changed_and_shut_by_an_administrator(daemon):
    adm, ids = Desk(daemon, 'adm'), org_ids(daemon)
    request = new_uuid()
    bo = adm.add('agents', request, login='Bo', name='Bo Li', role='lead', org_id=ids['west'], password='a good password').expect(201).json
    assert adm.add('agents', request, login='Bo', password='a good password').expect(200).json == bo
    assert (bo['login'], bo['scope'], bo['org_id'], bo['disabled']) == ('bo', 'subtree', ids['west'], False)
    token = daemon.sign_in('bo', 'a good password')
    assert adm.add('agents', login='BO').expect(409).json['field'] == 'login'
    for values, field, why in (({'login': 'a b'}, 'login', 'malformed'), ({}, 'login', 'missing'),
                               ({'login': 'x', 'name': ' '}, 'name', 'missing'),
                               ({'login': 'x', 'role': 'king'}, 'role', 'malformed'),
                               ({'login': 'x', 'org_id': '4711'}, 'org_id', 'unknown'),
                               ({'login': 'x', 'password': 'short'}, 'password', 'too-weak'),
                               ({'login': 'x', 'password': 'aaaaaaaaaaaa'}, 'password', 'too-weak')):
        told = adm.add('agents', **values).expect(400).json
        assert (told['code'], told['field'], told['why']) == ('bad-field', field, why), (values, told)
    with WebSocket(daemon.port, '/api/v1/events', {'Authorization': 'Bearer ' + token}) as socket:
        assert socket.receive()['hello']
        bo = adm.change('agents', bo, name='Bo Wang', scope='own', org_id=ids['east']).expect(200).json
        rights = socket.until(lambda frame: frame.get('noun') == 'rights')
        assert rights['json']['orgs'] == [ids['east']] and rights['json']['above'] == [ids['hq']]
        bo = adm.change('agents', bo, disabled=True).expect(200).json
        assert socket.close_code() == 4401
    daemon.try_sign_in('bo', 'a good password').expect(401)
    bo = adm.change('agents', bo, disabled=False).expect(200).json
    daemon.ask('PUT', f'{API}agents/{bo["id"]}/password', adm.token, {'password': 'weak'}).expect(400)
    daemon.ask('PUT', f'{API}agents/{bo["id"]}/password', adm.token, {'password': 'another password'}).expect(204)
    daemon.sign_in('bo', 'another password')
    trail = [(line['action'], line['detail']) for line in adm.list(f'audit?noun=agent&actor={agent_named(adm, "adm")["id"]}')]
    assert [action for action, _ in trail] == ['agent.password', *['agent.change'] * 3, 'agent.add', 'sign-in'], trail
    assert '"name":["Bo Li","Bo Wang"]' in trail[3][1]
    assert 'good password' not in str(daemon.query('SELECT * FROM audit')) + str(daemon.query('SELECT json FROM event'))


@rule()
def what_an_agent_can_do_and_a_queue_needs_is_said_checked_and_told(daemon):
    adm = Desk(daemon, 'adm')
    ann = agent_named(adm, 'ann')
    assert (ann['capacity'], ann['skills']) == ({'web': 4}, []), ann
    with WebSocket(daemon.port, '/api/v1/events', {'Authorization': 'Bearer ' + daemon.sign_in('ann')}) as socket:
        socket.until(lambda frame: 'beat' in frame)
        ann = adm.change('agents', ann, capacity={'web': 2}, skills=[{'name': ' English ', 'level': 3}, {'name': '财务'}]).expect(200).json
        told = socket.until(lambda frame: frame.get('noun') == 'agent')['json']
    assert ann['capacity'] == told['capacity'] == {'web': 2}
    assert ann['skills'] == told['skills'] == [{'name': 'English', 'level': 3}, {'name': '财务', 'level': 1}]
    twice = [{'name': 'SAP', 'level': 1}, {'name': 'sap', 'level': 2}]
    for values, field in (({'capacity': {'web': 0}}, 'capacity'), ({'capacity': {'web': 31}}, 'capacity'), ({'capacity': {'Web': 1}}, 'capacity'),
                          ({'capacity': 3}, 'capacity'), ({'skills': twice}, 'skills'), ({'skills': [{'name': 'SAP', 'level': 6}]}, 'skills'),
                          ({'skills': [{'name': '', 'level': 1}]}, 'skills'), ({'skills': 'SAP'}, 'skills')):
        refused = adm.change('agents', ann, **values).expect(400).json
        assert (refused['code'], refused['field'], refused['why']) == ('bad-field', field, 'malformed'), (values, refused)
    ann = adm.change('agents', ann, capacity=None).expect(200).json
    assert ann['capacity'] == {'web': 4} and len(ann['skills']) == 2
    trail = adm.list('audit?noun=agent&action=agent.change')
    assert '"capacity":["web 4","web 2"]' in trail[1]['detail'] and '"skills":["","English 3, 财务 1"]' in trail[1]['detail'], trail
    daemon.verb('user', 'set', 'ann', '--at-once', 'web=3', '--at-once', 'phone=1', '--skill', 'SAP=5')
    line = next(line for line in daemon.verb('user', 'list').stdout.splitlines() if line.startswith('ann'))
    assert line.split('\t')[6:8] == ['web 3, phone 1', 'SAP 5'], line
    daemon.verb('user', 'set', 'ann', '--at-once', '', '--skill', '')
    ann = agent_named(adm, 'ann')
    assert (ann['capacity'], ann['skills']) == ({'web': 4}, [])
    told = adm.add('queues', name='Routed', method='longest_idle').expect(400).json
    assert (told['field'], told['why']) == ('groups', 'missing'), 'nobody to whom it could be offered'
    line = adm.add('groups', name='Line').expect(201).json['id']
    queue = adm.add('queues', name='Routed', method='longest_idle', groups=[line], skills=[{'name': 'SAP', 'level': 2}], wrap_up_s=90).expect(201).json
    assert (queue['skills'], queue['wrap_up_s'], queue['offer_s']) == ([{'name': 'SAP', 'level': 2}], 90, None)
    for values, field in (({'skills': twice}, 'skills'), ({'wrap_up_s': 9}, 'wrap_up_s'), ({'wrap_up_s': 3601}, 'wrap_up_s'),
                          ({'offer_s': 4}, 'offer_s'), ({'groups': []}, 'groups'), ({'method': 'random'}, 'method'), ({'decline': 'never'}, 'decline')):
        assert adm.change('queues', queue, **values).expect(400).json['field'] == field, values
    assert adm.change('queues', queue, skills=None, wrap_up_s=None).expect(200).json['skills'] == []
    daemon.verb('queue', 'set', 'Routed', '--skill', 'English=2', '--skill', 'SAP', '--wrap-up-s', '120')
    assert 'English 2, SAP 1\t120' in daemon.verb('queue', 'list').stdout


@rule()
def nobody_gives_more_than_he_has_and_somebody_is_left(daemon):
    adm, ids = Desk(daemon, 'adm'), org_ids(daemon)
    adm.add('agents', login='ea', role='admin', scope='own', org_id=ids['east'], password='correct horse').expect(201)
    east = Desk(daemon, 'ea')
    assert east.add('agents', login='e2', scope='all').expect(403).json['field'] == 'scope'
    assert east.add('agents', login='e2', org_id=ids['west']).expect(400).json['why'] == 'unknown'
    own = east.add('agents', login='e2').expect(201).json
    assert (own['org_id'], own['scope']) == (ids['east'], 'own')
    assert east.change('agents', own, scope='all').expect(403).code == 'not-allowed'
    east.change('agents', agent_named(east, 'wes'), name='Mine').expect(404)
    ed = agent_named(east, 'ed')
    ed = adm.change('agents', ed, scope='all').expect(200).json
    assert east.change('agents', ed, disabled=True).expect(403).code == 'not-allowed'
    daemon.ask('PUT', f'{API}agents/{ed["id"]}/password', east.token, {'password': 'mine for ever'}).expect(403)
    assert east.add('orgs', name='Sub', parent_id=ids['east']).expect(403).code == 'not-allowed'
    assert east.add('orgs', name='Sub', parent_id=ids['west']).expect(400).json['field'] == 'parent_id'
    assert [o['name'] for o in east.list('orgs')] == ['hq', 'east'] and len(adm.list('orgs')) == 3
    me = agent_named(adm, 'adm')
    for lower in ({'role': 'lead'}, {'disabled': True}, {'scope': 'own'}):
        assert adm.change('agents', me, **lower).expect(409).code == 'last-admin', lower
    second = adm.add('agents', login='adm2', role='admin', scope='all').expect(201).json
    assert adm.change('agents', me, role='lead').expect(409).code == 'last-admin', 'the other has no password'
    daemon.ask('PUT', f'{API}agents/{second["id"]}/password', adm.token, {'password': 'correct horse'}).expect(204)
    adm.change('agents', me, role='lead').expect(200)
    assert adm.add('groups', name='G').expect(403).code == 'not-allowed'


@rule()
def a_channel_and_its_two_keys_belong_to_its_organisation(daemon):
    adm, ids = Desk(daemon, 'adm'), org_ids(daemon)
    adm.add('agents', login='ea', role='admin', scope='own', org_id=ids['east'], password='correct horse').expect(201)
    east = Desk(daemon, 'ea')
    shop = adm.add('channels', key='shop', name='Shop', org_id=ids['hq'], origins=['https://shop.example.com'], brand='#0b6b60').expect(201).json
    days = adm.add('calendars', name='Days', week='1-5 08:30-12:00').expect(201).json
    shop = adm.change('channels', shop, calendar_id=days['id'], reply_promise_min=60).expect(200).json
    assert (shop['calendar_id'], shop['reply_promise_min']) == (days['id'], 60)
    assert adm.remove('calendars', days).expect(409).code == 'in-use'
    wrong = adm.change('calendars', days, week='1-5 8:30').expect(400)
    assert wrong.json['field'] == 'week' and '1-5 08:30-12:00,13:00-18:00' in wrong.json['detail']
    shop = adm.change('channels', shop, calendar_id=None).expect(200).json
    adm.remove('calendars', days).expect(204)
    assert shop['contrast'] > 6 and shop['kind'] == 'web' and shop['team'] is None
    for values, field in (({'key': 'Shop'}, 'key'), ({'key': 'assets'}, 'key'), ({'origins': ['https://a.example/b']}, 'origins'),
                          ({'brand': '#ffd400'}, 'brand'), ({'name': None}, 'name')):
        refused = adm.add('channels', **{'key': 'new', 'name': 'New', **values}).expect(400)
        assert refused.json['field'] == field, refused.json
    shop = adm.change('channels', shop, brand='#ffd400/#000000', origins=[], team='Us').expect(200).json
    assert shop['origins'] == [] and shop['contrast'] > 10
    assert '#ffd400' in daemon.get('/widget/shop/brand.css').expect(200).body.decode()
    shop = adm.change('channels', shop, brand=None).expect(200).json
    assert shop['contrast'] is None and east.list('channels') == []
    east.change('channels', shop, name='Mine').expect(404)
    keys = f'{API}channels/{shop["id"]}/keys'
    made = [daemon.ask('POST', keys, adm.token, {'kid': kid}).expect(201).json for kid in ('k1', 'k2', 'k3')]
    assert len({key['key'] for key in made}) == 3 and all(len(key['key']) == 43 for key in made)
    listed = daemon.get(keys, adm.token).expect(200).json['items']
    assert [key['kid'] for key in listed] == ['k2', 'k3'] and all(key['created_at'] for key in listed)
    assert daemon.ask('POST', keys, adm.token, {'kid': 'k3'}).expect(409).json['field'] == 'kid'
    assert daemon.ask('POST', keys, adm.token, {'kid': 'k 4'}).expect(400).json['field'] == 'kid'
    for method, path, body in (('GET', keys, None), ('POST', keys, {'kid': 'k4'}), ('DELETE', keys + '/k2', None)):
        daemon.ask(method, path, east.token, body).expect(404)
    daemon.ask('DELETE', keys + '/k2', adm.token).expect(204)
    daemon.ask('DELETE', keys + '/k2', adm.token).expect(404)
    everything = str(daemon.query('SELECT * FROM audit')) + str(daemon.query('SELECT json FROM event')) + daemon.log
    assert not any(key['key'] in everything for key in made)


@rule('--repeat-days', '14')
def the_trail_shows_each_administrator_his_own(daemon):
    adm, ids = Desk(daemon, 'adm'), org_ids(daemon)
    adm.add('agents', login='ea', role='admin', scope='own', org_id=ids['east'], password='correct horse').expect(201)
    east = Desk(daemon, 'ea')
    adm.add('groups', name='W', org_id=ids['west']).expect(201)
    adm.add('groups', name='E', org_id=ids['east']).expect(201)
    seen = [(line['action'], line['actor_name']) for line in east.list('audit')]
    assert seen[0] == ('group.add', 'Adm') and seen.count(('group.add', 'Adm')) == 1 and ('sign-in', 'ea') in seen, seen
    assert ('agent.add', None) in seen, 'the command line has no name'
    whole, after = [], ''
    while True:
        page = daemon.get(f'{API}audit?limit=5{after}', adm.token).expect(200).json
        whole += page['items']
        if page['next'] is None:
            break
        after = f'&after={page["next"]}'
    assert [int(line['id']) for line in whole] == [row[0] for row in daemon.query('SELECT id FROM audit ORDER BY id DESC')]
    assert [line['action'] for line in adm.list('audit?action=group.add')] == ['group.add'] * 2
    assert [line['action'] for line in adm.list('audit?action=.add')][:3] == ['group.add', 'group.add', 'agent.add']
    assert adm.list('audit?since=2100-01-01T00:00:00Z') == []
    assert daemon.get(API + 'audit?since=now', adm.token).expect(400).code == 'bad-query'
    assert daemon.get(API + 'me', east.token).json['settings'] == {'repeat_days': 14, 'recall_seconds': 120}


if __name__ == '__main__':
    run()
