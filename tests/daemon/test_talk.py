#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in a contact besides plain words: quotes, recalls, who is writing, what has arrived, and notes that stay here."""
import glob
import json
import os

from daemon import Daemon, wait_until
from rules import rule, run
from talk import Agent, Problem, Visitor, new_uuid
from ws import text


def begin(daemon, words='Why does it not start?', visitor_port=None):
    """A visitor with one message, ann who has accepted him; gives (visitor, his socket, ann, contact, his message's answer)."""
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')
    visitor = Visitor(visitor_port or daemon.port)
    socket = visitor.socket()
    said = visitor.say(socket, words)
    ann = Agent(daemon.port, 'ann')
    contact = ann.accept(ann.all('/contacts?state=open')[0][0]['id'])
    return visitor, socket, ann, contact, said


def problem_of(act):
    try:
        act()
    except Problem as problem:
        return problem.status, problem.code
    raise AssertionError('it was allowed')


def is_message(uuid):
    return lambda frame: frame.get('noun') == 'message' and uuid in (frame['id'], frame.get('json', {}).get('uuid'))


def messages(agent, contact):
    return {item['uuid']: item for item in agent.get(f'/contacts/{contact["id"]}/messages')['items']}


def recall(agent, contact, message):
    return agent.post(f'/contacts/{contact["id"]}/messages/{message}/recall', {'request': new_uuid()})


def rows_with(daemon, words):
    return [table for table in ('message', 'event') for row in daemon.query(f'SELECT * FROM {table}')
            if words in json.dumps([str(value) for value in row])]


def files_with(daemon, words):
    found = []
    for path in glob.glob(os.path.join(daemon.folder, 'zuoxi.db*')):
        with open(path, 'rb') as file:
            found += [path] if words.encode() in file.read() else []
    return found


@rule()
def a_quote_goes_with_its_answer_both_ways_and_in_the_order_of_sending(daemon):
    visitor, socket, ann, contact, said = begin(daemon)
    long = 'A' * 200
    answer = ann.write(contact['id'], long, said['seq'], quote=messages(ann, contact)[said['uuid']]['id'])
    quote = answer['extra']['quote']
    assert (quote['uuid'], quote['author'], quote['text']) == (said['uuid'], 'customer', 'Why does it not start?'), quote
    seen = socket.until(is_message(answer['uuid']))['json']['quote']
    assert seen == {'uuid': said['uuid'], 'author': 'customer', 'text': 'Why does it not start?'}, seen
    # What is more than words is stored alone, and still nothing overtakes it.
    burst = [visitor.message(f'line {i}') for i in range(9)]
    burst[3]['quote'] = burst[6]['quote'] = answer['uuid']
    burst[5]['quote'] = new_uuid()  # never said: the words count more
    for message in burst:
        socket.send(message)
    socket.until(lambda frame: frame.get('ack') == burst[8]['n'])
    stored = messages(ann, contact)
    assert [m['text'] for m in sorted(stored.values(), key=lambda m: int(m['id']))][2:] == [f'line {i}' for i in range(9)]
    quoted = stored[burst[3]['uuid']]['extra']['quote']
    assert (quoted['id'], quoted['name'], quoted['text']) == (answer['id'], 'Ann', 'A' * 120), quoted
    assert 'extra' not in stored[burst[5]['uuid']]
    shown = {m['id']: m for m in visitor.session()['messages']}
    assert shown[burst[6]['uuid']]['quote'] == {'uuid': answer['uuid'], 'author': 'agent', 'name': 'Ann', 'text': 'A' * 120}
    # Somebody else's words cannot be had by quoting them.
    other = Visitor(daemon.port)
    with other.socket() as others:
        theirs = other.say(others, 'mine alone')
        last = int(max(stored.values(), key=lambda m: int(m['id']))['id'])
        foreign = [m for m in ann.all('/contacts?state=open')[0] if m['last_message']['seq'] == theirs['seq']][0]['last_message']['seq']
        assert problem_of(lambda: ann.write(contact['id'], 'x', last, quote=str(foreign))) == (400, 'bad-quote')
        stolen = {**other.message('see'), 'quote': answer['uuid']}
        others.send(stolen)
        others.until(lambda frame: frame.get('ack') == stolen['n'])
    assert 'quote' not in {m['id']: m for m in other.session()['messages']}[stolen['uuid']]
    socket.close()


@rule()
def what_is_taken_back_is_nowhere_any_more(daemon):
    visitor, socket, ann, contact, said = begin(daemon, 'RecalledQuestion')
    stream = ann.stream()
    answer = ann.write(contact['id'], 'RecalledAnswer', said['seq'], quote=messages(ann, contact)[said['uuid']]['id'])
    later = {**visitor.message('and then'), 'quote': answer['uuid']}
    socket.send(later)
    socket.until(lambda frame: frame.get('ack') == later['n'])
    lea = Agent(daemon.port, 'lea')
    assert problem_of(lambda: recall(lea, contact, answer['id'])) == (403, 'not-allowed')
    assert problem_of(lambda: recall(ann, contact, new_uuid())) == (404, 'not-found')
    # The agent's, by number, then again by UUID: both know it.
    gone = recall(ann, contact, answer['id'])
    assert gone['text'] == '' and 'extra' not in gone and gone['recalled_at'] and gone['rev'] > int(gone['id']), gone
    assert recall(ann, contact, answer['uuid']) == gone
    seen = socket.until(lambda frame: is_message(answer['uuid'])(frame) and frame['json'].get('recalled'))['json']
    assert seen['text'] == '' and 'quote' not in seen, seen
    told = stream.until(lambda frame: is_message(answer['uuid'])(frame) and 'recalled_at' in frame['json'])
    assert told['rev'] == gone['rev']
    # Sent again after a cut, it stays what it is.
    again = ann.write(contact['id'], 'RecalledAnswer', said['seq'], uuid=answer['uuid'])
    assert again == gone, again
    # The visitor's own; the quotes of both are empty too.
    socket.send({'recall': said['uuid'], 'n': 77})
    assert socket.until(lambda frame: 'recalled' in frame or 'refused' in frame) == {'recalled': said['uuid']}
    socket.send({'recall': answer['uuid'], 'n': 78})
    refused = socket.until(lambda frame: 'refused' in frame)
    assert (refused['refused'], refused['code']) == (78, 'unknown'), refused
    socket.send({**visitor.message('RecalledQuestion', said['uuid'])})
    socket.until(lambda frame: frame.get('uuid') == said['uuid'] and 'ack' in frame)
    assert messages(ann, contact)[later['uuid']]['extra']['quote']['recalled']
    assert {m['id']: m for m in visitor.session()['messages']}[said['uuid']]['recalled']
    row = ann.get(f'/contacts/{contact["id"]}')
    assert row['unread'] == 1, row
    wait_until(lambda: not rows_with(daemon, 'Recalled') and not files_with(daemon, 'Recalled'), 'the words gone')
    stream.close()
    socket.close()


@rule('--recall-seconds', '0')
def too_late_is_too_late_by_the_servers_clock(daemon):
    visitor, socket, ann, contact, said = begin(daemon)
    answer = ann.write(contact['id'], 'hello', said['seq'])
    assert problem_of(lambda: recall(ann, contact, answer['id'])) == (409, 'too-late')
    socket.send({'recall': said['uuid'], 'n': 5})
    refused = socket.until(lambda frame: 'refused' in frame)
    assert refused == {'refused': 5, 'uuid': said['uuid'], 'code': 'too-late'}, refused
    assert [m['text'] for m in visitor.session()['messages']] == ['Why does it not start?', 'hello']
    socket.close()


@rule()
def who_is_writing_is_shown_to_who_sees_the_contact_and_kept_nowhere(daemon):
    _, socket, ann, contact, said = begin(daemon)
    ed, lea = Agent(daemon.port, 'ed'), Agent(daemon.port, 'lea')
    streams = {agent: agent.stream() for agent in (ann, ed, lea)}
    for stream in streams.values():
        stream.until(lambda frame: 'hello' in frame)
    socket.send({'typing': 'W' * 900})
    for agent in (ann, lea):
        frame = streams[agent].until(lambda frame: frame.get('frame') == 'typing')
        assert frame == {'frame': 'typing', 'contact_id': contact['id'], 'text': 'W' * 500}, frame
    drafts = [f'draft {number}' for number in range(20)]
    socket.send_bytes(b''.join(text({'typing': draft}) for draft in drafts + ['']))
    told = [streams[ann].until(lambda frame: frame.get('frame') == 'typing')['text']]
    while told[-1]:
        told.append(streams[ann].until(lambda frame: frame.get('frame') == 'typing')['text'])
    assert 1 < len(told) < 20 and told[:-1] == [draft for draft in drafts if draft in told], told  # what a slow line brought together, and no flood
    # What has arrived and what was read are facts.
    answer = ann.write(contact['id'], 'one moment', said['seq'])
    socket.until(is_message(answer['uuid']))
    socket.send({'got': int(answer['id'])})
    socket.send({'got': int(answer['id']) - 1})
    streams[ann].until(lambda f: f.get('noun') == 'contact' and f['json']['visitor_got_seq'] == int(answer['id'])
                       and f['json']['visitor_read_seq'] < int(answer['id']))
    socket.send({'read': int(answer['id'])})
    streams[ann].until(lambda f: f.get('noun') == 'contact' and f['json']['visitor_read_seq'] == int(answer['id']))
    heard = []
    ed.put('/me/presence', {'presence': 'online'})
    streams[ed].until(lambda frame: heard.append(frame) or (frame.get('noun') == 'agent' and frame['json']['login'] == 'ed'))
    assert not [frame for frame in heard if 'frame' in frame or frame.get('noun') in ('contact', 'message')], heard
    # The other way round.
    ann.post(f'/contacts/{contact["id"]}/typing', {})
    assert socket.until(lambda frame: frame.get('frame') == 'typing') == {'frame': 'typing', 'name': 'Ann'}
    assert problem_of(lambda: ed.post(f'/contacts/{contact["id"]}/typing', {})) == (404, 'not-found')
    assert not rows_with(daemon, 'W' * 9)
    for stream in (*streams.values(), socket):
        stream.close()


@rule()
def a_note_never_leaves_the_house(daemon):
    visitor, socket, ann, contact, said = begin(daemon)
    path = f'/contacts/{contact["id"]}/messages'
    agents = {agent['login']: agent['id'] for agent in ann.get('/agents')['items']}
    note = ann.post(path, {'uuid': new_uuid(), 'text': 'SecretNote', 'internal': True, 'mentions': [agents['lea']]})
    assert note['internal'] and note['extra'] == {'mentions': [agents['lea']]}, note

    def refused(**body):
        return problem_of(lambda: ann.post(path, {'uuid': new_uuid(), 'text': 'x', 'seen_seq': said['seq'], **body}))

    assert refused(internal=True, mentions=[agents['ed']]) == (400, 'bad-mention')
    assert refused(internal=True, mentions=['999999']) == (400, 'bad-mention')
    readers = ann.get(f'/contacts/{contact["id"]}/readers')['agents']
    assert sorted(readers) == sorted(agents[login] for login in ('ann', 'lea', 'adm')), readers
    assert refused(internal=True, mentions=[agents['lea']] * 11) == (400, 'bad-data')
    assert refused(internal=True, suggestion={'article_id': '1', 'question_id': '1', 'edited': False}) == (400, 'bad-data')
    assert refused(mentions=[agents['lea']]) == (400, 'bad-data')
    assert refused(quote=note['id']) == (400, 'bad-quote')
    ann.post(path, {'uuid': new_uuid(), 'text': 'SecretReply', 'internal': True, 'quote': note['id']})
    stolen = {**visitor.message('what is that?'), 'quote': note['uuid']}
    socket.send(stolen)
    recall(ann, contact, note['id'])
    answer = ann.write(contact['id'], 'the end', 2 ** 53)
    heard = []
    socket.until(lambda frame: heard.append(json.dumps(frame)) or is_message(answer['uuid'])(frame))
    fresh = visitor.socket(since=0)
    fresh.until(lambda frame: heard.append(json.dumps(frame)) or is_message(answer['uuid'])(frame))
    heard.append(json.dumps(visitor.session()))
    assert not [text for text in heard if 'Secret' in text or note['uuid'] in text], heard
    socket.close()
    fresh.close()


@rule()
def a_recall_at_one_daemon_is_seen_at_the_other(daemon):
    if daemon.store != 'postgres':
        return
    with Daemon(daemon.store, beside=daemon) as other:
        _, socket, ann, contact, said = begin(daemon, visitor_port=other.port)
        answer = ann.write(contact['id'], 'RecalledThere', said['seq'])
        socket.until(is_message(answer['uuid']))
        recall(ann, contact, answer['id'])
        assert socket.until(is_message(answer['uuid']))['json']['recalled']
        socket.close()


if __name__ == '__main__':
    run()
