#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person who is erased is nowhere in the data any more; the figures are as they were."""
import glob
import hashlib
import json
import os

from bring import Piecemeal, Sender, agent_sends, bytes_kept
from daemon import wait_until
from pixels import photograph, picture
from rules import rule, run
from talk import Agent, Visitor, new_uuid

NAME, MAIL, PHONE, TITLE = 'Zaphod Markername', 'zaphod-marker@ost.example', '+8613811112222', 'MarkerTitle'
WORDS, ANSWER, SUMMARY, PAGE = 'MarkerQuestion never seen', 'MarkerAnswer never seen', 'MarkerSummary', 'MarkerPage'
MARKERS = (NAME, MAIL, '13811112222', TITLE, WORDS, ANSWER, SUMMARY, PAGE)
BASE = '/api/v1/customers'


def tables(daemon):
    if daemon.store == 'postgres':
        names = daemon.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    else:
        names = daemon.query("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return sorted(name for (name,) in names)


def places(daemon, markers=MARKERS):
    """Which table holds which marker, in any column, in any writing."""
    found = set()
    for table in tables(daemon):
        for row in daemon.query(f'SELECT * FROM {table}'):
            text = json.dumps([bytes(v).decode('latin-1') if isinstance(v, (bytes, memoryview)) else str(v) for v in row],
                              ensure_ascii=False).lower()
            found |= {(table, marker) for marker in markers if marker.lower() in text}
    return found


def bytes_left(daemon, markers=MARKERS):
    """Which marker is anywhere in the database's files."""
    left = set()
    for path in glob.glob(os.path.join(daemon.folder, 'zuoxi.db*')):
        with open(path, 'rb') as file:
            data = file.read().lower()
        left |= {(os.path.basename(path), marker) for marker in markers if marker.lower().encode() in data}
    return left


def post(daemon, token, path, status=201, **body):
    return daemon.ask('POST', BASE + path, token, {'request': new_uuid(), **body}).expect(status).json


def change(daemon, token, customer, path, **body):
    return daemon.ask('PATCH', f'{BASE}/{customer["id"]}{path}', token, body,
                      {'If-Match': f'"{customer["rev"]}"'}).expect(200).json


def live(daemon, **members):
    """A customer whose person writes, is answered, is written about and changed; gives (customer, person's id)."""
    lea = Agent(daemon.port, 'lea')
    customer = post(daemon, lea.token, '', name='Ostwerk', kind='company', note=f'Ask {NAME} first',
                    people=[{'name': NAME, 'title': TITLE, 'identities': [{'kind': 'mail', 'value': MAIL, 'shared': False}]},
                            {'name': 'Other Person'}], **members)
    person = customer['people'][0]['id']
    base = f'/{customer["id"]}'
    customer = post(daemon, lea.token, base + '/identities', person_id=person, kind='phone', value=PHONE, shared=False)
    customer = post(daemon, lea.token, base + '/notes', text=f'Called {NAME.upper()} at 13811112222, all is well')
    customer = post(daemon, lea.token, base + '/products', name='Shop', note=f'set up by {NAME}')
    customer = change(daemon, lea.token, customer, f'/people/{person}', lang='de')
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--org', 'hq', '--origin', 'http://localhost:1')
    visitor = Visitor(daemon.port)
    with visitor.socket() as socket:
        visitor.say(socket, WORDS)
        contact = wait_until(lambda: lea.get('/contacts')['items'], 'the contact is there')[0]
        lea.accept(contact['id'])
        lea.write(contact['id'], ANSWER, int(contact['last_message']['seq']))
    adm = Agent(daemon.port, 'adm')
    adm.put('/me/presence', {'presence': 'online'})
    wish = {'request': new_uuid(), 'agent_id': adm.id, 'note': f'{NAME} asks for you'}
    offer = lea.post(f'/contacts/{contact["id"]}/transfer', wish)['offer']
    adm.post(f'/offers/{offer["id"]}/decline', {'request': new_uuid(), 'reason': f'not {MAIL} again'})
    for table in ('contact', 'visitor'):
        daemon.write(f"UPDATE {table} SET name = '{NAME}', page_url = '{PAGE}'")
    lea.put(f'/contacts/{contact["id"]}/customer', {'request': new_uuid(), 'customer_id': customer['id'], 'person_id': person, 'remember': True})
    daemon.write(f"UPDATE visitor SET stated = '{{\"mail\":\"{MAIL}\"}}', account = '{MAIL}'")
    daemon.write(f"UPDATE contact SET rating = 5, rated_at_ms = 1, rating_comment = 'Thanks from {NAME}', left_message = 1, "
                 f"passed_note = 'Ask {NAME}', left_name = '{NAME}', left_reach = '{MAIL}'")
    return lea, customer, person, contact['id']


def end(lea, contact):
    lea.post(f'/contacts/{contact}/close', {'request': new_uuid(), 'summary': SUMMARY})


def found(daemon, token):
    return daemon.get(BASE + '?q=Markername', token).expect(200).json['items']


def figures(daemon):
    return daemon.query('SELECT id, state, tier, agent_id, customer_id, person_id, created_at_ms, accepted_at_ms, closed_at_ms, '
                        '(SELECT count(*) FROM message m WHERE m.contact_id = c.id) FROM contact c ORDER BY id')


@rule()
def nothing_is_left_of_an_erased_person_but_the_figures(daemon):
    lea, customer, person, contact = live(daemon)
    path = f'/{customer["id"]}/people/{person}'
    assert daemon.ask('POST', f'{BASE}{path}/erase', lea.token, {'request': new_uuid()}).expect(403).code == 'not-allowed'
    adm = daemon.sign_in('adm')
    busy = daemon.ask('POST', f'{BASE}{path}/erase', adm, {'request': new_uuid()}).expect(409)
    assert busy.code == 'in-use' and busy.json['contacts'] == 1
    end(lea, contact)
    assert {marker for _, marker in places(daemon)} >= set(MARKERS) - {'13811112222'}, places(daemon)
    assert daemon.store == 'postgres' or {marker for _, marker in bytes_left(daemon)} >= set(MARKERS) - {'13811112222'}
    question = daemon.query(f"SELECT min(id) FROM message WHERE contact_id = {contact} AND author = 'customer'")[0][0]
    daemon.write(f'INSERT INTO asked (id, question_id, contact_id, org_id, at_ms, first_fit) VALUES (1, {question}, {contact}, 1, 1, 900)')
    daemon.write('INSERT INTO shown (asked_id, place, article_id, fit) VALUES (1, 1, 7, 900)')
    daemon.write('INSERT INTO verdict (id, question_id, article_id, agent_id, kind, at_ms, contact_id) '
                 f"VALUES (2, {question}, 7, {lea.id}, 'sent', 1, {contact})")
    wait_until(lambda: found(daemon, adm), 'he is found')
    before, head = figures(daemon), daemon.head
    request = new_uuid()
    with lea.stream(since=head) as stream:
        left = daemon.ask('POST', f'{BASE}{path}/erase', adm, {'request': request}).expect(200).json
        event = stream.until(lambda got: got.get('noun') == 'customer')
        assert event['json']['people'][0]['erased'] is True and event['rev'] == left['rev']
    assert places(daemon) == set(), places(daemon)
    assert all(daemon.query(f'SELECT count(*) FROM {table}') == [(0,)] for table in ('asked', 'shown', 'verdict'))
    assert figures(daemon) == before
    assert daemon.query('SELECT customer_id, person_id, trust FROM visitor') == [(None, None, 'unknown')]
    if daemon.store == 'sqlite':
        wait_until(lambda: not bytes_left(daemon), f'the files are clean: {bytes_left(daemon)}')
    wait_until(lambda: not found(daemon, adm), 'he is found no more')
    erased, other = left['people']
    assert erased['name'] == '' and erased['erased'] and erased['identities'] == [] and other['name'] == 'Other Person'
    assert left['name'] == 'Ostwerk' and left['note'] == 'Ask ███ first' and left['notes'][0]['text'] == 'Called ███ at ███, all is well'
    for message in lea.get(f'/contacts/{contact}/messages')['items']:
        assert message['text'] == '' and message['extra'] == {'erased': True}
    again = daemon.ask('POST', f'{BASE}{path}/erase', adm, {'request': request}).expect(200).json
    assert again['rev'] == left['rev']
    assert daemon.ask('PATCH', f'{BASE}{path}', lea.token, {'name': 'Back'}, {'If-Match': f'"{left["rev"]}"'}).expect(409).code == 'erased'
    # Who resumes from long ago hears only of what is left.
    with lea.stream(since=1) as stream:
        frames = []
        stream.until(lambda got: frames.append(json.dumps(got, ensure_ascii=False)) or got.get('seq') == daemon.head)
    assert not [f for f in frames for marker in MARKERS if marker in f]
    trail = daemon.query("SELECT action, detail FROM audit WHERE noun = 'customer' ORDER BY id")
    assert trail[-1][0] == 'person.erase' and ('person.change', '{"erased":true}') in trail
    assert 'PROBLEM' not in daemon.verb('check').stdout


@rule()
def who_does_not_see_all_of_a_person_neither_reads_nor_erases_the_rest(daemon):
    east = next(str(id) for name, id in daemon.query('SELECT name, id FROM org') if name == 'east')
    lea, customer, person, contact = live(daemon, org_id=east)
    end(lea, contact)
    daemon.verb('user', 'add', 'ea', '--role', 'admin', '--scope', 'own', '--org', 'east', '--password-stdin', stdin='correct horse\n')
    ea = daemon.sign_in('ea', 'correct horse')
    path = f'{BASE}/{customer["id"]}/people/{person}'
    assert daemon.get(f'/api/v1/contacts/{contact}/messages', ea).status == 404
    for answer in (daemon.get(f'{path}/export', ea), daemon.ask('POST', f'{path}/erase', ea, {'request': new_uuid()})):
        assert answer.expect(403).code == 'not-allowed' and 'other organisations' in answer.json['detail'], answer.json
    assert daemon.query("SELECT count(*) FROM audit WHERE action IN ('person.export', 'person.erase')") == [(0,)]
    daemon.write(f'UPDATE contact SET org_id = {east}')
    assert WORDS in json.dumps(daemon.get(f'{path}/export', ea).expect(200).json)
    daemon.ask('POST', f'{path}/erase', ea, {'request': new_uuid()}).expect(200)
    assert places(daemon) == set(), places(daemon)


@rule()
def a_private_customer_goes_whole_by_the_command_too(daemon):
    lea, customer, person, contact = live(daemon)
    end(lea, contact)
    customer = lea.get(f'/customers/{customer["id"]}')
    other = customer['people'][1]['id']
    daemon.ask('DELETE', f'{BASE}/{customer["id"]}/people/{other}', lea.token, None, {'If-Match': f'"{customer["rev"]}"'}).expect(200)
    customer = lea.get(f'/customers/{customer["id"]}')
    markers = (*MARKERS, 'MarkerNumber', 'MarkerOwnField')
    daemon.write("INSERT INTO field (id, key, label, kind, rev) VALUES (1, 'pet', 'Pet', 'text', 0)")
    change(daemon, lea.token, customer, '', name=NAME, kind='person', external_id='MarkerNumber', fields={'pet': 'MarkerOwnField'})
    exported = json.loads(daemon.verb('person', 'export', person).stdout)
    assert exported['person'][0]['name'] == NAME and exported['customer'][0]['external_id'] == 'MarkerNumber'
    assert [i['value'] for i in exported['identities']] == [MAIL, PHONE] and exported['visits'][0]['name'] == NAME
    assert [m['text'] for m in exported['contacts'][0]['messages'] if m['author'] != 'system'] == [WORDS, ANSWER] and exported['contacts'][0]['summary'] == SUMMARY
    assert NAME.upper() in exported['notes'][0]['text']
    assert [(o['kind'], o['note'], o['reason']) for o in exported['contacts'][0]['offers']] == [('transfer', f'{NAME} asks for you', f'not {MAIL} again')]
    assert daemon.verb('person', 'erase', person, check=False).returncode == 1
    assert daemon.verb('person', 'erase', '999999', '--yes', check=False).returncode == 1
    before = figures(daemon)
    daemon.verb('person', 'erase', person, '--yes')
    wait_until(lambda: not found(daemon, lea.token), 'the daemon beside has heard of it')
    assert places(daemon, markers) == set(), places(daemon, markers)
    assert figures(daemon) == before and 'PROBLEM' not in daemon.verb('check').stdout
    daemon.stop()  # the last one moves the log into the file
    assert bytes_left(daemon, markers) == set() if daemon.store == 'sqlite' else True
    daemon.start()
    left = daemon.get(f'{BASE}/{customer["id"]}', daemon.sign_in('lea')).expect(200).json
    assert left['name'] == '' and 'external_id' not in left and left['fields'] == {} and left['notes'] == []


def talk_with_files(daemon, lea, customer, person, name, *contents):
    """A visitor who is this person writes with pictures and ends; gives (visitor, his files, contact)."""
    visitor = Sender(daemon.port)
    with visitor.socket() as socket:
        files = [visitor.send(daemon, name, content).expect(201).json for content in contents]
        assert all(file['thumb'] for file in files) and 'ack' in visitor.say_with(socket, 'See these', *files)
    contact = next(c for c in wait_until(lambda: lea.get('/contacts')['items'], 'the contact is there') if c['state'] == 'queued')
    lea.accept(contact['id'])
    lea.put(f'/contacts/{contact["id"]}/customer',
            {'request': new_uuid(), 'customer_id': customer['id'], 'person_id': person['id'], 'remember': True})
    return visitor, files, contact


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


@rule()
def the_files_of_an_erased_person_are_gone_from_the_disk(daemon):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--org', 'hq', '--origin', 'http://localhost:1')
    lea, adm = Agent(daemon.port, 'lea'), daemon.sign_in('adm')
    customer = post(daemon, lea.token, '', name='Ostwerk', kind='company', people=[{'name': NAME}, {'name': 'Other Person'}])
    person, other = customer['people']
    passport, logo, unsent = photograph(), picture(noise=b'both have it'), picture(300, 200)
    visitor, files, contact = talk_with_files(daemon, lea, customer, person, 'Markername.jpg', passport)
    files.append(visitor.send(daemon, 'logo.png', logo).expect(201).json)
    with visitor.socket() as socket:
        visitor.say_with(socket, '', files[1])
    plan = agent_sends(daemon, lea, contact['id'], 'MarkerPlan.txt', b'for him alone').expect(201).json
    lea.write(contact['id'], '', daemon.head, files=[plan['uuid']])
    agent_sends(daemon, lea, contact['id'], 'MarkerDraft.txt', b'not sent to him').expect(201)
    visitor.send(daemon, 'MarkerUnsent.png', unsent).expect(201)
    half = Piecemeal.of_visitor(daemon, visitor, bytes(600000))
    half.cut(0, 400000)
    end(lea, contact['id'])
    neighbour, theirs, contact = talk_with_files(daemon, lea, customer, other, 'logo.png', logo)
    theirs_half = Piecemeal.of_visitor(daemon, neighbour, bytes(600000))
    theirs_half.cut(0, 400000)
    end(lea, contact['id'])
    his = [sum_of(content) for content in (passport, b'for him alone', b'not sent to him', unsent)]
    kept = bytes_kept(daemon)[0]
    assert kept > set(his) | {sum_of(logo)} and len(kept) == 8, 'five contents, three of them with a small picture'
    daemon.ask('POST', f'{BASE}/{customer["id"]}/people/{person["id"]}/erase', adm, {'request': new_uuid()}).expect(200)
    wait_until(lambda: len(bytes_kept(daemon)[0]) == 2, 'what the other one has too is left, with its small picture')
    wait_until(lambda: half.written() == 0, 'what he has brought only half of is gone')
    assert not bytes_kept(daemon)[0] & set(his) and theirs_half.written() == 400000 and len(bytes_kept(daemon)[1]) == 1
    assert places(daemon, ('MarkerPlan', 'MarkerDraft', 'MarkerUnsent', 'Markername.jpg')) == set()
    assert visitor.fetch(daemon, files[0]).expect(403).code == 'no-visitor'
    daemon.get('/api/v1/files/' + plan['id'], lea.token).expect(404)
    assert neighbour.fetch(daemon, theirs[0]).expect(200).body == logo
    daemon.stop()
    daemon.verb('person', 'erase', other['id'], '--yes')
    assert len(bytes_kept(daemon)[0]) == 2, 'a daemon, or check, takes them away'
    assert 'PROBLEM' not in daemon.verb('check').stdout and bytes_kept(daemon)[0] == set()
    daemon.start()
    wait_until(lambda: bytes_kept(daemon) == (set(), set()), 'what the other has brought only half of is gone')


@rule()
def who_was_merged_into_a_company_is_taken_out_of_it(daemon):
    lea, adm = Agent(daemon.port, 'lea'), daemon.sign_in('adm')
    daemon.write("INSERT INTO field (id, key, label, kind, rev) VALUES (1, 'pet', 'Pet', 'text', 0), (2, 'size', 'Size', 'text', 0)")
    private = post(daemon, lea.token, '', name=NAME, kind='person', external_id='MarkerNumber', note='MarkerNote', fields={'pet': 'MarkerPet'},
                   people=[{'name': NAME}], identities=[{'kind': 'mail', 'value': MAIL, 'shared': False}])
    private = post(daemon, lea.token, f'/{private["id"]}/notes', text='MarkerThought')
    company = post(daemon, lea.token, '', name='Ostwerk', kind='company', fields={'size': 'big'}, people=[{'name': 'Other Person'}])
    company = daemon.ask('POST', f'{BASE}/{company["id"]}/merge', lea.token, {'request': new_uuid(), 'from_id': private['id']},
                         {'If-Match': f'"{company["rev"]}"'}).expect(200).json
    markers = (NAME, MAIL, 'MarkerNumber', 'MarkerNote', 'MarkerPet', 'MarkerThought')
    assert {marker for _, marker in places(daemon, markers)} == set(markers)
    person = next(p for p in company['people'] if p['name'] == NAME)
    left = daemon.ask('POST', f'{BASE}/{company["id"]}/people/{person["id"]}/erase', adm, {'request': new_uuid()}).expect(200).json
    assert places(daemon, markers) == set(), places(daemon, markers)
    assert left['name'] == 'Ostwerk' and left['fields'] == {'size': 'big'} and left['notes'] == [] and 'note' not in left
    assert sorted(p['name'] for p in left['people']) == ['', 'Other Person'] and 'PROBLEM' not in daemon.verb('check').stdout


if __name__ == '__main__':
    run()
