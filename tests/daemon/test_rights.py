#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every endpoint, asked by everybody, for what is in his organisation and for what is in another.

TABLE has one line for each endpoint that the daemon lists; an endpoint without a line fails. A line says who gets
what: `own` and `other` have a letter for each of ROLES: + allowed, h hidden (404, told apart from none by nobody),
x refused (401 to whom nobody knows, else 403), u refused as unknown (400: it names what is out of sight). Each cell
is a real request against real rows, made for it by `make`."""
import os
import re
import tempfile

from daemon import PASSWORD, wait_until
from pixels import picture
from rules import rule, run
from talk import new_uuid

ROLES = ('nobody', 'agent', 'engineer', 'lead', 'admin', 'chief')  # chief: administrator of all, the others of `own`
OPEN = ('++++++', None)
SIGNED = ('x+++++', None)
SEEN = ('x+++++', 'xhhhh+')       # whoever sees it
NAMED = ('x+++++', 'xuuuu+')      # whoever sees what it names
ADMINS = ('xxxx++', 'xxxxh+')     # administrators who see it
ADMINS_NAME = ('xxxx++', 'xxxxu+')
ADMINS_LIST = ('xxxx++', 'xxxx-+')  # - : answered without it
LISTED = ('x+++++', 'x----+')
OFFERED = ('x+++++', 'xhhhhh')    # before whom the offer is, and nobody else
COMMON = ('xxxxx+', None)         # of all organisations: administrators who see all of them
ADMIN_ANY = ('xxxx++', None)


FAR_MS = 4102444800000  # the year 2100


class World:
    """Six people, two organisations, and rows made on demand."""

    def __init__(self, daemon):
        self.daemon, self.number = daemon, 9000000
        self.keep_router_away()
        orgs = {name: id for id, name in daemon.query('SELECT id, name FROM org')}
        self.orgs = {'own': orgs['east'], 'other': orgs['west']}
        for role in ROLES[2:5]:
            daemon.verb('user', 'add', role, '--role', role, '--scope', 'own', '--org', 'east', '--password-stdin', stdin=PASSWORD + '\n')
        self.logins = dict(zip(ROLES, (None, 'ed', 'engineer', 'lead', 'admin', 'adm')))
        self.tokens = {role: login and daemon.sign_in(login) for role, login in self.logins.items()}
        self.agents = {login: id for id, login in daemon.query('SELECT id, login FROM agent')}
        self.channels = {side: self.channel(side, None)['key'] for side in self.orgs}

    def insert(self, table, **values):
        self.number += 1
        values = {'id': self.number, **values}
        def literal(value):
            return 'NULL' if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
        self.daemon.write(f'INSERT INTO {table} ({", ".join(values)}) VALUES ({", ".join(map(literal, values.values()))})')
        return {'id': values['id'], 'rev': values.get('rev')}

    def rev(self, table, id_):
        return self.daemon.query(f'SELECT rev FROM {table} WHERE id = {id_}')[0][0]

    def ask(self, role, method, path, body=None, rev=None):
        return self.daemon.ask(method, path, self.tokens[role], body, {'If-Match': f'"{rev}"'} if rev else None)

    def keep_router_away(self):
        """Another daemon has the lease and decides nothing: offers that are rows here, before agents who are not there,
        would be withdrawn as soon as anything else of these agents changed."""
        self.daemon.stop()
        self.daemon.write("DELETE FROM lease WHERE name = 'router'")
        self.daemon.write(f"INSERT INTO lease (name, holder, generation, expires_at_ms) VALUES ('router', 'another', 1, {FAR_MS})")
        self.daemon.start()

    # Rows of the organisation `side`, for a request by `role`.

    def nothing(self, side, role):
        return {'id': 0, 'org_id': str(self.orgs[side])}

    def org(self, side, role):
        return {'id': self.orgs[side], 'rev': self.rev('org', self.orgs[side])}

    def agent(self, side, role):
        return self.insert('agent', org_id=self.orgs[side], login=f'x{self.number}', name='X', role='agent', scope='own', rev=1)

    def of_org(table, **values):  # pylint: disable=no-self-argument
        def make(self, side, role):
            named = {key: value.format(self.number) for key, value in values.items()}
            return self.insert(table, org_id=self.orgs[side], rev=1, **named)
        return make

    group = of_org('agent_group', name='g{}')
    queue = of_org('queue', name='q{}')
    reply = of_org('reply', shortcut='r{}', title='R', text='R')
    category = of_org('category', name='k{}')
    calendar = of_org('calendar', name='d{}', timezone='UTC', week='1-5 08:00-12:00')
    customer = of_org('customer', name='C{}', kind='company', tier='regular')

    def channel(self, side, role):
        key = f'c{self.number}'
        return {**self.insert('channel', org_id=self.orgs[side], key=key, kind='web', name='W', origins='http://localhost:1', rev=1),
                'key': key}

    def key(self, side, role):
        channel = self.channel(side, role)
        self.ask('chief', 'POST', f'/api/v1/channels/{channel["id"]}/keys', {'kid': 'k1'}).expect(201)
        return {**channel, 'kid': 'k1'}

    def common(table, **values):  # pylint: disable=no-self-argument
        def make(self, side, role):
            return self.insert(table, rev=1, **{key: value.format(self.number) for key, value in values.items()})
        return make

    product = common('catalog_product', name='P{}')
    kind = common('contract_kind', name='K{}')
    field = common('field', key='f{}', label='F', kind='text')

    def version(self, side, role):
        return self.insert('catalog_version', product_id=self.product(side, role)['id'], version='1', state='current', rev=1)

    def tier(self, side, role):
        return {'id': 1, 'rev': self.rev('tier', 1)}

    def part(table, **values):  # pylint: disable=no-self-argument
        def make(self, side, role):
            customer = self.customer(side, role)
            rev = {} if table == 'identity' else {'rev': 1}
            more = {'at_ms': 1, 'agent_id': self.agents[self.logins[role] or 'ed']} if table == 'note' else {}
            part = self.insert(table, customer_id=customer['id'], **rev, **more,
                               **{key: value.format(self.number) for key, value in values.items()})
            return {**customer, 'part': part['id']}
        return make

    person = part('person', name='N')
    identity = part('identity', kind='account', value='a{}')
    contract = part('contract', name='N')
    customer_product = part('product', name='N')
    note = part('note', text='N')

    def offer(self, side, role):
        contact = self.contact(side, role)
        self.daemon.write(f"UPDATE contact SET state = 'offered' WHERE id = {contact['id']}")
        agent = self.agents[(self.logins[role] or 'ed') if side == 'own' else 'wes']
        return self.insert('offer', contact_id=contact['id'], agent_id=agent, org_id=self.orgs[side], kind='new', why='[]',
                           made_at_ms=1, deadline_ms=2, rev=1)

    def contact(self, side, role, owner=None):
        uuid = f'{self.number:032x}'
        text = f"CAST('{uuid}' AS UUID)" if self.daemon.store == 'postgres' else f"x'{uuid}'"
        self.number += 1
        self.daemon.write('INSERT INTO contact (id, uuid, channel, org_id, agent_id, state, trust, tier, created_at_ms, rev) VALUES '
                          f"({self.number}, {text}, 'web', {self.orgs[side]}, {owner or 'NULL'}, '{'active' if owner else 'queued'}', "
                          f"'unknown', 'regular', 1, 1)")
        return {'id': self.number, 'rev': 1}

    def article(self, side, role):
        return self.insert('article', org_id=self.orgs[side], ref=f'A{self.number}', title='T', body='B', lang='en', state='published', rev=1)

    def with_question(self, side, role):
        """A contact in which a customer has asked something, and an article of its organisation."""
        contact, uuid = self.contact(side, role), f'{self.number + 1:032x}'
        text = f"CAST('{uuid}' AS UUID)" if self.daemon.store == 'postgres' else f"x'{uuid}'"
        self.number += 1
        self.daemon.write('INSERT INTO message (id, uuid, contact_id, author, internal, text, sent_at_ms, rev) VALUES '
                          f"({self.number}, {text}, {contact['id']}, 'customer', 0, 'The pump does not start', 1, 1)")
        return {**contact, 'names': {'question_id': str(self.number), 'article_id': str(self.article(side, role)['id'])}}

    def find_article(self):
        """The id of an article of all organisations that the assistant finds; published when first asked for."""
        def find():
            found = self.ask('chief', 'POST', '/api/v1/suggestions', {'text': 'The pump does not start'}).json['items']
            return found and found[0]['article_id']
        if not find():
            with tempfile.TemporaryDirectory() as folder:
                with open(os.path.join(folder, 'pump.md'), 'w', encoding='utf-8') as file:
                    file.write('---\nref: P1\ntitle: The pump does not start\nlang: en\n---\nPress the green button.\n')
                self.daemon.verb('import', 'articles', folder)
        return wait_until(find, 'the article is found')

    def with_answer(self, side, role):
        return {**self.contact(side, role), 'article': self.find_article()}

    def mine(self, side, role):
        """A contact of the organisation that the one who asks owns, or a colleague there."""
        owner = self.logins[role] if side == 'own' or role == 'chief' else 'wes'
        return self.contact(side, role, self.agents[owner or 'ed'])

    def file(self, side, role):
        """A picture in a contact that anybody of the organisation sees."""
        contact = self.contact(side, role)
        headers = {'Zuoxi-Name': 'a.png', 'Zuoxi-Uuid': new_uuid()}
        answer = self.daemon.ask('POST', f'/api/v1/contacts/{contact["id"]}/files', self.tokens['chief'], picture(), headers)
        file = answer.expect(201).json['id']
        self.daemon.write(f'UPDATE file SET message_id = {contact["id"]} WHERE id = {file}')
        return {'id': file}

    def with_message(self, side, role):
        """A contact in which the one who asks has written; or an overseer, where he may not."""
        contact = self.mine(side, role)
        body = {'uuid': new_uuid(), 'text': 'x', 'seen_seq': 0}
        answers = (self.ask(writer, 'POST', f'/api/v1/contacts/{contact["id"]}/messages', body) for writer in (role, 'chief'))
        message = next(answer for answer in answers if answer.status == 201).json
        return {**contact, 'message': message['id']}

    def ended(self, side, role):
        contact = self.mine(side, role)
        self.ask('chief', 'POST', f'/api/v1/contacts/{contact["id"]}/close', {'request': new_uuid(), 'wrap_up': True}).expect(200)
        return contact

    def timed(self, side, role):
        contact = self.ended(side, role)
        self.daemon.write(f"UPDATE contact SET wrap_until_ms = 9000000000000 WHERE id = {contact['id']}")
        return contact

    def with_colleague(self, side, role):
        return {**self.mine(side, role), 'agent': str(self.agent(side, role)['id'])}

    def with_guest(self, side, role):
        contact = self.with_colleague(side, role)
        self.ask('chief', 'POST', f'/api/v1/contacts/{contact["id"]}/guests', {'request': new_uuid(), 'agent_id': contact['agent']}).expect(200)
        return contact

    def bound(self, side, role):
        contact, customer = self.mine(side, role), self.customer(side, role)
        self.ask('chief', 'PUT', f'/api/v1/contacts/{contact["id"]}/customer',
                 {'request': new_uuid(), 'customer_id': str(customer['id']), 'remember': False}).expect(200)
        return contact

    def to_bind(self, side, role):
        return {**self.mine(side, role), 'customer': str(self.customer(side, role)['id'])}

    def two_customers(self, side, role):
        return {**self.customer(side, role), 'from': str(self.customer(side, role)['id'])}

    def merged(self, side, role):
        both = self.two_customers(side, role)
        answer = self.ask('chief', 'POST', f'/api/v1/customers/{both["id"]}/merge', {'request': new_uuid(), 'from_id': both['from']}, both['rev'])
        return {**both, 'merge': answer.expect(200).json['merges'][0]['id']}

    def web(self, side, role):
        return {'id': 0, 'key': self.channels[side], 'uuid': new_uuid()}


class Case:
    """`body` is an object, or makes one from the target. `allowed` = statuses that show that he got in."""

    def __init__(self, who, make=World.nothing, body=None, query='', allowed=None, fresh=False):
        self.own, self.other = who
        self.make, self.body, self.query, self.allowed, self.fresh = make, body, query, allowed, fresh
        self.lists = '-' in (self.other or '')
        if self.lists:
            self.query = '?limit=200'


def asking(**values):
    """A body that makes something: with a request of its own."""
    return lambda target: {'request': new_uuid(), **values}


def to_colleague(target):
    return {'request': new_uuid(), 'agent_id': target['agent']}


def naming(**values):
    """The same, with the organisation."""
    return lambda target: {'request': new_uuid(), 'org_id': target['org_id'], **values}


def fresh_name(member, **values):
    return lambda target: {'request': new_uuid(), member: 'n' + new_uuid()[:8], **values}


def fresh_name_in_org(member, **values):
    return lambda target: {'request': new_uuid(), 'org_id': target['org_id'], member: 'n' + new_uuid()[:8], **values}


TABLE = {
    'GET /healthz': Case(OPEN),
    'GET /metrics': Case(OPEN),
    'GET /widget/zuoxi.js': Case(OPEN),
    'GET /widget/assets/{file}': Case(OPEN, lambda world, side, role: {'id': 0, 'file': 'x.js'}, allowed={404}),
    'GET /widget/{key}/frame': Case(OPEN, World.web),
    'GET /widget/{key}/brand.css': Case(OPEN, World.web),
    'GET /widget/socket': Case(OPEN, query='?ticket=x', allowed={400, 401, 403}),
    'POST /widget/{key}/session': Case(OPEN, World.web, {'lang': 'en'}, allowed={200, 403}),
    'POST /widget/{key}/files': Case(OPEN, World.web, allowed={403}),
    'GET /widget/{key}/uploads/{uuid}': Case(OPEN, World.web, allowed={403}),
    'GET /widget/{key}/files/{uuid}': Case(OPEN, World.web, allowed={403}),
    'GET /widget/{key}/files/{uuid}/thumb': Case(OPEN, World.web, allowed={403}),
    'POST /widget/{key}/rating': Case(OPEN, World.web, {'stars': 5}, allowed={403}),
    'POST /widget/{key}/message': Case(OPEN, World.web, {'text': 'x'}, allowed={403}),
    'GET /widget/{key}/transcript': Case(OPEN, World.web, allowed={403}),
    'GET /api/v1/hello': Case(OPEN),
    'POST /api/v1/sessions': Case(OPEN, body={'login': 'ann', 'password': PASSWORD}),
    'DELETE /api/v1/sessions/current': Case(SIGNED, fresh=True),
    'GET /api/v1/me': Case(SIGNED),
    'PUT /api/v1/me/presence': Case(SIGNED, body={'presence': 'online'}),
    'GET /api/v1/me/day': Case(SIGNED),
    'GET /api/v1/events': Case(SIGNED, allowed={400}),  # it is no upgrade
    'GET /api/v1/agents': Case(SIGNED),
    'GET /api/v1/gaps': Case(('xxx+++', None)),
    'GET /api/v1/gaps.csv': Case(('xxx+++', None)),
    'GET /api/v1/figures/answers': Case(('xxx+++', None)),
    'GET /api/v1/figures/answers/rows': Case(('xxx+++', None), query='?figure=asked'),
    'POST /api/v1/verdicts': Case(SEEN, World.with_question, lambda target: {'uuid': new_uuid(), 'kind': 'up', **target['names']}),
    'POST /api/v1/suggestions': Case(SEEN, World.contact, lambda target: {'contact_id': str(target['id']), 'text': 'x'}),
    'POST /api/v1/suggestions/why': Case(SEEN, World.with_answer, lambda target: {'contact_id': str(target['id']), 'text': 'The pump does not start',
                                                                                  'article_id': target['article']}),

    'GET /api/v1/contacts': Case(LISTED, World.contact),
    'GET /api/v1/contacts/{id}': Case(SEEN, World.contact),
    'GET /api/v1/contacts/{id}/messages': Case(SEEN, World.contact),
    'GET /api/v1/contacts/{id}/similar': Case(SEEN, World.contact),
    'POST /api/v1/contacts/{id}/messages': Case(SEEN, World.contact, lambda target: {'uuid': new_uuid(), 'text': 'x', 'seen_seq': 0}),
    'POST /api/v1/contacts/{id}/messages/{message}/recall': Case(SEEN, World.with_message, asking()),
    'POST /api/v1/contacts/{id}/typing': Case(SEEN, World.mine, {}),
    'POST /api/v1/contacts/{id}/accept': Case(SEEN, World.contact, asking()),
    'POST /api/v1/contacts/{id}/close': Case(SEEN, World.mine, asking()),
    'GET /api/v1/offers': Case(LISTED, World.offer),
    'GET /api/v1/offers/{id}': Case(SEEN, World.offer),
    'POST /api/v1/offers/{id}/accept': Case(OFFERED, World.offer, asking()),
    'POST /api/v1/offers/{id}/decline': Case(OFFERED, World.offer, asking()),
    'POST /api/v1/offers/{id}/withdraw': Case(('xxx+++', 'xhhhh+'), World.offer, asking()),
    'POST /api/v1/contacts/{id}/files': Case(SEEN, World.mine, allowed={400}),  # its headers are missing
    'GET /api/v1/uploads/{uuid}': Case(SIGNED, lambda world, side, role: {'id': 0, 'uuid': new_uuid()}),
    'GET /api/v1/files/{id}': Case(SEEN, World.file),
    'GET /api/v1/files/{id}/thumb': Case(SEEN, World.file),
    'PUT /api/v1/contacts/{id}/wrap-up': Case(SEEN, World.ended, asking(done=True)),
    'POST /api/v1/contacts/{id}/extend': Case(SEEN, World.timed, asking()),
    'POST /api/v1/contacts/{id}/guests': Case(SEEN, World.with_colleague, lambda target: {'request': new_uuid(), 'agent_id': target['agent']}),
    'DELETE /api/v1/contacts/{id}/guests/{agent}': Case(SEEN, World.with_guest, asking()),
    'POST /api/v1/contacts/{id}/take': Case(('xxx+++', 'xhhhh+'), World.contact, asking()),
    'POST /api/v1/contacts/{id}/transfer': Case(SEEN, World.with_colleague, to_colleague, allowed={200, 409}),  # who is away
    'POST /api/v1/contacts/{id}/consult': Case(SEEN, World.with_colleague, to_colleague, allowed={200, 409}),
    'POST /api/v1/contacts/{id}/assign': Case(('xxx+++', 'xhhhh+'), World.with_colleague, to_colleague, allowed={200, 409}),
    'GET /api/v1/contacts/{id}/targets': Case(SEEN, World.contact),
    'PUT /api/v1/contacts/{id}/read': Case(SEEN, World.mine, {'seq': 0}),
    'GET /api/v1/contacts/{id}/transcript.txt': Case(SEEN, World.contact),
    'GET /api/v1/contacts/{id}/why': Case(SEEN, World.contact),
    'GET /api/v1/contacts/{id}/readers': Case(SEEN, World.contact),
    'GET /api/v1/contacts/{id}/candidates': Case(SEEN, World.mine),
    'PUT /api/v1/contacts/{id}/customer': Case(SEEN, World.to_bind,
                                               lambda target: {'request': new_uuid(), 'customer_id': target['customer'], 'remember': False}),
    'POST /api/v1/contacts/{id}/customer': Case(SEEN, World.mine, asking(name='N')),
    'DELETE /api/v1/contacts/{id}/customer': Case(SEEN, World.bound, asking()),
    'POST /api/v1/contacts/{id}/customer/undo': Case(SEEN, World.bound, asking()),

    'GET /api/v1/customers': Case(LISTED, World.customer),
    'POST /api/v1/customers': Case(NAMED, body=naming(name='N', kind='company')),
    'GET /api/v1/customers/{id}': Case(SEEN, World.customer),
    'PATCH /api/v1/customers/{id}': Case(SEEN, World.customer, {'name': 'New'}),
    'GET /api/v1/customers/{id}/contacts': Case(SEEN, World.customer),
    'GET /api/v1/customers/{id}/timeline': Case(SEEN, World.customer),
    'POST /api/v1/customers/{id}/merge': Case(SEEN, World.two_customers, lambda target: {'request': new_uuid(), 'from_id': target['from']}),
    'POST /api/v1/customers/{id}/merges/{merge}/undo': Case(SEEN, World.merged, asking()),
    'GET /api/v1/customers/{id}/people/{part}/export': Case(ADMINS, World.person),
    'POST /api/v1/customers/{id}/people/{part}/erase': Case(ADMINS, World.person, asking()),
    **{f'{method} /api/v1/customers/{{id}}/{path}{"" if method == "POST" else "/{part}"}':
       Case(SEEN, World.customer if method == 'POST' else make, fresh_name(member, **more) if method == 'POST' else
            fresh_name(member) if method == 'PATCH' else None)
       for path, make, member, more in (('people', World.person, 'name', {}),
                                        ('identities', World.identity, 'value', {'kind': 'account'}),
                                        ('contracts', World.contract, 'name', {}),
                                        ('products', World.customer_product, 'name', {}),
                                        ('notes', World.note, 'text', {}))
       for method in ('POST', 'PATCH', 'DELETE')},

    'POST /api/v1/agents': Case(ADMINS_NAME, body=fresh_name_in_org('login', scope='own')),
    'PATCH /api/v1/agents/{id}': Case(ADMINS, World.agent, {'name': 'New'}),
    'PUT /api/v1/agents/{id}/password': Case(ADMINS, World.agent, {'password': 'a new password'}),
    'GET /api/v1/orgs': Case(LISTED, World.org),
    'POST /api/v1/orgs': Case(('xxxxx+', 'xxxxu+'), body=lambda target: {'request': new_uuid(), 'name': new_uuid(), 'parent_id': target['org_id']}),
    'PATCH /api/v1/orgs/{id}': Case(ADMINS, World.org, lambda target: {'name': 'o' + new_uuid()[:8]}),
    'GET /api/v1/channels': Case(ADMINS_LIST, World.channel),
    'POST /api/v1/channels': Case(ADMINS_NAME, body=fresh_name_in_org('key', name='N')),
    'PATCH /api/v1/channels/{id}': Case(ADMINS, World.channel, {'name': 'New'}),
    'GET /api/v1/channels/{id}/keys': Case(ADMINS, World.channel),
    'POST /api/v1/channels/{id}/keys': Case(ADMINS, World.channel, {'kid': 'k1'}),
    'DELETE /api/v1/channels/{id}/keys/{kid}': Case(ADMINS, World.key),
    'GET /api/v1/audit': Case(ADMIN_ANY),
    'GET /api/v1/tiers': Case(SIGNED),
    'PATCH /api/v1/tiers/{id}': Case(COMMON, World.tier, lambda target: {'name': new_uuid()}),
    **{line: case
       for path, make, new, change in (('groups', World.group, fresh_name_in_org('name'), {'note': 'New'}),
                                       ('queues', World.queue, fresh_name_in_org('name'), {'opening': 'New'}),
                                       ('replies', World.reply, fresh_name_in_org('shortcut', title='T', text='T'), {'title': 'New'}),
                                       ('categories', World.category, fresh_name_in_org('name'), lambda target: {'name': new_uuid()}),
                                       ('calendars', World.calendar, fresh_name_in_org('name', week='1-5 08:00-12:00'), {'off': None}))
       for line, case in ((f'GET /api/v1/{path}', Case(LISTED, make)),
                          (f'POST /api/v1/{path}', Case(ADMINS_NAME, body=new)),
                          (f'PATCH /api/v1/{path}/{{id}}', Case(ADMINS, make, change)),
                          (f'DELETE /api/v1/{path}/{{id}}', Case(ADMINS, make)))},
    **{line: case
       for path, make, new, change in (('catalog-products', World.product, fresh_name('name'), {'modules': ['M']}),
                                       ('contract-kinds', World.kind, fresh_name('name'), {'warn_days': 9}),
                                       ('fields', World.field, fresh_name('key', label='L'), {'label': 'New'}))
       for line, case in ((f'GET /api/v1/{path}', Case(SIGNED)),
                          (f'POST /api/v1/{path}', Case(COMMON, body=new)),
                          (f'PATCH /api/v1/{path}/{{id}}', Case(COMMON, make, change)),
                          (f'DELETE /api/v1/{path}/{{id}}', Case(COMMON, make)))},
    'GET /api/v1/catalog-versions': Case(SIGNED),
    'POST /api/v1/catalog-versions': Case(COMMON, World.product,
                                          lambda target: {'request': new_uuid(), 'version': '1', 'product_id': str(target['id'])}),
    'PATCH /api/v1/catalog-versions/{id}': Case(COMMON, World.version, {'state': 'ended'}),
    'DELETE /api/v1/catalog-versions/{id}': Case(COMMON, World.version),
}


def outcome(case, role, answer):
    """The letter that an answer stands for; its status and code when it stands for none."""
    status = answer.status
    if case.allowed is not None and status in case.allowed or case.allowed is None and status < 400:
        return '+'
    if status == (401 if role == 'nobody' else 403):
        return 'x'
    problem = answer.json
    if status == 404:
        return 'h'
    return 'u' if problem.get('why') == 'unknown' else f'{status} {problem["code"]}: {problem["detail"]}'


def request(world, line, case, role, target):
    method, path = line.split(' ')
    body = case.body(target) if callable(case.body) else case.body
    rev = target.get('rev') if method in ('PATCH', 'DELETE') or path.endswith('/merge') else None
    filled = re.sub(r'\{(\w+)\}', lambda part: str(target[part[1]]), path)
    return world.ask(role, method, filled + case.query, body, rev)


def cell(world, line, case, role, side):
    """What the table should say of this endpoint, this person and this organisation."""
    target = case.make(world, side, role)
    if case.fresh and role != 'nobody':
        world.tokens[role] = world.daemon.sign_in(world.logins[role])
    answer = request(world, line, case, role, target)
    if case.fresh and role != 'nobody':
        world.tokens[role] = world.daemon.sign_in(world.logins[role])
    got = outcome(case, role, answer)
    if got == '+' and case.lists:
        listed = [item['id'] for item in answer.json['items']]
        return '+' if str(target['id']) in listed else '-'
    if got == 'h' and role == 'lead':
        missing = request(world, line, case, role, {**target, 'id': 8})
        same = (missing.status, missing.json['code'], missing.json['detail']) == (404, answer.json['code'], answer.json['detail'])
        return 'h' if same else f'told apart from none: {answer.json["detail"]!r}, {missing.json["detail"]!r}'
    return got


@rule('--sign-ins', '1000', '--open-requests', '100000', '--visitor-sessions', '1000')
def everybody_gets_what_the_table_says(daemon):
    listed = set(daemon.verb('serve', '--list-endpoints').stdout.split('\n')) - {''}
    assert listed == set(TABLE), f'no line: {sorted(listed - set(TABLE))}; no endpoint: {sorted(set(TABLE) - listed)}'
    world, wrong, cells = World(daemon), [], 0
    for line, case in sorted(TABLE.items()):
        for side, letters in (('own', case.own), ('other', case.other)):
            for role, letter in zip(ROLES, letters or ''):
                cells += 1
                got = cell(world, line, case, role, side)
                if got != letter:
                    wrong.append(f'{line}, {role}, {side}: {letter} wanted, {got}')
    print(f'# {len(TABLE)} endpoints, {cells} cells')
    assert not wrong, '\n'.join(wrong)


if __name__ == '__main__':
    run()
