#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workstation shows what the server has, and sends what was written once, whatever happens in between."""
import os
import signal
import tempfile
import threading
import uuid

from daemon import PASSWORD, SOURCE, wait_until
from frail import Frail
from probe import Probe
from rules import rule, run
from talk import Agent, Visitor


def open_channel(daemon, org='hq', key='web'):
    daemon.verb('channel', 'add', key, '--name', 'Web', '--origin', 'http://localhost:1', '--org', org)


def join(daemon, words='hello', channel='web'):
    """A visitor who has written: (visitor, socket)."""
    visitor = Visitor(daemon.port, channel)
    socket = visitor.socket()
    assert 'ack' in visitor.say(socket, words)
    return visitor, socket


def only_contact(probe):
    return probe.until(lambda: next(iter(probe.contacts().values()), None), 'the contact is in the list')


def start_chat(daemon, probe, login='ann', server=None):
    """A signed-in probe that has accepted one contact and shows it: (visitor, socket, contact id)."""
    open_channel(daemon)
    visitor, socket = join(daemon)
    probe.sign_in(server or daemon.url, login)
    contact = only_contact(probe)['id']
    assert probe.ask('accept', contact)['ok']
    probe.ask('show', contact)
    probe.until(lambda: len(probe.transcript()) > 0, 'the first page is there')
    return visitor, socket, contact


def restart(daemon):
    daemon.start('--port', str(daemon.port))


def messages(daemon, contact, login='lea'):
    """What the server has, oldest first."""
    items, _ = Agent(daemon.port, login).all(f'/contacts/{contact}/messages')
    return list(reversed(items))


def said_by_agents(daemon, contact):
    return [item['text'] for item in messages(daemon, contact) if item['author'] == 'agent']


def memory_kb(probe):
    with open(f'/proc/{probe.process.pid}/status', encoding='ascii') as status:
        return int(next(line for line in status if line.startswith('VmRSS')).split()[1])


def descriptors(probe):
    return len(os.listdir(f'/proc/{probe.process.pid}/fd'))


@rule()
def the_desk_shows_who_waits_and_what_changes(daemon):
    open_channel(daemon)
    visitor, socket = join(daemon, 'first')
    with Probe() as probe:
        probe.sign_in(daemon.url, 'ann')
        item = only_contact(probe)
        assert (item['state'], item['last_text'], item['unread']) == ('queued', 'first', 1), item
        waits = item['waiting_since']
        assert waits
        visitor.say(socket, 'second')
        probe.until(lambda: only_contact(probe)['last_text'] == 'second', 'the second message is shown')
        item = only_contact(probe)
        assert item['unread'] == 2 and item['waiting_since'] == waits, item
        contact = item['id']
        assert probe.ask('accept', contact)['ok']
        probe.ask('read', contact)
        probe.until(lambda: only_contact(probe)['unread'] == 0, 'read')
        assert only_contact(probe)['waiting_since'] == waits  # read is not answered
        probe.ask('send', contact, 'an answer')
        socket.until(lambda got: got.get('json', {}).get('text') == 'an answer')
        probe.until(lambda: only_contact(probe)['waiting_since'] is None, 'nobody waits')
        assert probe.ask('presence', 'break', 'lunch')['ok']
        assert probe.state()['presence'] == 'break'
        assert probe.ask('close', contact, 'solved')['ok']
        assert probe.contacts() == {}
        probe.quit()


@rule()
def a_wrong_password_is_told_and_leaves_nothing(daemon):
    with Probe() as probe:
        said = probe.refused_sign_in(daemon.url, 'ann', 'wrong password')
        assert said['problem'] == 'wrong-password', said
        assert probe.state()['state'] == 'signed-out'
        probe.sign_in(daemon.url, 'ann')
        assert probe.state()['me'] == 'Ann' and probe.state()['orgs'] == 3
        probe.quit()


@rule()
def a_server_that_hangs_is_offline_though_the_socket_is_open(daemon):
    with Probe() as probe:
        _, _, contact = start_chat(daemon, probe)
        daemon.process.send_signal(signal.SIGSTOP)
        try:
            probe.ask('send', contact, 'into the silence')
            probe.until(lambda: probe.state()['light'] == 'offline', 'offline after 12 s of silence')
        finally:
            daemon.process.send_signal(signal.SIGCONT)
        probe.until(lambda: probe.state()['light'] == 'live' and probe.state()['pending'] == 0, 'live again')
        assert said_by_agents(daemon, contact) == ['into the silence']
        probe.quit()


@rule()
def what_is_written_offline_arrives_once_and_in_order(daemon):
    with Probe() as probe:
        _, _, contact = start_chat(daemon, probe)
        wanted = [f'message {n}' for n in range(40)]
        for n, text in enumerate(wanted):
            if n == 5:
                daemon.kill()  # in the midst of it
            probe.ask('send', contact, text)
        probe.until(lambda: probe.state()['light'] == 'offline', 'offline')
        state = probe.state()
        assert state['pending'] >= 35 and state['offline_since'] > 0, state
        assert [item['text'] for item in probe.transcript()][-40:] == wanted
        restart(daemon)
        probe.until(lambda: probe.state()['pending'] == 0, 'all is sent')
        assert said_by_agents(daemon, contact) == wanted
        probe.until(lambda: [item['text'] for item in probe.transcript() if item['author'] == 'agent'] == wanted, 'shown in order')
        assert all(item['state'] != 'pending' and item['id'] > 0 for item in probe.transcript())
        assert probe.state()['refused'] == 0
        probe.quit()


@rule()
def a_killed_workstation_sends_when_it_is_back(daemon):
    with tempfile.TemporaryDirectory() as home:
        with Probe(home) as probe:
            _, _, contact = start_chat(daemon, probe)
            daemon.kill()
            uuids = [probe.ask('send', contact, f'kept {n}')['uuid'] for n in range(10)]
            probe.ask('draft', contact, 'half a sen')
            wait_until(lambda: kept(home) == (uuids, ['half a sen']), 'all is on the disk')
            probe.kill()
        restart(daemon)
        with Probe(home) as probe:
            probe.sign_in(daemon.url, 'ann')
            probe.until(lambda: probe.state()['pending'] == 0, 'all is sent')
            assert [item['uuid'] for item in messages(daemon, contact) if item['author'] == 'agent'] == uuids
            assert only_contact(probe)['draft'] == 'half a sen'
            probe.quit()
        wait_until(lambda: kept(home)[0] == [], 'the outbox is empty')


@rule()
def a_file_survives_a_cut_and_a_kill_in_the_middle_and_comes_once(daemon):
    content = b''.join(b'%07d invoice service\n' % n for n in range(1000000))
    with tempfile.TemporaryDirectory() as home, Frail(daemon) as line:
        path = os.path.join(home, 'service.log')
        with Probe(home) as probe:
            _, _, contact = start_chat(daemon, probe, server=line.url)
            with open(path, 'wb') as file:
                file.write(content)
            line.holds, line.breaks = True, [('up', 5000000)]
            uuid = probe.ask('send-files', contact, 'The log', path)['uuid']
            probe.until(lambda: [file for item in probe.transcript() for file in item['files']
                                 if file['state'] == 'uploading' and 0 < file['progress'] < 1] and not line.breaks, 'half of it is gone')
            daemon.kill()
            probe.kill()
        os.unlink(path)
        restart(daemon)
        with Probe(home) as probe:
            probe.sign_in(line.url, 'ann')
            probe.until(lambda: probe.state()['pending'] == 0, 'all is sent')
            assert [item['uuid'] for item in messages(daemon, contact) if item['author'] == 'agent'] == [uuid]
            assert daemon.query('SELECT name, size FROM file WHERE message_id IS NOT NULL') == [('service.log', len(content))]
            assert messages(daemon, contact)[-1]['extra']['files'][0]['name'] == 'service.log'
            file = daemon.query('SELECT id FROM file')[0][0]
            assert probe.ask('fetch-file', file)['size'] == len(content)
            assert probe.ask('save-file', file, path)['ok']
            with open(path, 'rb') as saved:
                assert saved.read() == content
            probe.quit()
        left = [name for _, _, names in os.walk(home) for name in names if name == '0']
        assert not left, 'the copy is gone with the message'


@rule()
def a_cut_upload_goes_on_where_it_was(daemon):
    content = b''.join(b'%07d invoice service\n' % n for n in range(500000))
    open_channel(daemon)
    join(daemon)
    with tempfile.TemporaryDirectory() as home, Frail(daemon) as line:
        path = os.path.join(home, 'service.log')
        with open(path, 'wb') as file:
            file.write(content)
        with Probe(home) as probe:
            probe.sign_in(line.url, 'ann')
            contact = only_contact(probe)['id']
            assert probe.ask('accept', contact)['ok']
            probe.ask('show', contact)
            before, line.breaks = line.carried['up'], [('up', 3000000), ('up', 2000000)]
            probe.ask('send-files', contact, 'The log', path)
            probe.until(lambda: probe.state()['pending'] == 0, 'all is sent')
            brought = line.carried['up'] - before
            assert not line.breaks and brought < len(content) + 3000000, f'{brought} bytes for {len(content)}'
            line.keeps_far_end, line.breaks, line.stays_off = True, [('up', 6000000)], True
            before = line.carried['up']
            probe.ask('send-files', contact, 'The same again', path)
            wait_until(lambda: line.is_off, 'half of it is gone and the daemon does not know')
            probe.kill()
        line.is_off = False
        with Probe(home) as probe:
            probe.sign_in(line.url, 'ann')
            probe.until(lambda: probe.state()['pending'] == 0, 'the restarted workstation sends the rest')
            brought = line.carried['up'] - before
            assert brought < len(content) + 3000000, f'{brought} bytes for {len(content)}'
            probe.quit()
        assert daemon.query('SELECT count(*), min(size), max(size) FROM file WHERE message_id IS NOT NULL') == [(2, len(content), len(content))]
        assert 'PROBLEM' not in daemon.verb('check', '--bytes').stdout


@rule()
def a_cut_download_goes_on_where_it_was_and_a_lost_one_spoils_nothing(daemon):
    content = b''.join(b'%07d invoice service\n' % n for n in range(300000))
    open_channel(daemon)
    join(daemon)
    agent = Agent(daemon.port, 'ann')
    contact = agent.get('/contacts')['items'][0]['id']

    def bring():
        return daemon.ask('POST', f'/api/v1/contacts/{contact}/files', agent.token, content,
                          {'Zuoxi-Name': 'a.log', 'Zuoxi-Uuid': str(uuid.uuid4())}).expect(201).json['id']

    file = bring()
    with Frail(daemon) as line, Probe() as probe:
        probe.sign_in(line.url, 'ann')
        path = os.path.join(probe.home, 'a.log')
        with open(path, 'wb') as old:
            old.write(b'what was here before')
        before = line.carried['down']
        line.breaks = [('down', 3000000), ('down', 1000000)]
        said = probe.ask('save-file', file, path)
        assert said['ok'] and not line.breaks, said
        with open(path, 'rb') as saved:
            assert saved.read() == content
        assert line.carried['down'] - before < len(content) + 1000000, 'what had come came once'
        new = os.path.join(probe.home, 'new.log')
        for place in (path, new):  # it is gone for good when the line is back
            line.breaks, line.stays_off = [('down', 2000000)], True
            probe.tell('save-file', bring(), place)
            wait_until(lambda: not line.breaks, 'half of it is there')
            daemon.write('DELETE FROM file')
            line.is_off = False
            said = probe.hear('save-file')
            assert not said['ok'] and said['log'].startswith('404'), said
        assert not os.path.exists(new)
        with open(path, 'rb') as saved:
            assert saved.read() == content, 'what was here before'
        probe.quit()


@rule()
def a_refused_file_fails_its_message_and_holds_up_nobody(daemon):
    with Probe() as probe:
        _, _, contact = start_chat(daemon, probe)
        path = os.path.join(probe.home, 'virus.exe')
        with open(path, 'wb') as file:
            file.write(b'MZ\x90')
        probe.ask('send-files', contact, 'Take this', path)
        probe.ask('send', contact, 'And read that')
        probe.until(lambda: said_by_agents(daemon, contact) == ['And read that'], 'the next one is sent')
        failed = probe.until(lambda: next((item for item in probe.transcript() if item['state'] == 'failed'), None), 'the first is refused')
        assert failed['refusal'] == 'type-refused' and failed['files'][0]['state'] == 'failed', failed
        probe.quit()


def kept(home):
    """(UUIDs in the outbox's file, drafts), read beside the running program."""
    import sqlite3  # pylint: disable=import-outside-toplevel
    folder = os.path.join(home, 'zuoxi')
    name, = (n for n in os.listdir(folder) if n.endswith('.db'))
    base = sqlite3.connect(os.path.join(folder, name), timeout=60)
    try:
        return ([row[0] for row in base.execute('SELECT uuid FROM message ORDER BY n')],
                [row[0] for row in base.execute('SELECT text FROM draft')])
    finally:
        base.close()


@rule()
def somebody_elses_outbox_stays_closed(daemon):
    with tempfile.TemporaryDirectory() as home:
        with Probe(home) as probe:
            _, _, contact = start_chat(daemon, probe)
            daemon.kill()
            uuid = probe.ask('send', contact, "ann's words")['uuid']
            wait_until(lambda: kept(home)[0] == [uuid], 'it is on the disk')
            probe.kill()
        restart(daemon)
        with Probe(home) as probe:
            probe.sign_in(daemon.url, 'lea')
            assert probe.state()['pending'] == 0
            probe.quit()
        assert said_by_agents(daemon, contact) == []


@rule()
def a_colleagues_answer_holds_mine_back_until_i_decide(daemon):
    with Probe() as probe:
        _, _, contact = start_chat(daemon, probe)
        seen = only_contact(probe)['last_seq']
        lea = Agent(daemon.port, 'lea')
        theirs = lea.write(contact, 'I have it', seen)
        wait_until(lambda: only_contact(probe)['last_text'] == 'I have it', 'the answer is shown')
        first = probe.ask('send', contact, 'mine', seen)['uuid']
        second = probe.ask('send', contact, 'mine too', seen)['uuid']
        probe.until(lambda: probe.state()['refused'] == 2, 'both are refused')
        held = probe.ask('outbox')['items']
        assert [(item['uuid'], item['refusal'], item['by']) for item in held] == \
            [(first, 'answered-meanwhile', 'Lea'), (second, 'answered-meanwhile', 'Lea')], held
        probe.ask('resend', first)
        probe.until(lambda: probe.state()['refused'] == 1 and probe.state()['pending'] == 0, 'sent anyway')
        probe.ask('drop', second)
        assert probe.state()['refused'] == 0
        assert said_by_agents(daemon, contact) == ['I have it', 'mine']
        assert [item['text'] for item in probe.transcript()] == ['hello', 'I have it', 'mine'], theirs
        probe.quit()


@rule()
def what_cannot_be_sent_any_more_says_so(daemon):
    with Probe() as probe:
        _, _, contact = start_chat(daemon, probe)
        port = daemon.port
        daemon.kill()
        uuid = probe.ask('send', contact, 'too late')['uuid']
        daemon.start('--port', '0')  # where the probe does not look for it
        Agent(daemon.port, 'lea').close_contact(contact)
        daemon.kill()
        daemon.start('--port', str(port))
        probe.until(lambda: probe.state()['refused'] == 1, 'refused')
        probe.until(lambda: probe.contacts() == {}, 'it has left the list')
        item, = probe.ask('outbox')['items']
        assert (item['uuid'], item['refusal'], item['state']) == (uuid, 'over', 'failed'), item
        said = [item['text'] for item in probe.transcript()]
        assert said == ['hello', '', 'too late'], said  # the system's line says that it ended; mine is shown as not sent
        assert said_by_agents(daemon, contact) == []
        probe.ask('drop', uuid)
        assert probe.state()['refused'] == 0 and len(probe.transcript()) == 2
        probe.quit()


@rule()
def what_is_written_can_quote_call_and_be_taken_back(daemon):
    with Probe() as probe, Probe() as lead:
        _, socket, contact = start_chat(daemon, probe)
        lead.sign_in(daemon.url, 'lea')
        lead.ask('show', contact)

        def shown(desk, uuid_):
            return next((item for item in desk.transcript() if item['uuid'] == uuid_), None)

        hello = probe.transcript()[0]['uuid']
        answer = probe.ask('write', contact, 'my answer', hello, 0)['uuid']
        assert shown(probe, answer)['quote'] == 'hello'  # before the server has it, too
        heard = socket.until(lambda frame: frame.get('noun') == 'message' and frame['id'] == answer)
        assert heard['json']['quote']['text'] == 'hello', heard
        socket.send({'got': heard['seq']})
        probe.until(lambda: shown(probe, answer)['state'] == 'delivered', 'delivered')
        socket.send({'typing': 'but that'})
        probe.until(lambda: probe.contacts()[contact].get('typing') == 'but that', 'what he writes is seen')
        probe.ask('typing', contact)
        assert socket.until(lambda frame: frame.get('frame') == 'typing')['name'] == 'Ann'
        lea = Agent(daemon.port, 'lea').me['id']
        note = probe.ask('write', contact, 'look at this', '', lea)['uuid']
        lead.until(lambda: (shown(lead, note) or {}).get('mentions_me'), 'the lead is called')
        assert not shown(probe, note)['mentions_me']
        # Taken back: its author alone still has the words.
        assert probe.ask('recall', answer)['ok']
        assert (shown(probe, answer)['recalled'], shown(probe, answer)['recalled_text']) == (True, 'my answer')
        lead.until(lambda: shown(lead, answer)['recalled'], 'the lead sees that it is gone')
        assert 'recalled_text' not in shown(lead, answer)
        # What could not be sent yet is withdrawn: also when the program ends before the server is back.
        daemon.kill()
        never = probe.ask('write', contact, 'never said', hello, 0)['uuid']
        assert probe.ask('recall', never)['ok'] and shown(probe, never) is None and probe.ask('outbox')['items'] == []
        probe.kill()
        probe.start()
        restart(daemon)
        probe.sign_in(daemon.url, 'ann')
        probe.ask('show', contact)
        after = probe.ask('write', contact, 'and now', '', 0)['uuid']
        probe.until(lambda: (shown(probe, after) or {}).get('state') == 'sent', 'sent')
        said = said_by_agents(daemon, contact)
        assert said == ['', 'look at this', 'and now'], said
        probe.quit()
        lead.quit()


@rule()
def an_ended_session_empties_the_desk_and_says_why(daemon):
    with Probe() as probe:
        start_chat(daemon, probe)
        daemon.verb('user', 'disable', 'ann')
        said = probe.hear('signed-out')
        assert said['reason'].endswith('.'), said
        state = probe.state()
        assert state['state'] == 'signed-out' and state['contacts'] == 0 and 'me' not in state, state
        daemon.verb('user', 'enable', 'ann')
        probe.sign_in(daemon.url, 'ann')
        probe.until(lambda: len(probe.contacts()) == 1, 'the desk is back')
        probe.quit()


@rule()
def a_log_that_is_too_old_is_fetched_afresh(daemon):
    with Probe() as probe:
        _, _, contact = start_chat(daemon, probe)
        port = daemon.port
        daemon.kill()
        daemon.start('--port', '0')  # where the probe does not look for it
        lea = Agent(daemon.port, 'lea')
        for text in ('one', 'two', 'while nobody looked'):
            lea.write(contact, text, 1000000)
        daemon.kill()
        daemon.write('DELETE FROM event WHERE seq < (SELECT max(seq) FROM event)')
        daemon.start('--port', str(port))
        probe.until(lambda: [item['text'] for item in probe.transcript()][-1:] == ['while nobody looked'], 'shown afresh')
        probe.until(lambda: probe.state()['light'] == 'live', 'live')
        probe.quit()


@rule()
def the_customer_and_the_answers_are_there(daemon):
    sample = os.path.join(SOURCE, 'data/demo/sample.json')
    daemon.verb('import', 'sample', sample, '--password-stdin', stdin=PASSWORD + '\n')
    daemon.verb('import', 'articles', os.path.join(SOURCE, 'data/demo/articles'))
    customer = daemon.query("SELECT id FROM customer WHERE external_id = 'C-1001'")[0][0]
    open_channel(daemon)
    join(daemon, '月结时提示还有未过账的单据，怎么办？')
    with Probe() as probe:
        probe.sign_in(daemon.url, 'lea')

        def loaded():
            answer = probe.ask('customer', customer)
            return answer if answer['state'] == 'ready' and answer.get('note') else None
        said = probe.until(loaded, 'the customer is loaded')
        assert said['name'] == '天成软件有限公司' and said['people'] == ['刘洋', '张蕾'], said
        assert len(said['contracts']) == 1 and len(said['products']) == 2, said
        contact = only_contact(probe)['id']
        answer = probe.until(lambda: [a for a in [probe.ask('suggest', contact)] if any('<b>' in title for title in a['items'])],
                             'the assistant answers')[0]
        assert answer['ok'] and answer['question'].startswith('月结'), answer
        probe.quit()


@rule()
def a_customer_larger_than_a_frame_stops_nobodys_stream(daemon):
    ann, lea = daemon.sign_in('ann'), Agent(daemon.port, 'lea')
    made = daemon.ask('POST', '/api/v1/customers', ann, {'request': str(uuid.uuid4()), 'name': 'Tiancheng', 'kind': 'company'}).expect(201).json
    path = f'/api/v1/customers/{made["id"]}'
    daemon.write(f"INSERT INTO product (customer_id, name, note, rev) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90) "
                 f"SELECT {made['id']}, 'Shop', '{'长' * 4000}', 0 FROM n")
    open_channel(daemon)
    stream = lea.stream()
    with Probe() as probe:
        probe.sign_in(daemon.url, 'ann')
        probe.until(lambda: probe.ask('customer', made['id'])['state'] == 'ready', 'loaded')
        daemon.ask('PATCH', path, ann, {'note': 'seen'}, {'If-Match': f'"{daemon.get(path, ann).json["rev"]}"'}).expect(200)
        probe.until(lambda: probe.ask('customer', made['id']).get('note') == 'seen', 'the change is fetched')
        join(daemon, 'after it')
        assert only_contact(probe)
        assert probe.state()['light'] == 'live'
        probe.quit()
    assert stream.until(lambda got: got.get('noun') == 'customer')['json'] == {}
    assert len(daemon.get(path, ann).json['products']) == 90


@rule()
def a_colleagues_edit_is_in_the_way_only_at_the_same_member(daemon):
    ann, lea = daemon.sign_in('ann'), daemon.sign_in('lea')
    made = daemon.ask('POST', '/api/v1/customers', ann, {'request': str(uuid.uuid4()), 'name': 'Tiancheng', 'kind': 'company'}).expect(201).json
    path = f'/api/v1/customers/{made["id"]}'

    def colleague(**members):
        now = daemon.get(path, lea).json
        daemon.ask('PATCH', path, lea, members, {'If-Match': f'"{now["rev"]}"'}).expect(200)

    with Probe() as probe:
        probe.sign_in(daemon.url, 'ann')

        def begin(member, text):
            probe.until(lambda: probe.ask('customer', made['id'])['state'] == 'ready', 'loaded')
            probe.ask('edit', made['id'], 0, 0)
            probe.ask('set', member, text)

        begin('note', 'mine')
        colleague(tier='vip')  # another member: nobody is asked
        assert probe.ask('save')['ok']
        now = daemon.get(path, ann).json
        assert (now['note'], now['tier']) == ('mine', 'vip'), now

        begin('name', 'Mine')
        colleague(name='Theirs')
        said = probe.ask('save')
        assert not said['ok'] and said['problem'] == 'changed' and said['by'], said
        assert said['words'].startswith(said['by']), said
        assert daemon.get(path, ann).json['name'] == 'Theirs'
        assert probe.ask('theirs', 'name')['text'] == 'Theirs'
        probe.ask('rebase')  # "keep mine"
        assert probe.ask('save')['ok']
        assert daemon.get(path, ann).json['name'] == 'Mine'
        probe.quit()


def visible(daemon, login):
    """What its list must show: id, rev and what the messages tell."""
    items, _ = Agent(daemon.port, login).all('/contacts?state=open')
    return sorted((item['id'], item['rev'], item['unread'], item['waiting_since'], item['last_message']['text']) for item in items)


def shown(probe):
    return sorted((item['id'], item['rev'], item['unread'], item['waiting_since'], item.get('last_text'))
                  for item in probe.contacts().values())


@rule('--visitor-sessions', '1000')
def two_hundred_reconnects_end_where_the_server_is(daemon):
    open_channel(daemon)
    open_channel(daemon, 'east', 'east')  # in and out of sight
    with Probe() as probe:
        visitors = [join(daemon)] + [join(daemon, f'visitor {n}', 'east') for n in range(5)]
        probe.sign_in(daemon.url, 'ann')
        probe.until(lambda: len(probe.contacts()) == 6, 'six wait')
        contact = sorted(probe.contacts(), key=int)[0]
        assert probe.ask('accept', contact)['ok']
        probe.ask('show', contact)
        over = threading.Event()

        def talk():
            n = 0
            while not over.is_set():
                for visitor, socket in visitors:
                    visitor.say(socket, f'words {n}')
                    n += 1
                    over.wait(0.02)

        def change_rights():
            while not over.is_set():
                daemon.verb('user', 'set', 'ann', '--scope', 'own')
                over.wait(0.3)
                daemon.verb('user', 'set', 'ann', '--scope', 'subtree')
                over.wait(0.3)
        threads = [threading.Thread(target=talk), threading.Thread(target=change_rights)]
        probe.tell('cut', 10)
        probe.hear('cut')  # what is made once is made now
        before = memory_kb(probe), descriptors(probe)
        for thread in threads:
            thread.start()
        try:
            probe.tell('cut', 200)
            sent = [probe.ask('send', contact, f'answer {n}')['uuid'] for n in range(30)]
            probe.hear('cut', 200)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        probe.until(lambda: probe.state()['pending'] == 0 and probe.state()['light'] == 'live', 'calm')
        daemon.verb('user', 'set', 'ann', '--scope', 'subtree')
        probe.until(lambda: shown(probe) == visible(daemon, 'ann'), 'equal lists')
        while not probe.ask('older').get('ok') or len(probe.transcript()) < len(messages(daemon, contact)):
            pass
        theirs = [(int(item['id']), item['rev'], item['text']) for item in messages(daemon, contact)]
        ours = [(item['id'], item['rev'], item['text']) for item in probe.transcript()]
        assert ours == theirs, (sorted(set(ours) ^ set(theirs)), len(ours), len(theirs))
        assert probe.state()['refused'] == 0
        assert [item['uuid'] for item in messages(daemon, contact) if item['author'] == 'agent'] == sent
        after = memory_kb(probe), descriptors(probe)
        print(f'# memory {before[0]} → {after[0]} kB, descriptors {before[1]} → {after[1]}, '
              f'longest turn of the main loop {probe.state()["slowest_loop_us"]} µs')
        assert after[1] <= before[1] + 4, (before, after)
        probe.quit()


if __name__ == '__main__':
    run()
