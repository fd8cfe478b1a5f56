#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon refuses, and that it says why in words."""
import os
import re
import select
import socket
import threading

from daemon import DEADLINE_S, PASSWORD, wait_until
from rules import rule, run
from ws import WebSocket


@rule()
def a_body_that_is_no_json_object_is_refused_in_words(daemon):
    for body in (b'', b'{', b'[1]', b'null', b'"text"', b'\xff\xfe', b'{"login":"\xff"}', b'{"a":1}x',
                 b'[' * 20000):
        answer = daemon.ask('POST', '/api/v1/sessions', body=body).expect(400)
        assert answer.code == 'bad-json' and answer.json['detail'].endswith('.')


@rule()
def members_of_the_wrong_type_are_refused_in_words(daemon):
    for body in ({}, {'login': 1, 'password': 'x'}, {'login': 'ann', 'password': None},
                 {'login': ['ann'], 'password': 'x'}, {'login': 'ann', 'password': {}},
                 {'login': 'a b', 'password': 'x'}, {'login': 'x' * 65, 'password': 'x'},
                 {'login': '', 'password': 'x'}, {'login': 'a|b', 'password': 'x'},
                 {'login': 'ann', 'password': 'x' * 1025}):
        assert daemon.ask('POST', '/api/v1/sessions', body=body).expect(400).code == 'bad-data'
    token = daemon.sign_in('ann')
    for body in ({}, {'presence': 'asleep'}, {'presence': 1}, {'presence': 'break', 'reason': 'x' * 61}):
        assert daemon.ask('PUT', '/api/v1/me/presence', token, body).expect(400).code == 'bad-data'


@rule()
def a_body_that_is_too_large_is_refused_and_never_kept(daemon):
    limit = 64 * 1024
    fits = b'{"login":"ann","password":"' + b'x' * (limit - 29) + b'"}'
    assert len(fits) == limit
    assert daemon.ask('POST', '/api/v1/sessions', body=fits).expect(400).code == 'bad-data'
    answer = daemon.ask('POST', '/api/v1/sessions', body=b'x' * (limit + 1)).expect(413)
    assert answer.code == 'too-large' and str(limit) in answer.json['detail']


@rule()
def a_body_without_end_does_not_fill_the_memory(daemon):
    def memory_kb():
        with open(f'/proc/{daemon.process.pid}/status', encoding='ascii') as status:
            return int(re.search(r'VmRSS:\s+(\d+)', status.read())[1])
    before = memory_kb()
    chunk = b'10000\r\n' + b'x' * 0x10000 + b'\r\n'
    with socket.create_connection(('127.0.0.1', daemon.port), DEADLINE_S) as connection:
        connection.sendall(b'POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
        connection.setblocking(False)
        sent, rest = 0, b''
        try:
            while sent < 64 << 20:
                ended, _, _ = select.select([connection], [connection], [], DEADLINE_S)
                if ended:
                    break
                rest = rest or chunk
                taken = connection.send(rest)
                sent, rest = sent + taken, rest[taken:]
        except OSError:
            pass
    assert sent < 64 << 20, 'the daemon listened to 64 MB'
    assert memory_kb() - before < 16 << 10, (before, memory_kb())
    daemon.get('/healthz').expect(200)


@rule()
def an_unknown_address_and_a_wrong_method_are_told_apart(daemon):
    assert daemon.get('/api/v1/nothing').expect(404).code == 'not-found'
    assert daemon.get('/api/v1/').expect(404).code == 'not-found'
    wrong = daemon.ask('PATCH', '/api/v1/sessions').expect(405)
    assert wrong.code == 'method' and wrong.headers['allow'] == 'POST'
    head = daemon.ask('HEAD', '/api/v1/hello').expect(200)
    assert head.body == b''


@rule()
def a_workstation_that_is_too_old_is_told_so(daemon):
    old = daemon.get('/api/v1/hello', headers={'Zuoxi-Client': '0.0.1'}).expect(426)
    least = daemon.get('/api/v1/hello').json['min_client']
    assert old.code == 'client-too-old' and old.json['min_client'] == least and least in old.json['detail']
    daemon.get('/api/v1/hello', headers={'Zuoxi-Client': least}).expect(200)
    daemon.get('/api/v1/hello', headers={'Zuoxi-Client': '0.10.0'}).expect(200)
    daemon.get('/api/v1/hello', headers={'Zuoxi-Client': '1'}).expect(200)


@rule()
def every_answer_carries_the_security_headers(daemon):
    for answer in (daemon.get('/api/v1/hello'), daemon.get('/nothing'), daemon.try_sign_in('ann', 'a bad guess')):
        assert answer.headers['x-content-type-options'] == 'nosniff'
        assert answer.headers['cache-control'] == 'no-store'
        assert "frame-ancestors 'none'" in answer.headers['content-security-policy']
        assert answer.headers['referrer-policy'] == 'no-referrer'
        assert 'server' not in answer.headers


@rule('--open-requests', '30')
def one_address_can_ask_only_so_often(daemon):
    statuses = [daemon.get('/api/v1/hello').status for _ in range(40)]
    assert statuses[:30] == [200] * 30 and 429 in statuses[30:]
    refused = next(a for a in iter(lambda: daemon.get('/api/v1/hello'), None) if a.status == 429)
    assert refused.code == 'too-many' and int(refused.headers['retry-after']) >= 1
    wait_until(lambda: daemon.get('/api/v1/hello').status == 200, 'it may ask again')


@rule('--sign-ins', '5', '--lockout-tries', '50')
def sign_ins_have_a_tighter_limit(daemon):
    statuses = [daemon.try_sign_in(f'user{i}', 'a bad guess').status for i in range(8)]
    assert statuses[:5] == [401] * 5 and statuses[6:] == [429] * 2, statuses
    daemon.get('/api/v1/hello').expect(200)


@rule('--sign-ins', '3', '--lockout-tries', '50')
def a_made_up_forwarded_for_does_not_hide_who_asks(daemon):
    statuses = [daemon.try_sign_in('ann', 'a bad guess', {'X-Forwarded-For': f'203.0.113.{i}'}).status
                for i in range(6)]
    assert statuses[3:] == [429] * 3, statuses
    assert daemon.query("SELECT DISTINCT address FROM audit WHERE action = 'sign-in.failed'") == [('127.0.0.1',)]


@rule('--trusted-proxy', '127.0.0.0/8', '--sign-ins', '3', '--lockout-tries', '50')
def behind_a_trusted_proxy_each_client_counts_for_itself(daemon):
    for i in range(6):
        headers = {'X-Forwarded-For': f'198.51.100.7, 203.0.113.{i}'}
        daemon.try_sign_in('ann', 'a bad guess', headers).expect(401)
    seen = daemon.query("SELECT DISTINCT address FROM audit WHERE action = 'sign-in.failed' ORDER BY address")
    assert seen == [(f'203.0.113.{i}',) for i in range(6)], 'only the hop next to the proxy is believed'


@rule('--trusted-proxy', '127.0.0.0/8', '--visitor-sessions', '3')
def who_has_many_addresses_of_one_network_is_one_stranger(daemon):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')

    def tries(path, network, n):
        return [daemon.ask('POST', path, body={}, headers={
            'X-Forwarded-For': f'2001:db8:0:{network}::{i + 1:x}', 'Origin': f'http://127.0.0.1:{daemon.port}',
            'Sec-Fetch-Site': 'same-origin'}).status for i in range(n)]

    assert 429 in tries('/widget/web/session', 1, 6)
    assert tries('/widget/web/session', 2, 1) == [200], 'another network'
    assert 429 in tries('/widget/web/message', 3, 50)


@rule('--trusted-proxy', '127.0.0.0/8', '--lockout-tries', '3')
def one_address_locks_itself_out_not_the_others(daemon):
    attacker, home = {'X-Forwarded-For': '203.0.113.9'}, {'X-Forwarded-For': '198.51.100.7'}
    for _ in range(3):
        daemon.try_sign_in('ann', 'a bad guess', attacker).expect(401)
    assert daemon.try_sign_in('ann', headers=attacker).expect(429).code == 'locked'
    daemon.try_sign_in('ann', headers=home).expect(201)


@rule('--trusted-proxy', '127.0.0.0/8', '--metrics-token', 'let-me-see')
def metrics_are_for_this_machine_or_the_token(daemon):
    elsewhere = {'X-Forwarded-For': '203.0.113.9'}
    assert daemon.get('/metrics', headers=elsewhere).expect(403).code == 'not-allowed'
    daemon.get('/metrics', 'let-me-se', elsewhere).expect(403)
    daemon.get('/metrics', 'let-me-see', elsewhere).expect(200)
    daemon.get('/metrics').expect(200)


@rule()
def a_proxy_that_nobody_told_us_of_gets_no_metrics(daemon):
    daemon.get('/metrics', headers={'X-Forwarded-For': '203.0.113.9'}).expect(403)


@rule()
def metrics_count_requests_by_endpoint_and_status(daemon):
    daemon.try_sign_in('ann', 'a bad guess').expect(401)
    daemon.get('/api/v1/customers/123', daemon.sign_in('ann')).expect(404)
    text = daemon.get('/metrics').expect(200).body.decode()
    assert 'zuoxid_requests_total{method="POST",endpoint="/api/v1/sessions",status="401"} 1\n' in text
    assert 'zuoxid_requests_total{method="GET",endpoint="/api/v1/customers/{id}",status="404"} 1\n' in text
    assert 'zuoxid_request_duration_seconds_count{method="POST",endpoint="/api/v1/sessions"} 2\n' in text
    for line in text.splitlines():
        assert re.fullmatch(r'# TYPE \w+ (gauge|counter|histogram)|\w+(\{[^}]*(\{\w+\}[^}]*)*\})? [\d.e+-]+', line), line


@rule('--lockout-tries', '100', '--sign-ins', '1000')
def a_morning_of_sign_ins_does_not_stall_the_others(daemon):
    """While ten people's passwords are compared, nobody else waits until they are through: not in time, which a busy
    machine stretches, but in how many of them were answered meanwhile."""
    daemon.verb('user', 'passwd', 'ann', stdin=PASSWORD + '\n')  # at full strength
    stop, answered, waited_for = threading.Event(), [], []

    def keep_signing_in():
        while not stop.is_set():
            daemon.try_sign_in('ann', 'a bad guess')
            answered.append(1)
    threads = [threading.Thread(target=keep_signing_in) for _ in range(10)]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: len(answered) >= 10, 'all ten are at it')
        for _ in range(60):
            before = len(answered)
            daemon.get('/healthz').expect(200)
            waited_for.append(len(answered) - before)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    waited_for.sort()
    assert waited_for[len(waited_for) * 9 // 10] <= 2, waited_for


@rule('--idle-seconds', '1')
def who_never_finishes_a_request_is_cut_off(daemon):
    for beginning in (b'', b'GET /api/v1/hello HTTP/1.1\r\nHost:',
                      b'POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{',
                      b'GET /api/v1/hello HTTP/1.1\r\nHost: x\r\n\r\n'):
        with socket.create_connection(('127.0.0.1', daemon.port), DEADLINE_S) as connection:
            connection.sendall(beginning)
            while connection.recv(4096):
                pass
    with WebSocket(daemon.port, '/api/v1/events', {'Authorization': 'Bearer ' + daemon.sign_in('ann')}) as stays:
        stays.until(lambda frame: 'beat' in frame)
        stays.until(lambda frame: 'beat' in frame)


@rule()
def a_client_that_goes_away_costs_nothing(daemon):
    def descriptors():
        return len(os.listdir(f'/proc/{daemon.process.pid}/fd'))

    def connections():
        """As the daemon counts them, with those of the last second; it serves so many and no more."""
        return int(re.search(r'^zuoxid_http_connections (\d+)$', daemon.get('/metrics').body.decode(), re.MULTILINE)[1])
    daemon.get('/api/v1/hello')
    before = descriptors()
    for _ in range(250):
        with socket.create_connection(('127.0.0.1', daemon.port), DEADLINE_S) as connection:
            connection.sendall(b'GET /api/v1/hello HTTP/1.1\r\nHost: x\r\n\r\n')
            connection.recv(4096)
    for _ in range(50):
        socket.create_connection(('127.0.0.1', daemon.port), DEADLINE_S).close()
    wait_until(lambda: descriptors() <= before + 3, 'all descriptors are closed')  # a reader of the database may have opened its files
    wait_until(lambda: connections() < 100, 'nobody is waited for who has gone')


@rule('--idle-seconds', '1')
def garbage_instead_of_http_harms_nobody(daemon):
    for data in (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', b'GET\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n',
                 b'GET /%ff%00%zz HTTP/1.1\r\nHost: x\r\n\r\n', b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
                 b'GET / HTTP/1.1\r\n' + b'X: y\r\n' * 50000):
        with socket.create_connection(('127.0.0.1', daemon.port), DEADLINE_S) as connection:
            try:
                connection.sendall(data)
                answer = connection.recv(4096)
                assert not answer or int(answer.split()[1]) >= 400, (data[:80], answer)
            except ConnectionError:
                pass
    daemon.get('/healthz').expect(200)


if __name__ == '__main__':
    run()
