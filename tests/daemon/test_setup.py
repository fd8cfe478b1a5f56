#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator sets up: added, changed and removed, told to whom it concerns, never lost."""
from daemon import wait_until
from rules import rule, run
from talk import new_uuid
from ws import WebSocket

API = '/api/v1/'
# The path, what is needed to add one, a change, and a member that may not be empty.
NOUNS = (
    ('groups', {'name': '一线'}, {'note': 'first line'}, 'name'),
    ('queues', {'name': 'Web', 'most_waiting': 9}, {'most_waiting': None, 'opening': 'Welcome'}, 'name'),
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
    for path, values, _, _ in NOUNS[3:]:
        assert east.add(path, **values).expect(403).code == 'not-allowed', path
    assert ed.add('groups', name='G').expect(403).code == 'not-allowed'


if __name__ == '__main__':
    run()
