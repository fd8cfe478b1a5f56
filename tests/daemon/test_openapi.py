#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""data/openapi.yaml says what the daemon really serves and answers."""
import json
import os
import re
import warnings

import yaml

from daemon import SOURCE, ask, wait_until
from pixels import picture
from routed import route  # noqa: E402
from rules import rule, run
from talk import Visitor, new_uuid
from ws import WebSocket

warnings.simplefilter('ignore')
import jsonschema  # noqa: E402 pylint: disable=wrong-import-position

with open(os.path.join(SOURCE, 'data/openapi.yaml'), encoding='utf-8') as text:
    API = yaml.safe_load(text)
METHODS = ('get', 'put', 'post', 'patch', 'delete')
OPERATIONS = {(method.upper(), path): operation for path, item in API['paths'].items()
              for method, operation in item.items() if method in METHODS}


def follow(node):
    """The thing itself instead of a reference to it."""
    while '$ref' in node:
        target = API
        for part in node['$ref'].removeprefix('#/').split('/'):
            target = target[part]
        node = target
    return node


def validate(schema, value, what):
    whole = {'components': API['components'], **schema}
    errors = sorted(jsonschema.Draft202012Validator(whole).iter_errors(value), key=str)
    assert not errors, f'{what}: {errors[0].message} at {list(errors[0].absolute_path)}'


def operation_of(method, path):
    path = path.split('?')[0]
    fits = [(key, operation) for key, operation in OPERATIONS.items()
            if key[0] == method and re.fullmatch(re.sub(r'\{\w+\}', '[^/]+', key[1]), path)]
    assert fits, f'{method} {path} is not described'
    return min(fits, key=lambda fit: fit[0][1].count('{'))


class Checked:
    """Asks, and holds each answer and each JSON body sent against the description."""

    def __init__(self, daemon):
        self.daemon, self.seen = daemon, set()

    def __call__(self, method, path, token=None, body=None, headers=None):
        key, operation = operation_of(method, path)
        answer = ask(self.daemon.port, method, path, token, body, headers)
        what = f'{method} {path} → {answer.status}'
        if answer.status < 400:
            assert str(answer.status) in operation['responses'], f'{what}: not described'
            self.seen.add((key, answer.status))
            if body is not None and not isinstance(body, bytes):
                sent = follow(operation['requestBody'])['content']['application/json']['schema']
                validate(sent, body, what + ' (request)')
        response = follow(operation['responses'].get(str(answer.status), operation['responses']['default']))
        if 'content' in response:
            kind = answer.headers['content-type'].split(';')[0]
            assert kind in response['content'] or '*/*' in response['content'], f'{what}: {kind}'
            if kind.endswith('json'):
                validate(response['content'][kind]['schema'], answer.json, what)
        else:
            assert not answer.body, f'{what}: has a body'
        if 'ETag' in response.get('headers', {}):
            rev = answer.json['rev']
            assert answer.headers['etag'] == f'"{rev}"', what
        return answer


@rule()
def every_endpoint_is_described_and_nothing_else(daemon):
    served = set(daemon.verb('serve', '--list-endpoints').stdout.split('\n')) - {''}
    described = {f'{method} {path}' for method, path in OPERATIONS}
    assert served == described, f'not described: {served - described}; not served: {described - served}'


@rule()
def every_reference_leads_somewhere_and_every_path_part_is_a_parameter(daemon):
    def walk(node):
        if isinstance(node, dict):
            if '$ref' in node:
                follow(node)
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)
    walk(API)
    ids = [operation['operationId'] for operation in OPERATIONS.values()]
    assert len(ids) == len(set(ids))
    for (_, path), operation in OPERATIONS.items():
        given = API['paths'][path].get('parameters', []) + operation.get('parameters', [])
        names = {p['name'] for p in map(follow, given) if p['in'] == 'path'}
        assert names == set(re.findall(r'\{(\w+)\}', path)), path


def start_conversation(daemon):
    """A signed-out visitor's first message; gives the visitor's socket."""
    visitor = Visitor(daemon.port)
    socket = visitor.socket()
    visitor.say(socket, 'Hello?')
    return visitor, socket


@rule()
def real_answers_are_as_described(daemon):
    check = Checked(daemon)
    sample = os.path.join(SOURCE, 'data/demo/sample.json')
    daemon.verb('import', 'sample', sample)
    daemon.verb('import', 'articles', os.path.join(SOURCE, 'data/demo/articles'))
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1')
    check('GET', '/api/v1/hello')
    check('GET', '/healthz')
    check('GET', '/metrics')
    session = check('POST', '/api/v1/sessions', body={'login': 'lea', 'password': 'correct horse', 'client': 'test'}).json
    token = session['token']
    check('GET', '/api/v1/me', token)
    check('PUT', '/api/v1/me/presence', token, {'presence': 'break', 'reason': 'lunch'})
    page = check('GET', '/api/v1/agents?limit=2', token).json
    check('GET', f'/api/v1/agents?limit=2&after={page["next"]}', token)
    walk_customers(daemon, check, token)
    walk_merge(daemon, check, token)
    walk_setup(daemon, check)
    walk_contacts(daemon, check, token)
    walk_widget(daemon, check)
    walk_offers(daemon, check, token)
    with WebSocket(daemon.port, '/api/v1/events', {'Authorization': 'Bearer ' + token}) as socket:
        socket.until(lambda frame: 'beat' in frame)
        check.seen.add((('GET', '/api/v1/events'), 101))
    check('DELETE', '/api/v1/sessions/current', token)
    check('GET', '/api/v1/me', token)
    untried = set(OPERATIONS) - {key for key, _ in check.seen}
    assert not untried, f'described but not tried: {untried}'


def walk_offers(daemon, check, token):
    def first_offer():
        return check('GET', '/api/v1/offers', token).json['items']
    route(daemon, 'lea', 'ann')
    check('PUT', '/api/v1/me/presence', token, {'presence': 'online'})
    for verb in ('decline', 'accept'):
        start_conversation(daemon)
        wait_until(first_offer, 'an offer')
        check('GET', f'/api/v1/offers/{first_offer()[0]["id"]}', token)
        check('GET', f'/api/v1/contacts/{first_offer()[0]["contact_id"]}/why', token).expect(200)
        contact = check('POST', f'/api/v1/offers/{first_offer()[0]["id"]}/{verb}', token, {'request': new_uuid()}).expect(200).json
    walk_passing(check, daemon, token, f'/api/v1/contacts/{contact["id"]}')


def walk_passing(check, daemon, token, path):
    adm = daemon.sign_in('adm')
    check('PUT', '/api/v1/me/presence', adm, {'presence': 'online'})
    check('GET', path + '/why', token).expect(200)
    targets = check('GET', path + '/targets', token).expect(200).json
    to_adm = {'agent_id': next(a['id'] for a in targets['agents'] if a['presence'] == 'online')}
    for verb in ('transfer', 'consult', 'assign'):
        passed = check('POST', f'{path}/{verb}', token, {'request': new_uuid(), 'note': 'Please look', **to_adm}).expect(200).json
        check('GET', '/api/v1/offers', adm).expect(200)
        check('POST', f'/api/v1/offers/{passed["offer"]["id"]}/withdraw', token, {'request': new_uuid()}).expect(200)
    check('POST', path + '/transfer', token, {'request': new_uuid(), 'queue_id': targets['queues'][0]['id']}).expect(200)
    check('GET', path, adm).expect(200)


def walk_customers(daemon, check, token):
    page = check('GET', '/api/v1/customers?limit=1', token).json
    check('GET', f'/api/v1/customers?limit=1&after={page["next"]}', token)
    wait_until(lambda: check('GET', '/api/v1/customers?q=138', token).json['items'], 'customers are found')
    for (customer,) in daemon.query('SELECT id FROM customer'):
        answer = check('GET', f'/api/v1/customers/{customer}', token)
        check('GET', f'/api/v1/customers/{customer}', token, headers={'If-None-Match': answer.headers['etag']}).expect(304)
        check('GET', f'/api/v1/customers/{customer}/contacts', token)
        check('GET', f'/api/v1/customers/{customer}/timeline', token)
    check('GET', '/api/v1/customers/9999', token).expect(404)
    walk_customer_edits(check, token)
    closed = check('GET', '/api/v1/contacts?state=closed&limit=1', token).json
    assert closed['next'] and closed['items'][0]['summary']
    check('GET', f'/api/v1/contacts/{closed["items"][0]["id"]}/messages', token)


def walk_customer_edits(check, token):
    """Makes a customer with one of every part, changes each and takes it away."""
    base = '/api/v1/customers'
    wish = {'request': new_uuid(), 'name': 'Nova', 'kind': 'company', 'tier': 'vip', 'lang': 'en',
            'people': [{'name': 'Ida', 'identities': [{'kind': 'mail', 'value': 'ida@nova.example', 'shared': False}]}]}
    customer = check('POST', base, token, wish).expect(201).json
    check('POST', base, token, wish).expect(200)
    base += '/' + customer['id']

    def tag():
        return {'If-Match': f'"{customer["rev"]}"'}
    check('PATCH', base, token, {'name': 'x'}, {'If-Match': '"1"'}).expect(412)
    customer = check('PATCH', base, token, {'name': 'Nova AG', 'note': 'Careful'}, tag()).expect(200).json
    parts = {'people': {'name': 'Bo'}, 'identities': {'kind': 'account', 'value': 'N-1', 'shared': False},
             'contracts': {'name': 'Gold', 'ends_on': '2027-01-01', 'modules': ['Till']},
             'products': {'name': 'Shop', 'version': '2'}, 'notes': {'text': 'Called'}}
    for path, part in parts.items():
        customer = check('POST', f'{base}/{path}', token, {'request': new_uuid(), **part}).expect(201).json
        one = f'{base}/{path}/{customer["made"]}'
        customer = check('PATCH', one, token, part, tag()).expect(200).json
        customer = check('DELETE', one, token, None, tag()).expect(200).json
    check('POST', base + '/notes', token, {'request': new_uuid(), 'text': 'Called'})
    check('GET', base + '/timeline?limit=3', token)
    administrator = check('POST', '/api/v1/sessions', body={'login': 'adm', 'password': 'correct horse'}).json['token']
    person = f'{base}/people/{customer["people"][0]["id"]}'
    check('GET', person + '/export', token).expect(403)
    check('GET', person + '/export', administrator).expect(200)
    check('POST', person + '/erase', administrator, {'request': new_uuid()}).expect(200)


def walk_setup(daemon, check):
    token = daemon.sign_in('adm')
    product = None
    for path, values, change in (('groups', {'name': 'First'}, {'note': 'x'}), ('queues', {'name': 'Web'}, {'opening': 'x'}),
                                 ('replies', {'shortcut': 'hi', 'title': 'Hi', 'text': 'Hello'}, {'lang': 'en'}),
                                 ('categories', {'name': 'Licence'}, {'name': 'Licences'}),
                                 ('calendars', {'name': 'Days', 'week': '1-5 08:30-12:00'}, {'off': '2026-10-01'}),
                                 ('catalog-products', {'name': 'New ERP', 'modules': ['GL']}, {'modules': []}),
                                 ('catalog-versions', {'version': '12'}, {'released_on': '2026-03-31'}),
                                 ('contract-kinds', {'name': 'Gold'}, {'warn_days': 7}),
                                 ('fields', {'key': 'area', 'label': 'Area'}, {'label': 'Region'})):
        if path == 'catalog-versions':
            values['product_id'] = product = check('POST', '/api/v1/catalog-products', token,
                                                   {'request': new_uuid(), 'name': 'Kept'}).expect(201).json['id']
        body = {'request': new_uuid(), **values}
        item = check('POST', '/api/v1/' + path, token, body).expect(201).json
        check('POST', '/api/v1/' + path, token, body).expect(200)
        check('POST', '/api/v1/' + path, token, {**body, 'request': new_uuid()}).expect(409)
        one = f'/api/v1/{path}/{item["id"]}'
        item = check('PATCH', one, token, change, {'If-Match': f'"{item["rev"]}"'}).expect(200).json
        check('PATCH', one, token, change).expect(428)
        check('GET', f'/api/v1/{path}?limit=1', token)
        check('DELETE', one, token, headers={'If-Match': f'"{item["rev"]}"'}).expect(204)
    assert product
    tier = check('GET', '/api/v1/tiers', token).json['items'][0]
    check('PATCH', '/api/v1/tiers/' + tier['id'], token, {'greeting': 'Hello {{name}}'}, {'If-Match': f'"{tier["rev"]}"'})
    walk_people(check, token)


def walk_people(check, token):
    """Accounts, organisations, channels and their keys, and the trail of it all."""
    def tag(thing):
        return {'If-Match': f'"{thing["rev"]}"'}
    body = {'request': new_uuid(), 'login': 'new', 'name': 'New', 'password': 'a good password', 'role': 'lead', 'scope': 'own'}
    agent = check('POST', '/api/v1/agents', token, body).expect(201).json
    check('POST', '/api/v1/agents', token, body).expect(200)
    agent = check('PATCH', '/api/v1/agents/' + agent['id'], token, {'disabled': True}, tag(agent)).expect(200).json
    check('PUT', f'/api/v1/agents/{agent["id"]}/password', token, {'password': 'another password'}).expect(204)
    body = {'request': new_uuid(), 'name': 'South', 'parent_id': agent['org_id']}
    org = check('POST', '/api/v1/orgs', token, body).expect(201).json
    check('POST', '/api/v1/orgs', token, body).expect(200)
    check('PATCH', '/api/v1/orgs/' + org['id'], token, {'name': 'Far South'}, tag(org)).expect(200)
    check('GET', '/api/v1/orgs?limit=1', token)
    body = {'request': new_uuid(), 'key': 'shop', 'name': 'Shop', 'origins': ['https://shop.example.com'], 'brand': '#0b6b60'}
    channel = check('POST', '/api/v1/channels', token, body).expect(201).json
    check('POST', '/api/v1/channels', token, body).expect(200)
    check('PATCH', '/api/v1/channels/' + channel['id'], token, {'brand': None, 'team': 'Us'}, tag(channel)).expect(200)
    check('GET', '/api/v1/channels', token)
    keys = f'/api/v1/channels/{channel["id"]}/keys'
    check('POST', keys, token, {'kid': 'k1'}).expect(201)
    check('GET', keys, token)
    check('DELETE', keys + '/k1', token).expect(204)
    page = check('GET', '/api/v1/audit?limit=2', token).json
    check('GET', f'/api/v1/audit?after={page["next"]}&noun=agent&action=agent.add&since=2020-01-01T00:00:00Z', token)



def walk_contacts(daemon, check, token):
    visitor, socket = start_conversation(daemon)
    with socket:
        contact = check('GET', '/api/v1/contacts', token).json['items'][-1]
        path = f'/api/v1/contacts/{contact["id"]}'
        tag = check('GET', path, token).headers['etag']
        check('GET', path, token, headers={'If-None-Match': tag}).expect(304)
        check('POST', path + '/accept', token, {'request': new_uuid()})
        wait_until(lambda: check('POST', '/api/v1/suggestions', token, {'contact_id': contact['id'], 'text': '开票服务连不上'})
                   .json['items'], 'there are answers')
        check('POST', '/api/v1/suggestions', token, {'contact_id': contact['id']})
        why = {'contact_id': contact['id'], 'text': '开票服务连不上', 'article_id': str(daemon.query('SELECT id FROM article')[0][0])}
        check('POST', '/api/v1/suggestions/why', token, why).expect(200)
        check('POST', '/api/v1/suggestions/why', token, {**why, 'article_id': '9999'}).expect(404)
        seen = check('GET', path + '/messages?limit=1', token).json['items'][0]
        walk_answers(daemon, check, token, contact, seen)
        message = {'uuid': new_uuid(), 'text': 'Good morning', 'seen_seq': int(seen['id']),
                   'suggestion': {'article_id': '1', 'question_id': seen['id'], 'edited': True}}
        sent = check('POST', path + '/messages', token, {**message, 'quote': seen['id']}).expect(201).json
        check('POST', path + '/messages', token, message).expect(200)
        check('POST', path + '/typing', token, {}).expect(204)
        check('PUT', path + '/read', token, {'seq': int(seen['id'])})
        headers = {'Zuoxi-Name': '%E7%A5%A8.png', 'Zuoxi-Uuid': new_uuid()}
        file = check('POST', path + '/files', token, picture(), headers).expect(201).json
        check('POST', path + '/files', token, picture(), headers).expect(200)
        check('POST', path + '/files', token, b'MZ', {**headers, 'Zuoxi-Name': 'a.exe'}).expect(415)
        note = {'uuid': new_uuid(), 'text': '', 'internal': True, 'files': [file['uuid']]}
        assert check('POST', path + '/messages', token, note).expect(201).json['extra']['files'][0]['id'] == file['id']
        check('GET', '/api/v1/uploads/' + file['uuid'], token).expect(200)
        check('GET', '/api/v1/files/' + file['id'], token).expect(200)
        check('GET', f'/api/v1/files/{file["id"]}/thumb', token, headers={'Range': 'bytes=0-9'}).expect(206)
        check('POST', path + '/accept', daemon.sign_in('adm'), {'request': new_uuid()}).expect(409)
        visitor.say(socket, 'One thing more')
        check('POST', path + '/messages', token, {**message, 'uuid': new_uuid(), 'suggestion': {'edited': False}}).expect(409)
        check('POST', f'{path}/messages/{sent["id"]}/recall', token, {'request': new_uuid()}).expect(200)
        walk_bindings(daemon, check, token, path)
        walk_course(daemon, check, token, path)
        check('POST', path + '/messages', token, {**message, 'uuid': new_uuid()}).expect(409)
        check('GET', '/api/v1/contacts/9999', token).expect(404)


def walk_answers(daemon, check, token, contact, question):
    """An agent's thumbs, and what who oversees reads of it all."""
    thumb = {'question_id': question['id'], 'article_id': str(daemon.query('SELECT id FROM article')[0][0])}
    for kind in ('up', 'none'):
        check('POST', '/api/v1/verdicts', token, {'uuid': new_uuid(), 'kind': kind, **thumb}).expect(204)
    check('POST', '/api/v1/suggestions', token, {'contact_id': contact['id'], 'draft': '重启开票服务'}).expect(200)
    check('POST', '/api/v1/suggestions', token, {'contact_id': contact['id'], 'search': '开票'}).expect(200)
    check('GET', '/api/v1/figures/answers', token)
    check('GET', '/api/v1/figures/answers?by=article&from=2020-01-01&to=2099-12-31', token)
    check('GET', '/api/v1/figures/answers/rows?figure=asked&limit=2', token)
    check('GET', '/api/v1/gaps', token)
    check('GET', f'/api/v1/contacts/{contact["id"]}/similar', token)
    check('GET', '/api/v1/gaps.csv?from=2020-01-01', token)


def walk_course(daemon, check, token, path):
    """A colleague comes and goes, the lead takes it over, it ends and is wrapped up."""
    guest = str(daemon.query("SELECT id FROM agent WHERE login = 'ann'")[0][0])
    check('POST', path + '/guests', token, {'request': new_uuid(), 'agent_id': guest, 'note': 'Please look'}).expect(200)
    check('POST', path + '/guests', token, {'request': new_uuid(), 'agent_id': guest}).expect(409)
    check('DELETE', f'{path}/guests/{guest}', token, {'request': new_uuid()}).expect(200)
    check('POST', path + '/take', daemon.sign_in('adm'), {'request': new_uuid()}).expect(200)
    check('PUT', path + '/wrap-up', token, {'request': new_uuid()}).expect(409)
    check('POST', path + '/close', token, {'request': new_uuid(), 'wrap_up': True}).expect(200)
    check('POST', path + '/extend', token, {'request': new_uuid()}).expect(409)
    daemon.write('UPDATE contact SET wrap_until_ms = 9000000000000 WHERE id = ' + path.split('/')[-1])
    check('POST', path + '/extend', token, {'request': new_uuid()}).expect(200)
    check('PUT', path + '/wrap-up', token, {'request': new_uuid(), 'summary': 'Done', 'done': True}).expect(200)
    check('GET', '/api/v1/me/day', token).expect(200)
    check('GET', path + '/transcript.txt?lang=en', token).expect(200)
    check('GET', path + '/readers', token).expect(200)


def walk_merge(daemon, check, token):
    (survivor, rev), (from_id, _) = daemon.query('SELECT id, rev FROM customer ORDER BY id LIMIT 2')
    path = f'/api/v1/customers/{survivor}'
    merge = {'request': new_uuid(), 'from_id': str(from_id)}
    check('POST', path + '/merge', token, merge).expect(428)
    merged = check('POST', path + '/merge', token, merge, {'If-Match': f'"{rev}"'}).expect(200).json
    check('GET', f'/api/v1/customers/{from_id}', token).expect(404)
    check('POST', f'{path}/merges/{merged["merges"][0]["id"]}/undo', token, {'request': new_uuid()}).expect(200)


def walk_bindings(daemon, check, token, path):
    customer = str(daemon.query('SELECT min(id) FROM customer')[0][0])
    check('PUT', path + '/customer', token, {'request': new_uuid(), 'customer_id': customer, 'remember': True}).expect(200)
    check('DELETE', path + '/customer', token, {'request': new_uuid()}).expect(200)
    made = {'request': new_uuid(), 'name': 'Nina', 'company': 'Neuwerk'}
    check('POST', path + '/customer', token, made).expect(201)
    check('POST', path + '/customer', token, made).expect(200)
    assert check('GET', path + '/candidates', token).json['items'], 'her name is known by now'
    check('POST', path + '/customer/undo', token, {'request': new_uuid()}).expect(200)


def walk_widget(daemon, check):
    origin = {'Origin': f'http://127.0.0.1:{daemon.port}', 'Sec-Fetch-Site': 'same-origin'}
    check('GET', '/widget/zuoxi.js')
    frame = check('GET', '/widget/web/frame').body.decode()
    check('GET', re.search(r'/widget/assets/[\w.-]+', frame)[0])
    check('GET', '/widget/web/brand.css')
    check('GET', '/widget/nothing/frame').expect(404)
    answer = check('POST', '/widget/web/session', body={'page': {'title': 'x', 'url': 'http://localhost:1/'}, 'lang': 'en'},
                   headers=origin)
    cookie = answer.headers['set-cookie'].split(';')[0]
    path = f'/widget/socket?ticket={answer.json["ticket"]}'
    with WebSocket(daemon.port, path, {**origin, 'Cookie': cookie}):
        check.seen.add((('GET', '/widget/socket'), 101))
    visitor, socket = start_conversation(daemon)
    headers = {**origin, 'Cookie': visitor.cookie, 'Zuoxi-Name': 'a.png', 'Zuoxi-Uuid': new_uuid()}
    file = check('POST', '/widget/web/files', None, picture(), headers).expect(201).json
    check('POST', '/widget/web/files', None, picture(), headers).expect(200)
    check('GET', '/widget/web/uploads/' + new_uuid(), headers={'Cookie': visitor.cookie}).expect(200)
    check('GET', '/widget/web/files/' + file['uuid'], headers={'Cookie': visitor.cookie}).expect(200)
    check('GET', f'/widget/web/files/{file["uuid"]}/thumb', headers={'Cookie': visitor.cookie}).expect(200)
    with socket:
        own = {**origin, 'Cookie': visitor.cookie}
        contact = check('POST', '/widget/web/session', body={'lang': 'en'}, headers=own).json['contact']['uuid']
        left = {'request': new_uuid(), 'text': 'Call me', 'name': 'Li', 'reach': 'li@example.com'}
        check('POST', '/widget/web/message', None, left, own).expect(201)
        check('POST', '/widget/web/message', None, left, own).expect(200)
        check('GET', f'/widget/web/transcript?contact={contact}', headers=own).expect(200)
        adm = daemon.sign_in('adm')
        id_ = daemon.query('SELECT max(id) FROM contact')[0][0]
        check('POST', f'/api/v1/contacts/{id_}/accept', adm, {'request': new_uuid()}).expect(200)
        check('POST', f'/api/v1/contacts/{id_}/close', adm, {'request': new_uuid()}).expect(200)
        check('POST', '/widget/web/rating', None, {'contact': contact, 'stars': 4, 'reasons': ['kind']}, own).expect(204)
        check('GET', f'/api/v1/contacts/{id_}', adm).expect(200)
        check('POST', '/widget/web/session', body={'lang': 'en'}, headers=own)
    print('# ' + json.dumps(sorted(f'{m} {p} {s}' for (m, p), s in check.seen)))


if __name__ == '__main__':
    run()
