#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workstation tells what is wrong with a connection, in words, and trusts nobody whom it should not."""
import contextlib
import socket
import ssl
import subprocess
import tempfile

from bring import Piecemeal
from certificates import Authority
from daemon import PASSWORD, wait_until
from nginx import Nginx
from ports import held_port
from probe import Probe
from rules import rule, run
from talk import Agent, Visitor


@contextlib.contextmanager
def tls_server(certificate, key):
    """The port of a TLS server that serves nothing: the handshake is what matters."""
    with held_port() as port:
        process = subprocess.Popen(['openssl', 's_server', '-accept', f'127.0.0.1:{port}', '-cert', str(certificate), '-key',
                                    str(key), '-quiet', '-www'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)

        def listens():
            assert process.poll() is None, 's_server ended'
            with socket.socket() as knock:
                return knock.connect_ex(('127.0.0.1', port)) == 0
        try:
            wait_until(listens, 's_server listens')
            yield port
        finally:
            process.kill()
            process.wait()


def refusal(address, trust=None):
    with Probe() as probe:
        if trust:
            assert probe.ask('trust', trust)['ok']
        answer = probe.refused_sign_in(address)
        assert answer['words'].endswith('.') and len(answer['words']) > 40, answer
        state = probe.state()
        assert state['state'] == 'signed-out' and state['contacts'] == 0, state
        probe.quit()
        return answer['problem']


@rule()
def each_fault_of_a_certificate_has_its_own_words(_daemon):
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        for name, options, trusted, problem in (
                ('expired', {'expired': True}, True, 'tls-expired'),
                ('stranger', {}, False, 'tls-unknown-ca'),
                ('elsewhere', {'hosts': ('desk.example.com',), 'addresses': ('192.0.2.1',)}, True, 'tls-wrong-host')):
            with tls_server(*authority.issue(name, **options)) as port:
                told = refusal(f'https://localhost:{port}', authority.certificate if trusted else None)
                assert told == problem, f'{name}: {told}'


@rule()
def a_plain_port_and_a_tls_port_are_told_apart(daemon):
    assert refusal(f'https://127.0.0.1:{daemon.port}') == 'tls-plain-server'
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        with tls_server(*authority.issue('good')) as port:
            assert refusal(f'http://localhost:{port}') == 'tls-plain-client'
    with Nginx(daemon.port) as nginx:
        assert refusal(f'http://localhost:{nginx.port}') == 'tls-plain-client'


@rule()
def no_password_leaves_unencrypted(_daemon):
    assert refusal('http://desk.example.com') == 'not-encrypted'
    assert refusal('http://192.0.2.1:7700') == 'not-encrypted'


@rule()
def an_address_that_is_no_zuoxid_is_told(_daemon):
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        with tls_server(*authority.issue('good')) as port:
            assert refusal(f'https://localhost:{port}', authority.certificate) == 'not-zuoxid'
    with socket.socket() as nobody:
        nobody.bind(('127.0.0.1', 0))
        assert refusal(f'http://127.0.0.1:{nobody.getsockname()[1]}') == 'nobody-there'
    assert refusal('https://no-such-host.invalid') == 'no-such-host'


@rule('--trusted-proxy', '127.0.0.1/32')
def behind_a_good_certificate_the_desk_is_live(daemon):
    with Nginx(daemon.port) as nginx, Probe() as probe:
        assert probe.ask('trust', nginx.authority.certificate)['ok']
        probe.sign_in(nginx.url, 'ann', PASSWORD)
        assert probe.state()['me'] == 'Ann'
        probe.quit()


@rule('--trusted-proxy', '127.0.0.1/32')
def the_proxy_lets_large_files_through_keeps_nothing_back_of_them_and_logs_no_ticket(daemon):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--org', 'hq', '--origin', 'http://localhost:1')
    visitor = Visitor(daemon.port)
    with visitor.socket() as open_socket:
        visitor.say(open_socket, 'Hello')
    agent = Agent(daemon.port, 'ann')
    contact = agent.get('/contacts')['items'][0]['id']
    with Nginx(daemon.port) as nginx:
        context = ssl.create_default_context(cafile=nginx.authority.certificate)
        file = Piecemeal.of_agent(daemon, agent, contact, b'0123456789abcde\n' * (3 << 16))
        file.connect = lambda: context.wrap_socket(socket.create_connection(('localhost', nginx.port), timeout=60), server_hostname='localhost')
        file.cut(0, 2 << 20)
        assert file.free() == 2 << 20, 'what came before the cut was passed on'
        with file.begin(2 << 20, 3 << 20) as rest:
            assert rest.recv(100).startswith(b'HTTP/1.1 201')
        for path in ('/widget/socket?ticket=secret', '/api/v1/hello'):
            with file.connect() as plain:
                plain.sendall(f'GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode())
                assert plain.recv(100).startswith(b'HTTP/1.1 '), path
        wait_until(lambda: '/api/v1/hello' in nginx.log.read_text(), 'the log has the request')
        assert 'secret' not in nginx.log.read_text()
    assert daemon.query('SELECT size FROM file') == [(3 << 20,)]


if __name__ == '__main__':
    run()
