# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two WebSocket streams promise, to friend and stranger."""
import contextlib
import json
import os
import re
import resource
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import wait_until  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, Visitor, new_uuid  # noqa: E402
from ws import PING, PONG, TEXT, Closed, Refused, frame, masked_frame, text  # noqa: E402


def open_channel(daemon, org='hq'):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', org)


def join(daemon, **options):
    """A visitor with an open socket."""
    visitor = Visitor(daemon.port)
    return visitor, visitor.socket(**options)


def acked(visitor, ws, words):
    got = visitor.say(ws, words)
    assert 'ack' in got, got
    return got


def event_of(ws, noun, wanted=lambda json_: True):
    return ws.until(lambda got: got.get('noun') == noun and wanted(got.get('json', {})))


@rule()
def bytes_behind_the_upgrade_are_heard(daemon):
    open_channel(daemon)
    visitor = Visitor(daemon.port)
    message = visitor.message('in the same segment as the upgrade')
    ws = visitor.socket(early=text(message))
    assert ws.until(lambda got: 'ack' in got)['uuid'] == message['uuid']


@rule()
def a_ping_between_fragments_is_answered_and_the_message_arrives(daemon):
    open_channel(daemon)
    visitor, ws = join(daemon)
    message = visitor.message('退款 "q"\n')
    whole = json.dumps(message, ensure_ascii=False).encode()
    ws.send_bytes(frame(TEXT, whole[:40], final=False))
    ws.send_bytes(frame(PING, b'hi'))
    while (PONG, b'hi') not in ws.frames():
        pass
    ws.send_bytes(frame(0, whole[40:60], final=False) + frame(0, whole[60:]))
    assert ws.until(lambda got: 'ack' in got)['ack'] == message['n']


@rule()
def a_frame_may_come_byte_by_byte_and_two_in_one_segment(daemon):
    open_channel(daemon)
    visitor, ws = join(daemon)
    first = visitor.message('one byte at a time')
    for byte in masked_frame(TEXT, json.dumps(first).encode()):
        ws.send_bytes(bytes([byte]))
    assert ws.until(lambda got: 'ack' in got)['uuid'] == first['uuid']
    second, third = visitor.message('two'), visitor.message('three')
    ws.send_bytes(text(second) + text(third))
    assert [ws.until(lambda got: 'ack' in got)['uuid'] for _ in range(2)] == [second['uuid'], third['uuid']]


@rule()
def what_is_no_websocket_is_closed_with_the_right_code(daemon):
    open_channel(daemon)
    for data, code in ((frame(TEXT, b'x' * 17000), 1009), (frame(TEXT, b'{}', masked=False), 1002), (frame(TEXT, b'\xff\xfe'), 1007),
                       (frame(TEXT, b'hello'), 1007), (frame(TEXT, b'[]'), 1007), (frame(TEXT, b''), 1007), (frame(2, b'{}'), 1007), (frame(3, b''), 1002),
                       (frame(0, b'{}'), 1002), (frame(8, b'\x03\xe8'), 1000)):
        _, ws = join(daemon)
        ws.send_bytes(data)
        got = ws.close_code()
        assert got == code, f'{data[:20]!r}: {got}, not {code}'


@rule()
def the_same_uuid_again_gets_the_same_number_and_no_second_event(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    visitor, ws = join(daemon)
    stream = agent.stream()
    stream.receive()  # its hello: from here on it tells
    message = visitor.message('once')
    seqs = []
    for _ in range(3):
        ws.send(message)
        seqs.append(ws.until(lambda got: 'ack' in got)['seq'])
    assert len(set(seqs)) == 1, seqs
    last = acked(visitor, ws, 'end')
    texts = []
    while 'end' not in texts:
        texts.append(event_of(stream, 'message')['json']['text'])
    assert texts == ['once', 'end'], texts
    assert last['seq'] > seqs[0]
    assert daemon.query('SELECT count(*) FROM message') == [(2,)]


@rule()
def a_message_that_cannot_be_taken_is_refused_by_name(daemon):
    open_channel(daemon)
    visitor, ws = join(daemon)
    for message, code in (({'n': 1, 'uuid': new_uuid(), 'text': '长' * 4001}, 'too-long'), ({'n': 2, 'uuid': new_uuid(), 'text': ''}, 'empty'),
                          ({'n': 3, 'uuid': 'x', 'text': 'a'}, 'bad-data'), ({'n': 4, 'uuid': new_uuid()}, 'bad-data'),
                          ({'n': 5, 'text': 'a', 'uuid': 5}, 'bad-data'), ({'n': 6}, 'bad-data')):
        ws.send(message)
        got = ws.until(lambda got: 'refused' in got)
        assert (got['refused'], got['code']) == (message['n'], code), got
    assert acked(visitor, ws, '长' * 4000)


@rule()
def more_than_20_messages_in_10_s_are_refused_also_after_a_reconnect(daemon):
    open_channel(daemon)
    visitor, ws = join(daemon)
    begun = time.monotonic()

    def burst(ws):
        """What is answered to many that come at once; the first ones first."""
        messages = [visitor.message(str(i)) for i in range(60)]
        ws.send_bytes(b''.join(text(message) for message in messages))
        answers = {}
        while len(answers) < len(messages):
            got = ws.until(lambda got: 'ack' in got or 'refused' in got)
            answers[got.get('ack', got.get('refused'))] = got.get('code', 'ack')
        return [answers[message['n']] for message in messages]
    first = burst(ws)
    assert first[:20] == ['ack'] * 20, first
    ws.close()
    answers = first + burst(visitor.socket())
    assert set(answers) == {'ack', 'too-fast'}, answers
    assert answers.count('ack') <= 20 + 2 * (time.monotonic() - begun), 'the reconnect gave a fresh allowance'


@rule()
def a_visitor_sees_neither_internal_messages_nor_ids(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    visitor, ws = join(daemon)
    acked(visitor, ws, 'hello')
    contact = agent.all('/contacts?state=open')[0][0]
    agent.accept(contact['id'])
    seen = contact['last_message']['seq']
    agent.write(contact['id'], 'he is angry', seen, internal=True)
    agent.write(contact['id'], 'good day', seen)
    got, frames = {}, []
    while got.get('json', {}).get('text') != 'good day':
        got = ws.receive()
        frames.append(got)
    wire = json.dumps(frames)
    assert 'angry' not in wire and '_id' not in wire, wire
    assert got['json'] == {'author': 'agent', 'name': 'Ann', 'text': 'good day', 'sent_at': got['json']['sent_at']}, got
    state = [f for f in frames if f.get('noun') == 'contact'][-1]
    assert state['id'] == contact['uuid'] and state['json']['state'] == 'active' and state['json']['agent_name'] == 'Ann', state
    again = visitor.socket(since=0)
    frames = []
    while not frames or frames[-1].get('json', {}).get('text') != 'good day':
        frames.append(again.receive())
    assert 'angry' not in json.dumps(frames)
    assert [f['json']['text'] for f in frames if f.get('noun') == 'message'] == ['hello', 'good day']


@rule()
def a_visitors_other_window_sees_what_this_one_writes(daemon):
    open_channel(daemon)
    visitor, here = join(daemon)
    acked(visitor, here, 'first')
    event_of(here, 'contact')  # it is the contact's socket from now on
    there = visitor.socket()
    there.until(lambda got: got.get('noun') == 'contact')
    message = visitor.message('second')
    here.send(message)
    got = event_of(there, 'message', lambda j: j['text'] == 'second')
    assert got['id'] == message['uuid'] and got['json']['author'] == 'customer', got
    frames = []
    acked(visitor, there, 'third')
    while not frames or frames[-1].get('json', {}).get('text') != 'third':
        frames.append(here.receive())
    assert not [f for f in frames if f.get('json', {}).get('text') == 'second'], 'the sender was told his own message'


@rule()
def a_message_to_a_closed_contact_begins_a_new_one_with_nothing_lost(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    visitor, ws = join(daemon)
    acked(visitor, ws, 'old')
    old = agent.all('/contacts?state=open')[0][0]
    agent.accept(old['id'])
    agent.close_contact(old['id'])
    messages = [visitor.message(f'new {i}') for i in range(5)]
    for message in messages[2:4]:  # such a one goes alone
        message['quote'] = messages[0]['uuid']
    ws.send_bytes(b''.join(text(m) for m in messages))
    acks = [ws.until(lambda got: 'ack' in got) for _ in messages]
    assert [a['ack'] for a in acks] == [m['n'] for m in messages], acks
    new = agent.all('/contacts?state=open')[0]
    assert len(new) == 1 and new[0]['continues_id'] == old['id'], new
    page = [m for m in agent.get(f'/contacts/{new[0]["id"]}/messages')['items'] if m['author'] != 'system']
    assert [m['text'] for m in page] == ['new 4', 'new 3', 'new 2', 'new 1', 'new 0', 'old']
    agent.write(new[0]['id'], 'I am here', page[0]['id'] and int(page[0]['id']))
    assert event_of(ws, 'message', lambda j: j.get('author') == 'agent')['json']['text'] == 'I am here'


@rule()
def a_visitors_eleventh_socket_ends_his_first(daemon):
    open_channel(daemon)
    visitor = Visitor(daemon.port)
    sockets = [visitor.socket() for _ in range(11)]
    assert sockets[0].close_code() == 4429
    acked(visitor, sockets[10], 'in the newest')
    for ws in sockets[1:10]:
        assert event_of(ws, 'message')['json']['text'] == 'in the newest'


@rule('--visitor-sessions', '100000')
def visitors_leave_descriptors_to_the_agents(daemon):
    open_channel(daemon)
    limit = 2 * (len(os.listdir(f'/proc/{daemon.process.pid}/fd')) + 12)  # half of them are reserved
    resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
    sockets = []
    try:
        for _ in range(limit):
            sockets.append(join(daemon))
        raise AssertionError('visitors have taken all')
    except Refused as refused:
        assert refused.status == 503 and b'"full"' in refused.body, refused.body
    assert len(sockets) >= 4, len(sockets)
    ann = Agent(daemon.port, 'ann')  # there is room for her work
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(ann.stream()) for _ in range(4)]
        for stream in streams:
            stream.receive()  # its hello: from here on it tells
        acked(*sockets[0], 'Is anybody there?')
        for stream in streams:
            assert event_of(stream, 'message')['json']['text'] == 'Is anybody there?'
    for _, ws in sockets[1:3]:
        ws.close()
    visitor = Visitor(daemon.port)

    def is_let_in():
        try:
            return visitor.socket()
        except Refused:
            return None
    acked(visitor, wait_until(is_let_in, 'who leaves makes room'), 'And me?')


@rule()
def a_visitor_who_reads_tells_the_agent(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    visitor, ws = join(daemon)
    acked(visitor, ws, 'hello')
    contact = agent.all('/contacts?state=open')[0][0]
    agent.accept(contact['id'])
    stream = agent.stream()
    stream.receive()
    answer = agent.write(contact['id'], 'read this', contact['last_message']['seq'])
    ws.send({'read': int(answer['id'])})
    got = event_of(stream, 'contact', lambda j: j['visitor_read_seq'] == int(answer['id']))
    assert got['id'] == contact['id']


@rule()
def a_signed_out_agents_stream_is_closed_with_4401(daemon):
    agent, other = Agent(daemon.port, 'ann'), Agent(daemon.port, 'ann')
    stream, still = agent.stream(), other.stream()
    stream.receive()
    agent.delete('/sessions/current')
    assert stream.close_code() == 4401
    daemon.verb('user', 'disable', 'ann')
    assert still.close_code() == 4401


@rule()
def without_a_good_token_there_is_no_stream(daemon):
    agent = Agent(daemon.port, 'ann')
    agent.token = agent.token[:-1] + ('0' if agent.token[-1] != '0' else '1')
    try:
        agent.stream()
    except Refused as refused:
        assert refused.status == 401, refused
    else:
        raise AssertionError('a wrong token was let in')


@rule()
def hello_beats_and_prev_say_where_the_stream_is(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    _, as_of = agent.all('/contacts?state=open')
    stream = agent.stream(as_of)
    hello = stream.receive()['hello']
    assert hello['since'] == as_of and hello['head'] >= as_of, hello
    live = stream.until(lambda got: 'beat' in got)['beat']
    assert live['upto'] == live['head'], live
    visitor, ws = join(daemon)
    for i in range(5):
        acked(visitor, ws, f'{i}')
    last, count = None, 0
    while count < 5:
        got = stream.receive()
        if 'seq' in got:
            assert last is None or got['prev'] == last, got
            last = got['seq']
            assert got['rev'] == got['seq'] and got['kind'] == 'put', got
            count += got['noun'] == 'message'
    beat = stream.until(lambda got: 'beat' in got)['beat']
    assert beat['prev'] == last and beat['upto'] == beat['head'], (beat, last)


@rule('--visitor-rate', '1000')
def a_stream_resumes_after_any_point_with_exactly_what_followed(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'lea')
    visitor, ws = join(daemon)
    stream = agent.stream(0)
    for i in range(30):
        acked(visitor, ws, f'{i}')
    events = []
    while not events or events[-1]['json'].get('text') != '29':
        got = stream.receive()
        if 'seq' in got:
            events.append(got)
    for place in range(len(events)):
        since = events[place]['seq']
        with agent.stream(since) as again:
            head = again.receive()['hello']['head']
            got, beat = [], None
            while beat is None or beat['upto'] < head:
                frame_ = again.receive()
                beat = frame_.get('beat')
                if 'seq' in frame_:
                    got.append(frame_)
        assert [(e['seq'], e['json']) for e in got] == [(e['seq'], e['json']) for e in events[place + 1:]], place
        assert not got or got[0]['prev'] == since
    page = agent.get('/contacts?state=open')['items']
    assert page[0]['last_message']['text'] == '29'


@rule('--visitor-rate', '100000', '--visitor-sessions', '100000')
def a_slow_agent_loses_nothing_and_costs_little_memory(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'lea')
    slow = agent.stream(receive_buffer=4096)
    slow.receive()
    visitor, ws = join(daemon)
    acked(visitor, ws, 'begin')
    sent = 0
    for _ in range(60):
        ws.send_bytes(b''.join(text(visitor.message(f'{sent + i}:' + '长' * 3000)) for i in range(25)))
        for _ in range(25):
            assert 'ack' in ws.until(lambda got: 'ack' in got or 'refused' in got)
        sent += 25
    got, last = [], None
    while len(got) < sent:
        event = event_of(slow, 'message')
        if event['json']['text'] != 'begin':
            got.append(int(event['json']['text'].split(':')[0]))
        assert last is None or event['seq'] > last
        last = event['seq']
    assert got == list(range(sent)), 'lost or out of order'
    acked(visitor, ws, 'live again')
    assert event_of(slow, 'message')['json']['text'] == 'live again'


@rule()
def a_visitor_who_does_not_read_is_heard_no_more_and_costs_little_memory(daemon):
    open_channel(daemon)

    def memory():
        with open(f'/proc/{daemon.process.pid}/status', encoding='utf-8') as file:
            return int(re.search(r'VmRSS:\s+(\d+)', file.read()).group(1)) // 1024

    _, deaf = join(daemon, receive_buffer=4096)
    before = memory()
    deaf.socket.settimeout(1)  # it is full when it takes nothing for so long
    pings, sent = frame(PING, b'p' * 120) * 1000, 0
    with contextlib.suppress(socket.timeout):
        while sent < 200 << 20:
            sent += deaf.socket.send(pings)
    assert sent < 100 << 20, 'it is heard on and on'
    assert memory() - before < 64, memory() - before
    _, ws = join(daemon)
    ws.send_bytes(b''.join(text({'n': i, 'text': 'no uuid'}) for i in range(120)))
    codes = [ws.until(lambda got: 'refused' in got)['code'] for _ in range(100)]
    assert codes[0] == 'bad-data' and codes[-1] == 'too-fast', codes
    assert ws.close_code() == 1008


@rule('--visitor-rate', '100000')
def a_slow_visitor_loses_nothing(daemon):
    open_channel(daemon)
    agent = Agent(daemon.port, 'ann')
    visitor, ws = join(daemon)
    seen = acked(visitor, ws, 'begin')['seq']
    contact = agent.all('/contacts?state=open')[0][0]
    agent.accept(contact['id'])
    slow = visitor.socket(receive_buffer=4096)
    slow.until(lambda got: got.get('noun') == 'contact')
    for i in range(200):
        agent.write(contact['id'], f'{i}:' + '长' * 9000, seen)
    got = [int(event_of(slow, 'message')['json']['text'].split(':')[0]) for _ in range(200)]
    assert got == list(range(200)), got
    agent.write(contact['id'], 'live again', seen)
    assert event_of(slow, 'message')['json']['text'] == 'live again'


@rule()
def a_daemon_that_ends_says_goodbye_with_1001(daemon):
    open_channel(daemon)
    stream = Agent(daemon.port, 'ann').stream()
    _, ws = join(daemon)
    stream.receive()
    ws.receive()
    daemon.stop()
    assert stream.close_code() == 1001
    assert ws.close_code() == 1001
    daemon.start()


@rule()
def a_peer_that_vanishes_leaves_no_socket_behind(daemon):
    open_channel(daemon)

    def n_sockets():
        folder = f'/proc/{daemon.process.pid}/fd'
        kinds = []
        for fd in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                kinds.append(os.readlink(os.path.join(folder, fd)))
        return sum(kind.startswith('socket:') for kind in kinds)

    before = n_sockets()
    sockets = [join(daemon)[1] for _ in range(20)]
    for ws in sockets:
        ws.receive()
        ws.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
        ws.close()
    wait_until(lambda: n_sockets() <= before, 'all sockets are closed')
    try:
        join(daemon)[1].receive()
    except Closed as closed:
        raise AssertionError('it does not serve any more') from closed


if __name__ == '__main__':
    run()
