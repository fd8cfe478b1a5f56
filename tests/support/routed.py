# SPDX-License-Identifier: GPL-3.0-or-later
"""A queue that gives work to agents."""
import contextlib
import hashlib
import json
import socket
import threading

from daemon import PASSWORD, wait_until
from talk import Agent, new_uuid
from ws import Closed


def route(daemon, *logins, method='least_loaded'):
    """A queue that offers the contacts of all channels (`web` if there is none) to these agents; the queue."""
    if not daemon.query('SELECT 1 FROM channel'):
        daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')
    adm = Agent(daemon.port, 'adm')
    members = [a['id'] for a in adm.get('/agents')['items'] if a['login'] in logins]
    group = adm.post('/groups', {'request': new_uuid(), 'name': 'Line', 'members': members})
    return adm.post('/queues', {'request': new_uuid(), 'name': 'Routed', 'groups': [group['id']], 'method': method, 'offer_s': 600,
                                'channels': [c['id'] for c in adm.get('/channels')['items']]})


def retune(daemon, queue_id, values, admin=None):
    """Sets columns of a queue to what no administrator may say, such as an offer of one second, and has the daemon hear of it."""
    daemon.write(f'UPDATE queue SET {values} WHERE id = {queue_id}')
    adm = admin or Agent(daemon.port, 'adm')
    queue = [q for q in adm.get('/queues')['items'] if q['id'] == queue_id][0]
    daemon.ask('PATCH', f'/api/v1/queues/{queue_id}', adm.token, {'name': queue['name'] + '.'}, {'If-Match': f'"{queue["rev"]}"'}).expect(200)


def online(daemon, login, password=PASSWORD, answers=False):
    """Signed in, and there for as long as the test needs. `answers`: also the hub's pings, which takes away who does not;
    nobody else reads or closes its socket then."""
    agent = Agent(daemon.port, login, password)
    agent.socket = agent.stream()
    agent.socket.receive()
    if answers:
        threading.Thread(target=heed, args=(agent.socket,), daemon=True).start()
    agent.put('/me/presence', {'presence': 'online'})
    return agent


def heed(stream):
    """Reads what comes, until the hub has gone."""
    with contextlib.suppress(Closed, OSError):
        while True:
            stream.frames()


def offer_of(agent):
    """The one that is open before the agent, once there is one."""
    def mine():
        return [o for o in agent.get('/offers')['items'] if o['agent_id'] == agent.id]
    return wait_until(mine, f'an offer to {agent.me["login"]}')[0]


def crowd(daemon, count):
    """Agents like ann, as rows: so many sign-ins would take longer than all else. Before there is a queue, whose event has them
    noticed. (id, token) of each."""
    daemon.write('INSERT INTO agent (id, org_id, login, name, role, scope, rev) ' + ' UNION ALL '.join(
        f"SELECT {10 ** 9 + i}, org_id, 'crowd{i}', 'Crowd {i}', role, scope, {10 ** 9 + i} FROM agent WHERE login = 'ann'"
        for i in range(count)))
    people = [(10 ** 9 + i, f'{i:064x}') for i in range(count)]
    literal = "'\\x{}'" if daemon.store == 'postgres' else "x'{}'"
    daemon.write('INSERT INTO token (id, hash, agent_id, created_at_ms, expires_at_ms) VALUES ' + ', '.join(
        f'({id_}, {literal.format(hashlib.sha256(token.encode()).hexdigest())}, {id_}, 0, {10 ** 14})' for id_, token in people))
    return people


def all_at_once(port, wishes):
    """POSTs each (path, token) with a request of its own, on connections that all stand before the first word; (status, JSON) of each."""
    sockets, answers = [socket.create_connection(('127.0.0.1', port), 60) for _ in wishes], []
    for sock, (path, token) in zip(sockets, wishes):
        body = json.dumps({'request': new_uuid()})
        sock.sendall(f'POST /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n'
                     f'Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}'.encode())
    for sock in sockets:
        data = b''.join(iter(lambda sock=sock: sock.recv(65536), b''))
        sock.close()
        head, _, body = data.partition(b'\r\n\r\n')
        answers.append((int(head.split()[1]), json.loads(body)))
    return answers
