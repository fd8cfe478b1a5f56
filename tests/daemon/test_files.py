#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be sent along with messages, who gets it, and when its bytes are gone."""
import concurrent.futures
import http.client
import io
import os
import re
import socket
import zipfile

from bring import Piecemeal, Sender, agent_sends, bytes_kept
from clamd import EICAR, VIRUS, Clamd, RealClamd
from daemon import Daemon, wait_until
from pixels import bomb, photograph, picture, size_of, webp
from rules import rule, run
from shop import open_channel
from talk import Agent, new_uuid


def chat(daemon):
    """A visitor who has written, his contact, and an agent."""
    open_channel(daemon)
    visitor = Sender(daemon.port)
    with visitor.socket() as open_socket:
        visitor.say(open_socket, 'Hello')
    agent = Agent(daemon.port, 'ann')
    return visitor, agent.get('/contacts')['items'][0]['id'], agent


def carry(daemon, file, contact, internal=0):
    """A message of the contact carries the file."""
    message = daemon.query(f'SELECT max(id) FROM message WHERE contact_id = {contact}')[0][0]
    where = f"uuid = x'{file['uuid'].replace('-', '')}'" if daemon.store == 'sqlite' else f"uuid = '{file['uuid']}'"
    daemon.write(f'UPDATE message SET internal = {internal} WHERE id = {message}')
    daemon.write(f'UPDATE file SET message_id = {message}, contact_id = {contact} WHERE {where}')


@rule()
def a_file_is_seen_by_its_sender_then_by_whoever_sees_its_message(daemon):
    visitor, contact, agent = chat(daemon)
    other, colleague, west = Sender(daemon.port), Agent(daemon.port, 'lea'), Agent(daemon.port, 'wes')
    uuid = new_uuid()
    mine = visitor.send(daemon, '%E5%8F%91%E7%A5%A8%2F..%2F1.png', picture(noise=b'1'), uuid).expect(201).json
    assert mine['name'] == '1.png' and mine['thumb'] and (mine['width'], mine['height']) == (640, 400) and 'id' not in mine, mine
    assert visitor.send(daemon, '1.png', b'', uuid).expect(200).json == mine, 'sent again it is one'
    other.send(daemon, '1.png', b'x', uuid).expect(409)
    theirs = agent_sends(daemon, agent, contact, 'plan.txt', '计划'.encode()).expect(201).json
    agent_sends(daemon, west, contact, 'plan.txt', b'x').expect(404)
    daemon.get('/api/v1/files/' + theirs['id'], colleague.token).expect(404)
    visitor.fetch(daemon, theirs).expect(404)
    carry(daemon, theirs, contact, internal=1)
    visitor.fetch(daemon, theirs).expect(404)
    carry(daemon, theirs, contact)
    assert visitor.fetch(daemon, theirs).expect(200).body == '计划'.encode()
    assert daemon.get('/api/v1/files/' + theirs['id'], colleague.token).expect(200).body == '计划'.encode()
    daemon.get('/api/v1/files/' + theirs['id'], west.token).expect(404)
    for stranger in (other.fetch(daemon, mine), daemon.get(f'/api/v1/files/{int(theirs["id"]) - 1}', agent.token)):
        stranger.expect(404)
    assert visitor.fetch(daemon, mine, **{'Sec-Fetch-Site': 'cross-site'}).expect(403).code == 'wrong-origin'
    token = visitor.cookie.split('=')[1]
    assert daemon.get('/widget/web/files/' + mine['uuid'], headers={'Zuoxi-Visitor': token}).expect(200).body == picture(noise=b'1')
    for where in ('/widget/web/files/', '/widget/shop/files/'):
        assert daemon.get(where + mine['uuid']).expect(403).code == 'no-visitor'
    assert visitor.send(daemon, 'a.txt', b'x', Origin='http://localhost:1').expect(403).code == 'wrong-origin'


@rule()
def what_arrives_can_do_nothing_but_be_shown_or_saved(daemon):
    open_channel(daemon)
    visitor = Sender(daemon.port)
    for name, content, shown in (('a.png', picture(), True), ('a.pdf', b'%PDF-1.7\n', False), ('a.xml', b'<a/>', False)):
        file = visitor.send(daemon, name, content).expect(201).json
        answer = visitor.fetch(daemon, file).expect(200)
        assert answer.headers['x-content-type-options'] == 'nosniff' and answer.headers['cross-origin-resource-policy'] == 'same-origin'
        assert answer.headers['content-security-policy'].startswith('sandbox;') and answer.headers['cache-control'].startswith('private')
        assert answer.headers['content-disposition'].startswith('inline' if shown else 'attachment'), answer.headers
        assert not answer.headers['content-type'].startswith('text/'), answer.headers
        visitor.fetch(daemon, file, **{'If-None-Match': answer.headers['etag']}).expect(304)


@rule()
def a_cut_download_goes_on_where_it_was(daemon):
    visitor, contact, agent = chat(daemon)
    content = b''.join(b'%07d service log\n' % number for number in range(30000))
    size = len(content)
    file = agent_sends(daemon, agent, contact, 'a.log', content).expect(201).json
    carry(daemon, file, contact)
    for fetch in (lambda **headers: visitor.fetch(daemon, file, **headers),
                  lambda **headers: daemon.get('/api/v1/files/' + file['id'], agent.token, headers)):
        whole = fetch().expect(200)
        tag = whole.headers['etag']
        assert whole.headers['accept-ranges'] == 'bytes' and whole.body == content
        for wanted, first, last in (('bytes=400000-', 400000, size - 1), ('bytes=5-9', 5, 9), ('bytes=-7', size - 7, size - 1),
                                    ('bytes=131070-131080', 131070, 131080)):
            part = fetch(**{'Range': wanted, 'If-Range': tag}).expect(206)
            assert part.body == content[first:last + 1], wanted
            assert part.headers['content-range'] == f'bytes {first}-{last}/{size}', part.headers
            for name in ('etag', 'content-type', 'content-disposition', 'content-security-policy', 'x-content-type-options',
                         'cross-origin-resource-policy', 'cache-control'):
                assert part.headers[name] == whole.headers[name], name
        for other in ({'Range': 'bytes=5-', 'If-Range': '"other"'}, {'Range': 'bytes=5-', 'If-Range': 'W/' + tag},
                      {'Range': 'bytes=1-2,5-6'}, {'Range': 'lines=1-2'}):
            assert fetch(**other).expect(200).body == content, other
        beyond = fetch(Range=f'bytes={size}-').expect(416)
        assert beyond.code == 'beyond' and beyond.headers['content-range'] == f'bytes */{size}', beyond.headers
        assert beyond.headers['cache-control'] == 'no-store'
        fetch(**{'Range': 'bytes=5-', 'If-None-Match': tag}).expect(304)
    head = daemon.ask('HEAD', '/api/v1/files/' + file['id'], agent.token, None, {'Range': 'bytes=5-'}).expect(200)
    assert head.headers['content-length'] == str(size) and not head.body
    Sender(daemon.port).fetch(daemon, file, Range='bytes=5-').expect(404)


@rule('--file-most-mb', '1')
def what_is_refused_says_why_and_leaves_nothing(daemon):
    open_channel(daemon)
    visitor = Sender(daemon.port)
    office = os.path.join(daemon.folder, 'x.zip')
    with zipfile.ZipFile(office, 'w') as archive:
        archive.writestr('[Content_Types].xml', 'x')
        archive.writestr('word/document.xml', 'x')
    with open(office, 'rb') as file:
        docx = file.read()
    for name, content, status, code in (
            ('a.exe', b'MZ\x90\0', 415, 'type-refused'), ('a.png', b'MZ\x90\0' + b'\0' * 60, 415, 'type-refused'),
            ('a.jpg', picture(), 415, 'type-refused'), ('a.html', b'<html>', 415, 'type-refused'), ('a', b'x', 415, 'type-refused'),
            ('a.svg', b'<svg/>', 415, 'type-refused'), ('a.txt', b' \n<!DOCTYPE html>', 415, 'type-refused'),
            ('a.txt', b'\x7fELF\0', 415, 'type-refused'), ('a.xlsx', docx, 415, 'type-refused'), ('a.png', bomb(), 422, 'too-many-pixels'),
            ('a.txt', b'', 422, 'empty'), ('a.txt', b'x' * (1 << 20) + b'x', 413, 'too-large')):
        answer = visitor.send(daemon, name, content).expect(status)
        assert answer.code == code, (name, answer.json)
    assert answer.json['most'] == 1 << 20
    assert 'png' in visitor.send(daemon, 'a.exe', b'x').json['allowed']
    visitor.send(daemon, 'a.docx', docx).expect(201)
    unknown_length = http.client.HTTPConnection('127.0.0.1', daemon.port, timeout=60)
    unknown_length.request('POST', '/widget/web/files', iter([b'x' * 65536] * 20), {
        'Origin': visitor.origin(), 'Cookie': visitor.cookie, 'Zuoxi-Name': 'a.txt', 'Zuoxi-Uuid': new_uuid()}, encode_chunked=True)
    assert unknown_length.getresponse().status == 413
    limits = visitor.session()['files']
    assert limits['most'] == 1 << 20 and limits['count'] == 10 and 'image/png' in limits['types'] and 'exe' not in limits['extensions']
    assert daemon.get('/api/v1/hello').json['files']['most'] == 50 << 20
    kept, coming = bytes_kept(daemon)
    assert len(kept) == 1 and not coming, (kept, coming)


@rule()
def a_small_picture_shows_no_place_and_stands_upright(daemon):
    open_channel(daemon)
    visitor = Sender(daemon.port)
    file = visitor.send(daemon, 'p.jpg', photograph(1200, 800)).expect(201).json
    assert (file['width'], file['height']) == (800, 1200), file
    small = visitor.fetch(daemon, file, '/thumb').expect(200)
    assert size_of(small.body) == (320, 480) and small.headers['content-type'] == 'image/jpeg', size_of(small.body)
    assert b'N52.5200' in visitor.fetch(daemon, file).body and b'N52.5200' not in small.body and b'Exif' not in small.body
    damaged = visitor.send(daemon, 'd.png', picture()[:33] + b'\0' * 40).expect(201).json
    assert 'thumb' not in damaged
    assert visitor.fetch(daemon, damaged, '/thumb').expect(404).code == 'not-found'


@rule()
def a_webp_has_a_small_picture_where_its_loader_is_and_is_a_file_without(daemon):
    open_channel(daemon)
    visitor = Sender(daemon.port)
    file = visitor.send(daemon, 'p.webp', webp(1200, 600)).expect(201).json
    assert (file['type'], file['width'], file['height'], file['thumb']) == ('image/webp', 1200, 600, True), file
    small = visitor.fetch(daemon, file, '/thumb').expect(200)
    assert size_of(small.body) == (480, 240) and small.headers['content-type'] == 'image/jpeg'
    daemon.stop()
    os.environ['GDK_PIXBUF_MODULE_FILE'] = os.devnull  # a list of no loaders: what gdk-pixbuf has built in is left
    try:
        daemon.start()
    finally:
        del os.environ['GDK_PIXBUF_MODULE_FILE']
    visitor = Sender(daemon.port)
    file = visitor.send(daemon, 'p.webp', webp(1200, 600)).expect(201).json
    assert file['type'] == 'image/webp' and 'thumb' not in file, file
    assert visitor.fetch(daemon, file).expect(200).body == webp(1200, 600)
    assert visitor.send(daemon, 'p.png', picture()).expect(201).json['thumb']


@rule('--visitor-files', '1000')
def a_scanner_that_does_not_say_clean_lets_nothing_in(daemon):
    open_channel(daemon)
    with Clamd() as clamd:
        daemon.stop()
        daemon.start('--clamd', clamd.where, '--visitor-files', '1000')
        visitor = Sender(daemon.port)
        visitor.send(daemon, 'a.txt', b'x' * 200000).expect(201)
        assert visitor.send(daemon, 'a.txt', b'harmless? ' + VIRUS).expect(422).code == 'infected'
        assert [len(content) for content in clamd.scanned] == [200000, 10 + len(VIRUS)]
        for clamd.mood in ('ill', 'mute'):
            assert visitor.send(daemon, 'a.txt', b'y').expect(503).code == 'unavailable'
    assert visitor.send(daemon, 'a.txt', b'y').expect(503).code == 'unavailable', 'nobody listens'
    assert len(bytes_kept(daemon)[0]) == 1 and not bytes_kept(daemon)[1]


@rule('--visitor-files', '1000')
def the_real_clamd_keeps_viruses_out_and_nothing_passes_without_it(daemon):
    with RealClamd() as clamd:
        daemon.stop()
        daemon.start('--clamd', clamd.where, '--visitor-files', '1000')
        visitor, contact, agent = chat(daemon)
        clean = visitor.send(daemon, 'a.txt', EICAR[:-1]).expect(201).json
        assert visitor.fetch(daemon, clean).expect(200).body == EICAR[:-1]
        assert visitor.send(daemon, 'a.png', picture()).expect(201).json['thumb']
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('deep/eicar.com', EICAR)
        before = bytes_kept(daemon)
        for answer in (visitor.send(daemon, 'eicar.txt', EICAR), visitor.send(daemon, 'bill.zip', packed.getvalue()),
                       agent_sends(daemon, agent, contact, 'eicar.txt', EICAR)):
            assert answer.expect(422).code == 'infected' and 'virus' in answer.json['detail'], answer.json
        assert daemon.log.count('Eicar-Test-Signature') == 3, daemon.log
        assert visitor.send(daemon, 'a.log', b'x' * (3 << 20)).expect(503).code == 'unavailable', 'more than clamd takes'
        assert 'size limit exceeded' in daemon.log, daemon.log
        clamd.kill()
        assert visitor.send(daemon, 'a.txt', b'y').expect(503).code == 'unavailable', 'what nobody scanned does not come in'
        assert bytes_kept(daemon) == before and daemon.query('SELECT count(*) FROM file') == [(2,)]


@rule('--idle-seconds', '5')
def half_a_file_is_none_and_a_dawdler_is_cut_off(daemon):
    open_channel(daemon)
    visitor = Sender(daemon.port)
    head = (f'POST /widget/web/files HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\nZuoxi-Name: a.txt\r\nZuoxi-Uuid: {new_uuid()}\r\n'
            f'Host: 127.0.0.1:{daemon.port}\r\nOrigin: {visitor.origin()}\r\nCookie: {visitor.cookie}\r\n\r\n').replace('Host: x\r\n', '').encode()
    with socket.create_connection(('127.0.0.1', daemon.port), timeout=60) as broken:
        broken.sendall(head + b'x' * 100000)
        wait_until(lambda: bytes_kept(daemon)[1], 'the first half is there')
    wait_until(lambda: not bytes_kept(daemon)[1], 'the half is gone with its sender')
    with socket.create_connection(('127.0.0.1', daemon.port), timeout=60) as slow:
        slow.sendall(head + b'x' * 1000)
        assert slow.recv(1000) == b'', 'cut off without an answer'
    wait_until(lambda: not bytes_kept(daemon)[1], 'what it sent is gone')


LOG = b''.join(b'%07d service log\n' % number for number in range(120000))


@rule('--visitor-files', '1000')
def a_cut_upload_goes_on_where_it_was_and_only_for_its_sender(daemon):
    visitor, contact, agent = chat(daemon)
    other, lea = Sender(daemon.port), Agent(daemon.port, 'lea')
    for file, stranger, fetch in (
            (Piecemeal.of_visitor(daemon, visitor, LOG), {'Cookie': other.cookie}, lambda got: visitor.fetch(daemon, got)),
            (Piecemeal.of_agent(daemon, agent, contact, LOG + b'agent'), {'Authorization': 'Bearer ' + lea.token},
             lambda got: daemon.get('/api/v1/files/' + got['id'], agent.token))):
        assert file.there().expect(200).json == {'offset': 0}
        file.cut(0, 600000)
        assert file.free() == 600000
        assert file.there(**stranger).expect(200).json == {'offset': 0}
        refused = file.bring(600000, **stranger).expect(409)
        assert refused.code == 'offset' and refused.json['offset'] == 0, refused.json
        refused = file.bring(500000).expect(409)
        assert refused.code == 'offset' and refused.json['offset'] == 600000, refused.json
        for digest in ('', 'md5=:AA==:', 'sha-256=:AA==:', 'sha-256=AAAA'):
            assert file.bring(600000, **{'Repr-Digest': digest}).expect(400).code == 'bad-data', digest
        daemon.kill()
        daemon.start('--visitor-files', '1000', '--port', str(daemon.port))
        assert file.there().expect(200).json == {'offset': 600000}, 'it outlives the daemon'
        file.cut(600000, 1200000)
        assert file.free() == 1200000
        with file.begin(1200000, 1500000):  # the daemon does not hear that this line is dead
            wait_until(lambda: file.written() == 1500000, 'the piece has come')
            assert file.free() == 1500000
            got = file.bring(1500000).expect(201).json
        assert got['size'] == len(file.content) and fetch(got).expect(200).body == file.content
        assert file.there().json == {'offset': len(file.content), 'file': got} and not bytes_kept(daemon)[1], (file.there().json, bytes_kept(daemon))
        assert file.bring(1500000).expect(200).json == got, 'sent again it is one'
    file = Piecemeal.of_visitor(daemon, visitor, LOG)
    file.cut(0, 600000)
    assert file.free() == 600000
    file.content = LOG[:600000] + b'X' + LOG[600001:]
    assert file.bring(600000).expect(422).code == 'damaged' and file.there().json == {'offset': 0}
    assert not bytes_kept(daemon)[1]


@rule('--visitor-files', '1000', '--file-most-mb', '1')
def what_was_cut_is_kept_only_so_much_and_so_long(daemon):
    open_channel(daemon)
    visitor = Sender(daemon.port)
    small = Piecemeal.of_visitor(daemon, visitor, LOG[:900000])
    with small.begin(0, 200000):
        wait_until(lambda: small.written() == 200000, 'it has come')
    wait_until(lambda: not bytes_kept(daemon)[1], 'so little is sent again as a whole')
    files = [Piecemeal.of_visitor(daemon, visitor, LOG[:900000]) for _ in range(6)]
    for number, file in enumerate(files):
        file.cut(0, 300000 + number)
        assert file.free() == 300000 + number
    assert [file.there().json['offset'] for file in files] == [0, 0, 300002, 300003, 300004, 300005]
    files[5].content = LOG[:1 << 20] + b'x'
    assert files[5].bring(300005).expect(413).code == 'too-large'
    assert files[4].bring(300004).expect(201)
    for name in bytes_kept(daemon)[1]:
        path = os.path.join(daemon.folder, 'files/tmp', name)
        os.utime(path, (os.stat(path).st_mtime - 3700,) * 2)
    daemon.stop()
    daemon.start()
    wait_until(lambda: not bytes_kept(daemon)[1], 'nobody came back for an hour')


@rule()
def bytes_go_when_no_row_names_them(daemon):
    visitor, contact, agent = chat(daemon)
    shared = picture(noise=b'shared')
    mine = visitor.send(daemon, 'a.png', shared).expect(201).json
    agent_sends(daemon, agent, contact, 'b.png', shared).expect(201)
    carry(daemon, mine, contact)
    assert len(bytes_kept(daemon)[0]) == 2, 'one picture and its small one'
    daemon.write('UPDATE file SET created_at_ms = 1 WHERE message_id IS NULL')
    daemon.stop()
    daemon.start()
    wait_until(lambda: daemon.query('SELECT count(*) FROM file') == [(1,)], 'the unsent row is gone')
    wait_until(lambda: daemon.query('SELECT count(*) FROM dropped_file') == [(0,)], 'the sweep has looked')
    visitor.fetch(daemon, mine).expect(200)
    daemon.write('UPDATE file SET message_id = NULL, created_at_ms = 1')
    daemon.stop()
    daemon.start()
    wait_until(lambda: not bytes_kept(daemon)[0], 'the bytes are gone')
    agent = Agent(daemon.port, 'ann')
    plan = agent_sends(daemon, agent, contact, 'plan.txt', b'Wrong plan').expect(201).json
    seen = int(agent.get(f'/contacts/{contact}/messages')['items'][0]['id'])
    sent = agent.write(contact, '', seen, files=[plan['uuid']])
    assert sent['extra']['files'][0]['id'] == plan['id'] and len(bytes_kept(daemon)[0]) == 1, sent
    agent.post(f'/contacts/{contact}/messages/{sent["id"]}/recall', {'request': new_uuid()})
    wait_until(lambda: not bytes_kept(daemon)[0], 'what was taken back is gone')


@rule()
def a_daemon_with_another_folder_does_not_start(daemon):
    other = Daemon(daemon.store, '--files', os.path.join(daemon.folder, 'elsewhere'), beside=daemon)
    try:
        other.__enter__()
    except AssertionError as error:
        assert 'is not the folder that this database' in str(error), error
    else:
        raise AssertionError('it started')
    with Daemon(daemon.store, beside=daemon) as beside:
        beside.get('/healthz').expect(200)


@rule('--visitor-files', '1000')
def a_visitor_cannot_fill_the_disk(daemon):
    open_channel(daemon)
    visitor = Sender(daemon.port)
    for number in range(20):
        visitor.send(daemon, 'a.txt', b'%d' % number).expect(201)
    answer = visitor.send(daemon, 'a.txt', b'x').expect(429)
    assert answer.code == 'too-many' and int(answer.headers['retry-after']) > 0
    Sender(daemon.port).send(daemon, 'a.txt', b'x').expect(201)


@rule('--file-most-mb', '1', '--visitor-address-mb', '2', '--trusted-proxy', '127.0.0.1')
def visitors_of_one_network_cannot_fill_the_disk_together(daemon):
    _, contact, agent = chat(daemon)
    megabyte = b'x' * 10 ** 6
    here, there = {'X-Forwarded-For': '198.51.100.7'}, {'X-Forwarded-For': '198.51.100.8'}
    for _ in range(2):
        Sender(daemon.port).send(daemon, 'a.txt', megabyte, **here).expect(201)
    assert Sender(daemon.port).send(daemon, 'a.txt', megabyte, **here).expect(429).code == 'too-many'
    Sender(daemon.port).send(daemon, 'a.txt', megabyte, **there).expect(201)
    for _ in range(3):
        agent_sends(daemon, agent, contact, 'a.txt', megabyte).expect(201)


@rule('--files-reserve-mb', '1000000000')
def a_nearly_full_disk_takes_no_files(daemon):
    visitor, contact, agent = chat(daemon)
    for answer in (visitor.send(daemon, 'a.txt', b'x'), visitor.send(daemon, 'a.log', b'x' * 2 ** 20), agent_sends(daemon, agent, contact, 'a.txt', b'x')):
        assert answer.expect(507).code == 'no-room', answer.json
    assert bytes_kept(daemon) == (set(), set())


@rule()
def a_backup_brings_the_same_bytes_to_another_place(daemon):
    visitor, contact, _ = chat(daemon)
    for number in range(2):
        carry(daemon, visitor.send(daemon, 'a.png', picture(noise=b'%d' % number)).expect(201).json, contact)
    backups = os.path.join(daemon.folder, 'backups')
    os.mkdir(backups)
    said = daemon.verb('backup', backups).stdout
    kept = bytes_kept(daemon)[0]
    assert len(kept) == 3 and '3 contents of files, 3 of them new' in said, said
    assert '0 of them new' in daemon.verb('backup', os.path.join(backups, 'again.zuoxi.gz')).stdout
    orphan = os.path.join(daemon.folder, 'files', '00', '00' * 32)
    os.makedirs(os.path.dirname(orphan), exist_ok=True)
    with open(orphan, 'wb') as file:
        file.write(b'of no row')
    before = daemon.verb('check', '--tables', '--bytes').stdout
    assert 'no row named, removed: 1' in before and not os.path.exists(orphan), before
    daemon.stop()
    daemon.write('DELETE FROM file')
    assert 'removed: 3' in daemon.verb('check').stdout and not bytes_kept(daemon)[0]
    daemon.verb('restore', os.path.join(backups, 'again.zuoxi.gz'), '--replace')
    after = daemon.verb('check', '--tables', '--bytes').stdout
    assert bytes_kept(daemon)[0] == kept
    assert [line for line in after.splitlines() if line.startswith(('table', 'contents'))] == [
        line for line in before.splitlines() if line.startswith(('table', 'contents')) and 'removed' not in line]
    victim = os.path.join(daemon.folder, 'files', sorted(kept)[0][:2], sorted(kept)[0])
    with open(victim, 'r+b') as file:
        file.write(b'X')
    os.unlink(os.path.join(daemon.folder, 'files', sorted(kept)[1][:2], sorted(kept)[1]))
    broken = daemon.verb('check', '--bytes', check=False)
    assert broken.returncode == 1 and 'not in the folder of files: 1' in broken.stdout and 'damaged: 1' in broken.stdout, broken.stdout
    daemon.start()


def resident_mb(daemon):
    with open(f'/proc/{daemon.process.pid}/status', encoding='ascii') as status:
        return int(re.search(r'VmRSS:\s+(\d+)', status.read())[1]) // 1024


def drain(daemon, path, token, slow):
    """Reads an answer a piece at a time; gives how many bytes came."""
    connection = http.client.HTTPConnection('127.0.0.1', daemon.port, timeout=60)
    connection.request('GET', path, headers={'Authorization': 'Bearer ' + token})
    answer, got = connection.getresponse(), 0
    slow.wait()
    while piece := answer.read(1 << 20):
        got += len(piece)
    connection.close()
    return got


@rule()
def twenty_large_downloads_at_once_take_no_memory(daemon):
    if daemon.store != 'sqlite':
        return  # the store has no part in it
    _, contact, agent = chat(daemon)
    size = 50 << 20
    file = agent_sends(daemon, agent, contact, 'a.log', b'0123456789abcde\n' * (size // 16)).expect(201).json
    before, most = resident_mb(daemon), 0
    from threading import Barrier  # pylint: disable=import-outside-toplevel
    all_open = Barrier(20)
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        got = [pool.submit(drain, daemon, '/api/v1/files/' + file['id'], agent.token, all_open) for _ in range(20)]
        while not all(one.done() for one in got):
            most = max(most, resident_mb(daemon))
            concurrent.futures.wait(got, 0.05)
    print(f'# {before} MB before, {most} MB at most')
    assert [one.result() for one in got] == [size] * 20
    limit = 500 if daemon.is_sanitised else 60  # freed memory is kept back there for a while
    assert most - before < limit, f'{before} MB before, {most} MB with 20 downloads'


if __name__ == '__main__':
    run()
