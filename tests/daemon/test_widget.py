# SPDX-License-Identifier: GPL-3.0-or-later
"""What the widget's endpoints promise to customers, and what they refuse to everybody else."""
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from rules import rule, run  # noqa: E402
from shop import SHOP, Browser, new_key, open_channel, shop, sign  # noqa: E402
from talk import Agent, Visitor, new_uuid  # noqa: E402
from ws import Refused, WebSocket  # noqa: E402


def add_customer(daemon, account):
    """A customer with one person who has this account, and nothing else."""
    for statement in (
            "INSERT INTO customer (id, org_id, name, kind, tier, rev) SELECT 900, min(id), 'Tiancheng Ltd', 'company', 'vip', 900 FROM org",
            "INSERT INTO person (id, customer_id, name, rev) VALUES (901, 900, 'Liu Yang', 901)",
            f"INSERT INTO identity (customer_id, person_id, kind, value) VALUES (900, 901, 'account', '{account}')"):
        daemon.write(statement)


@rule()
def the_frame_runs_no_foreign_script_and_only_in_registered_pages(daemon):
    open_channel(daemon)
    frame = daemon.get('/widget/web/frame').expect(200)
    policy = dict(part.strip().split(' ', 1) for part in frame.headers['content-security-policy'].split(';'))
    assert policy['default-src'] == "'none'" and policy['script-src'] == "'self'" and policy['style-src'] == "'self'", policy
    assert policy['require-trusted-types-for'] == "'script'" and policy['frame-ancestors'] == SHOP, policy
    assert 'unsafe' not in frame.headers['content-security-policy']
    text = frame.body.decode()
    assert '<script>' not in text and ' style=' not in text and ' on' not in text.split('<body>')[1].replace(' one', ''), 'inline'
    open_channel(daemon, 'nowhere')
    daemon.verb('channel', 'add', 'shut', '--name', 'Shut', '--org', 'hq')
    assert "frame-ancestors 'none'" in daemon.get('/widget/shut/frame').headers['content-security-policy']


@rule()
def an_unknown_channel_is_told_so(daemon):
    for path in ('/widget/nothing/frame', '/widget/nothing/brand.css', '/widget/assets/nothing.js'):
        assert daemon.get(path).expect(404).code == 'not-found'
    assert Browser(daemon.port, 'nothing').start().expect(404).code == 'not-found'


@rule()
def files_come_with_a_tag_and_not_twice(daemon):
    for path in ('/widget/zuoxi.js', '/widget/assets/frame.js', '/widget/assets/frame.css', '/widget/assets/zh-Hans.json'):
        first = daemon.get(path).expect(200)
        assert first.headers['x-content-type-options'] == 'nosniff'
        again = daemon.get(path, headers={'If-None-Match': first.headers['etag']}).expect(304)
        assert again.body == b''


@rule()
def the_cookie_is_for_the_frame_alone(daemon):
    open_channel(daemon)
    answer = Browser(daemon.port).start().expect(200)
    name, *attributes = [part.strip() for part in answer.headers['set-cookie'].split(';')]
    assert name.startswith('__Host-zx=') and len(name) == len('__Host-zx=') + 64
    assert {'Path=/', 'Secure', 'HttpOnly', 'SameSite=None', 'Partitioned'} <= set(attributes), attributes
    assert name.split('=')[1] not in answer.body.decode()


@rule()
def only_the_frame_itself_starts_a_session(daemon):
    open_channel(daemon)
    own = f'http://127.0.0.1:{daemon.port}'
    for headers in ({}, {'Origin': 'null'}, {'Origin': SHOP}, {'Origin': own.replace('http', 'https')}, {'Origin': own + '.evil'},
                    {'Origin': own, 'Sec-Fetch-Site': 'cross-site'}):
        answer = daemon.ask('POST', '/widget/web/session', None, {}, headers)
        assert answer.expect(403).code == 'wrong-origin', headers
    visitor = Visitor(daemon.port)
    for origin in ('null', SHOP):
        try:
            ticket = visitor.session()['ticket']
            WebSocket(daemon.port, f'/widget/socket?ticket={ticket}', {'Origin': origin, 'Cookie': visitor.cookie})
            raise AssertionError(f'{origin} got a socket')
        except Refused as refused:
            assert refused.status == 403


def refused_ticket(daemon, ticket, cookie):
    headers = {'Origin': f'http://127.0.0.1:{daemon.port}'}
    if cookie:
        headers['Cookie'] = cookie
    try:
        WebSocket(daemon.port, f'/widget/socket?ticket={ticket}', headers)
    except Refused as refused:
        return refused.status == 403 and b'bad-ticket' in refused.body
    return False


@rule()
def a_ticket_opens_one_socket_of_its_own_visitor(daemon):
    open_channel(daemon)
    mine, thief = Visitor(daemon.port), Visitor(daemon.port)
    thief.session()
    stolen = mine.session()['ticket']
    assert refused_ticket(daemon, stolen, thief.cookie), 'another visitor used the ticket'
    assert refused_ticket(daemon, stolen, mine.cookie), 'a ticket that was tried with a wrong cookie is burnt'
    without = mine.session()['ticket']
    assert refused_ticket(daemon, without, None), 'no cookie at all'
    used = mine.session()['ticket']
    mine.socket(ticket=used)
    assert refused_ticket(daemon, used, mine.cookie), 'used twice'
    assert refused_ticket(daemon, 'f' * 64, mine.cookie) and refused_ticket(daemon, '', mine.cookie)


@rule()
def a_ticket_is_good_for_half_a_minute(daemon):
    open_channel(daemon)
    visitor = Visitor(daemon.port)
    ticket = visitor.session()['ticket']
    daemon.write('UPDATE ticket SET expires_at_ms = expires_at_ms - 30001')
    assert refused_ticket(daemon, ticket, visitor.cookie)


@rule()
def secrets_are_kept_as_sums(daemon):
    open_channel(daemon)
    key = new_key(daemon)
    browser = Browser(daemon.port)
    jws = sign(key)
    ticket = browser.start(identity=jws).expect(200).json['ticket']
    everything = json.dumps([[str(bytes(v)) if isinstance(v, (bytes, memoryview)) else v for v in row] for table in
                             ('visitor', 'ticket', 'secret', 'event', 'audit') for row in daemon.query(f'SELECT * FROM {table}')])
    for secret in (browser.cookie.split('=')[1], ticket, jws, key):
        assert secret not in everything, secret
        assert secret not in daemon.log, 'in the log'


@rule()
def a_verified_account_is_its_customer(daemon):
    open_channel(daemon)
    add_customer(daemon, 'liu')
    agent = Agent(daemon.port, 'ann')
    browser = Browser(daemon.port)
    seen = browser.start(identity=sign(new_key(daemon), name='Liu Y.', product='ERP', version='8.2')).expect(200).json['visitor']
    assert seen['trust'] == 'verified' and seen['name'] == 'Liu Y.' and seen['company'] == 'Tiancheng Ltd', seen
    browser.chat('E-3107')
    contact, = agent.all('/contacts?state=open')[0]
    assert (contact['customer_id'], contact['person_id'], contact['trust'], contact['tier']) == ('900', '901', 'verified', 'vip'), contact
    assert (contact['company'], contact['product'], contact['version'], contact['page_title']) == ('Tiancheng Ltd', 'ERP', '8.2', 'Invoices')


@rule()
def a_channels_key_does_not_vouch_for_customers_of_another_organisation(daemon):
    open_channel(daemon, 'west', '--org', 'west')
    open_channel(daemon)
    add_customer(daemon, 'liu')
    here, west = Browser(daemon.port), Browser(daemon.port, 'west')
    seen = west.start(identity=sign(new_key(daemon, channel='west'), channel='west', name='Liu Y.')).expect(200).json['visitor']
    assert seen['trust'] == 'verified' and seen.get('company') is None, seen
    west.chat('hello')
    assert daemon.query('SELECT customer_id, trust FROM contact') == [(None, 'verified')]
    daemon.write("UPDATE customer SET org_id = (SELECT id FROM org WHERE name = 'west')")
    for browser, channel in ((west, 'west'), (here, 'web')):
        seen = browser.start(identity=sign(new_key(daemon, 'k2', channel), channel=channel, kid='k2')).expect(200).json['visitor']
        assert seen['company'] == 'Tiancheng Ltd', (channel, seen)


@rule()
def what_is_only_stated_binds_nothing_and_is_not_shown_back(daemon):
    open_channel(daemon)
    add_customer(daemon, 'liu')
    agent = Agent(daemon.port, 'ann')
    browser = Browser(daemon.port)
    answer = browser.start(stated={'name': 'Liu Yang', 'company': 'Tiancheng Ltd', 'account': 'liu'}).expect(200)
    assert 'Liu' not in answer.body.decode() and answer.json['visitor'].get('name') is None
    browser.chat('hello')
    contact, = agent.all('/contacts?state=open')[0]
    assert contact['trust'] == 'stated' and contact['customer_id'] is None and contact['name'] == 'Liu Yang', contact


@rule()
def a_false_identity_is_refused(daemon):
    open_channel(daemon)
    open_channel(daemon, 'other')
    key, now = new_key(daemon), time.time()
    good = sign(key)
    none = shop.base64url(b'{"alg":"none","kid":"k1"}') + '.' + good.split('.')[1] + '.'
    for bad in (none, none + good.split('.')[2], good[:-3], sign('another'), sign(key, channel='other'), sign(key, kid='k9'),
                sign(new_key(daemon, 'k1', 'other')), 'x', ''):
        assert Browser(daemon.port).start(identity=bad).expect(403).code == 'identity-refused', bad
    assert Browser(daemon.port).start(identity=sign(key, now=now - 400)).expect(403).code == 'identity-expired'
    assert Browser(daemon.port).start(identity=good).expect(200).json['visitor']['trust'] == 'verified'


@rule()
def an_identity_works_in_one_browser(daemon):
    open_channel(daemon)
    jws = sign(new_key(daemon))
    first = Browser(daemon.port)
    uuid = first.start(identity=jws).expect(200).json['visitor']['uuid']
    assert Browser(daemon.port).start(identity=jws).expect(403).code == 'identity-replayed'
    assert first.start(identity=jws).expect(200).json['visitor']['uuid'] == uuid, 'a reload with a cached page'


@rule()
def two_keys_are_live_and_a_third_ends_the_first(daemon):
    open_channel(daemon)
    old, new = new_key(daemon, 'a'), new_key(daemon, 'b')
    for key, kid in ((old, 'a'), (new, 'b')):
        Browser(daemon.port).start(identity=sign(key, kid=kid)).expect(200)
    third = new_key(daemon, 'c')
    assert Browser(daemon.port).start(identity=sign(old, kid='a')).expect(403).code == 'identity-refused'
    for key, kid in ((new, 'b'), (third, 'c')):
        Browser(daemon.port).start(identity=sign(key, kid=kid)).expect(200)


@rule()
def who_signs_out_takes_his_conversation_with_him(daemon):
    open_channel(daemon)
    key = new_key(daemon)
    browser = Browser(daemon.port)
    browser.chat('private', identity=sign(key, 'liu'))
    mine = browser.cookie
    assert [m['text'] for m in browser.start().expect(200).json['messages']] == ['private'], 'a page that says nothing goes on'
    assert browser.start(identity=None).expect(200).json['messages'] == [], 'nobody is signed in'
    browser.cookie = mine
    assert browser.start(identity=sign(key, 'zhang')).expect(200).json['messages'] == [], 'somebody else is signed in'
    browser.cookie = mine
    assert len(browser.start(identity=sign(key, 'liu')).expect(200).json['messages']) == 1


@rule()
def who_signs_in_while_talking_is_known_to_the_agent(daemon):
    open_channel(daemon)
    add_customer(daemon, 'liu')
    agent = Agent(daemon.port, 'ann')
    browser = Browser(daemon.port)
    browser.chat('I am nobody yet')
    contact, = agent.all('/contacts?state=open')[0]
    assert contact['trust'] == 'unknown'
    stream = agent.stream(contact['rev'])
    browser.start(identity=sign(new_key(daemon))).expect(200)
    event = stream.until(lambda got: got.get('noun') == 'contact' and got['json']['trust'] == 'verified')
    assert event['json']['customer_id'] == '900' and event['id'] == contact['id'], event


def opens(daemon, browser):
    """Whether the browser's cookie opens anything: a file, or its conversation."""
    headers = {'Cookie': browser.cookie, 'Origin': browser.origin(), 'Sec-Fetch-Site': 'same-origin'}
    session = daemon.ask('POST', '/widget/web/session', None, {}, headers).expect(200).json
    file = daemon.ask('GET', f'/widget/web/files/{new_uuid()}', None, None, headers)
    assert (file.status, file.code) == ((403, 'no-visitor') if session['fresh'] else (404, 'not-found')), (session, file.status)
    return not session['fresh']


@rule()
def who_signs_in_while_talking_leaves_the_old_cookie_behind(daemon):
    open_channel(daemon)
    key = new_key(daemon)
    browser, planter = Browser(daemon.port), Browser(daemon.port)
    talk = browser.chat('before I sign in')
    planter.cookie = browser.cookie  # it was put into the browser by somebody who keeps it, too
    reader = planter.socket(ticket=planter.start(memory=True).expect(200).json['ticket'])
    waiting = planter.start().expect(200).json['ticket']
    seen = browser.start(identity=sign(key)).expect(200)
    assert not seen.json['fresh'] and browser.cookie != planter.cookie, seen.json
    assert {'Path=/', 'Secure', 'HttpOnly'} <= {part.strip() for part in seen.headers['set-cookie'].split(';')}
    for socket in (talk, reader):
        assert socket.close_code() == 4401
    assert refused_ticket(daemon, waiting, planter.cookie) and not opens(daemon, planter)
    again = browser.start().expect(200)
    assert 'set-cookie' not in again.headers and not again.json['fresh']
    assert [message['text'] for message in again.json['messages']] == ['before I sign in']
    assert 'ack' in browser.say(browser.socket(ticket=again.json['ticket']), 'and after')
    assert daemon.query('SELECT count(*) FROM contact')[0][0] == 1
    assert browser.start(identity=sign(key, name='Liu')).expect(200).headers.get('set-cookie') is None, 'he is known already'


@rule()
def where_no_cookie_is_kept_the_token_is_renewed_as_well(daemon):
    open_channel(daemon)
    browser = Browser(daemon.port)
    token = browser.start(memory=True).expect(200).json['token']
    bare = browser.start(memory=True, token=token).expect(200).json['ticket']
    renewed = browser.start(memory=True, token=token, identity=sign(new_key(daemon))).expect(200).json
    assert not renewed['fresh'] and renewed['token'] != token and browser.cookie is None
    assert refused_ticket(daemon, bare, None), 'a ticket from before opens a socket'
    assert browser.start(memory=True, token=renewed['token']).expect(200).json['visitor']['uuid'] == renewed['visitor']['uuid']
    assert browser.start(memory=True, token=token).expect(200).json['fresh']


@rule()
def a_cookie_is_nobodys_after_half_a_year_without_a_visit(daemon):
    open_channel(daemon)
    browser = Browser(daemon.port)
    browser.start().expect(200)
    age = 'UPDATE visitor SET seen_at_ms = seen_at_ms - CAST(86400000 AS BIGINT) * '
    daemon.write(age + '179')
    assert opens(daemon, browser)
    ticket = browser.start().expect(200).json['ticket']
    daemon.write(age + '180')
    assert refused_ticket(daemon, ticket, browser.cookie) and not opens(daemon, browser)


@rule()
def a_first_message_sent_twice_makes_one_contact(daemon):
    open_channel(daemon)
    visitor = Visitor(daemon.port)
    message = visitor.message('once')
    seqs = set()
    for _ in range(3):  # the answer got lost, the page came back
        socket = visitor.socket()
        socket.send(message)
        socket.send({**message, 'n': message['n'] + 100})
        seqs |= {socket.until(lambda got: 'ack' in got)['seq'] for _ in range(2)}
        socket.close()
    assert len(seqs) == 1, seqs
    assert daemon.query('SELECT count(*) FROM contact')[0][0] == 1 and daemon.query('SELECT count(*) FROM message')[0][0] == 1


@rule()
def two_first_messages_at_once_share_a_contact(daemon):
    open_channel(daemon)
    visitor = Visitor(daemon.port)
    sockets = [visitor.socket() for _ in range(3)]
    for number, socket in enumerate(sockets):
        socket.send(visitor.message(f'tab {number}'))
    for socket in sockets:
        socket.until(lambda got: 'ack' in got)
    assert daemon.query('SELECT count(*) FROM contact')[0][0] == 1


@rule()
def after_the_end_a_message_opens_a_contact_that_continues(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    visitor = Browser(daemon.port)
    socket = visitor.chat('first')
    before, = agent.all('/contacts?state=open')[0]
    agent.accept(before['id'])
    agent.write(before['id'], 'answer', 10 ** 9)
    agent.close_contact(before['id'])
    socket.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == 'closed')
    assert 'ack' in visitor.say(socket, 'and another thing')
    after, = agent.all('/contacts?state=open')[0]
    assert after['id'] != before['id'] and after['continues_id'] == before['id'] and after['state'] == 'queued'
    assert [m['text'] for m in visitor.start().json['messages'] if m['author'] != 'system'] == ['first', 'answer', 'and another thing']
    texts = [m['text'] for m in agent.get(f'/contacts/{after["id"]}/messages')['items'] if m['author'] != 'system']
    assert texts == ['and another thing', 'answer', 'first'], texts


@rule()
def another_visitors_message_number_opens_nothing(daemon):
    open_channel(daemon)
    mine, other = Visitor(daemon.port), Visitor(daemon.port)
    message = mine.message('mine')
    socket = mine.socket()
    socket.send(message)
    socket.until(lambda got: 'ack' in got)
    theirs = other.socket()
    theirs.send(other.message('theirs', message['uuid']))
    got = theirs.until(lambda got: 'ack' in got or 'refused' in got)
    assert 'refused' in got, got
    assert 'mine' not in json.dumps(other.session())


@rule()
def internal_notes_never_reach_a_visitor(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    visitor = Browser(daemon.port)
    socket = visitor.chat('hello')
    contact, = agent.all('/contacts?state=open')[0]
    agent.accept(contact['id'])
    agent.write(contact['id'], 'he always complains', 10 ** 9, internal=True)
    agent.write(contact['id'], 'good morning', 10 ** 9)
    assert socket.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'agent')['json']['text'] == 'good morning'
    assert 'complains' not in visitor.start().body.decode()


@rule()
def a_visitor_hears_whether_somebody_is_there(daemon):
    open_channel(daemon)
    browser = Browser(daemon.port)
    assert browser.start().json['online'] is False
    socket = browser.chat('anybody?')
    assert socket.until(lambda got: got.get('frame') == 'desk')['online'] is False, 'who begins to wait is told at once'
    agent = Agent(daemon.port, 'ann')
    stream = agent.stream()
    agent.put('/me/presence', {'presence': 'online'})
    assert socket.until(lambda got: got.get('frame') == 'desk')['online'] is True
    assert browser.start().json['online'] is True
    agent.put('/me/presence', {'presence': 'break', 'reason': 'lunch'})
    assert socket.until(lambda got: got.get('frame') == 'desk')['online'] is False
    stream.close()
    west = Agent(daemon.port, 'wes')
    west.put('/me/presence', {'presence': 'online'})
    assert browser.start().json['online'] is False, 'who may not answer here does not count'


@rule()
def where_cookies_are_refused_the_page_holds_the_session(daemon):
    open_channel(daemon)
    blocked = Browser(daemon.port)
    first = blocked.start(memory=True).expect(200)
    assert 'set-cookie' not in first.headers and len(first.json['token']) == 64
    blocked.cookie = None
    socket = WebSocket(daemon.port, f'/widget/socket?ticket={first.json["ticket"]}', {'Origin': blocked.origin()})
    socket.until(lambda got: 'hello' in got)
    again = blocked.start(memory=True, token=first.json['token']).expect(200).json
    assert again['visitor']['uuid'] == first.json['visitor']['uuid'] and 'token' not in again


@rule('--visitor-sessions', '5')
def sessions_are_limited_by_address(daemon):
    open_channel(daemon)
    answers = [Browser(daemon.port).start() for _ in range(7)]
    assert [answer.status for answer in answers] == [200] * 5 + [429] * 2
    assert answers[-1].code == 'too-many' and 1 <= int(answers[-1].headers['retry-after']) <= 60


@rule()
def what_strangers_send_is_bounded(daemon):
    open_channel(daemon)
    browser = Browser(daemon.port)
    answer = browser.start(page={'title': 'x' * 500, 'url': 'y' * 5000}, stated={'name': 'z' * 900, 'company': ['a']}, lang=7, since='x')
    answer.expect(200)
    assert daemon.query('SELECT page_title, page_url, name, company, lang FROM visitor') == [(None,) * 5]
    headers = {'Origin': browser.origin()}
    for body, status in ((b'x' * 70000, 413), (b'[]', 400), (b'{"page":', 400), (b'\xff', 400), (b'', 400)):
        assert daemon.ask('POST', '/widget/web/session', None, body, headers).status == status, body[:20]


@rule()
def a_channel_takes_only_what_can_be_read_and_trusted(daemon):
    for words in (('--brand', '#ffd400'), ('--brand', 'red'), ('--origin', 'https://*.example.com'), ('--origin', 'https://a.example/path'),
                  ('--origin', "https://a.example; script-src *")):
        done = daemon.verb('channel', 'add', 'web', '--name', 'Web', '--org', 'hq', *words, check=False)
        assert done.returncode == 1 and done.stderr, words
    open_channel(daemon, 'web', '--brand', '#24406b')
    assert '--accent:#24406b' in daemon.get('/widget/web/brand.css').expect(200).body.decode()
    assert daemon.verb('channel', 'add', 'web', '--name', 'Web', '--org', 'hq', check=False).returncode == 1, 'twice'
    daemon.verb('channel', 'add', 'web', '--team', 'New', '--update')
    assert Browser(daemon.port).start().json['team'] == 'New'
    assert SHOP in daemon.get('/widget/web/frame').headers['content-security-policy'], 'an update keeps what it does not name'


@rule()
def the_master_key_is_readable_by_its_owner_alone(daemon):
    open_channel(daemon)
    key = new_key(daemon)
    path = os.path.join(daemon.folder, 'master.key')
    assert os.stat(path).st_mode & 0o777 == 0o600
    os.chmod(path, 0o644)
    refused = daemon.verb('channel', 'key', 'web', 'k2', check=False)
    assert refused.returncode == 1 and 'master key' in refused.stderr
    os.chmod(path, 0o600)
    Browser(daemon.port).start(identity=sign(key)).expect(200)


@rule()
def a_master_key_is_brought_and_not_made_anew_while_there_are_secrets(daemon):
    open_channel(daemon)
    key = new_key(daemon)
    path = os.path.join(daemon.folder, 'master.key')
    daemon.stop()
    os.rename(path, path + '.away')
    daemon.start()  # a further machine, say
    assert 'Copy it there' in daemon.log
    refused = daemon.verb('channel', 'key', 'web', 'k2', check=False)
    assert refused.returncode == 1 and 'Copy it there' in refused.stderr, refused.stderr
    token = daemon.sign_in('adm')
    channel = next(c for c in daemon.get('/api/v1/channels', token).json['items'] if c['key'] == 'web')
    keys = f'/api/v1/channels/{channel["id"]}/keys'
    assert daemon.ask('POST', keys, token, {'kid': 'k2'}).expect(503).code == 'unavailable'
    assert Browser(daemon.port).start(identity=sign(key)).expect(403).code == 'identity-refused'
    assert not os.path.exists(path)
    os.rename(path + '.away', path)
    Browser(daemon.port).start(identity=sign(key)).expect(200)
    # It is lost: what it has sealed goes, and the next one is made.
    os.remove(path)
    for kid in [k['kid'] for k in daemon.get(keys, token).json['items']]:
        daemon.ask('DELETE', f'{keys}/{kid}', token).expect(204)
    key = daemon.ask('POST', keys, token, {'kid': 'k3'}).expect(201).json['key']
    assert os.path.exists(path)
    Browser(daemon.port).start(identity=sign(key, kid='k3')).expect(200)


if __name__ == '__main__':
    run()
