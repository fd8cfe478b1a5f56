# SPDX-License-Identifier: GPL-3.0-or-later
"""A queue that gives work to agents."""
from daemon import wait_until
from talk import Agent, new_uuid


def route(daemon, *logins, method='least_loaded'):
    """A queue that offers the contacts of all channels (`web` if there is none) to these agents; the queue."""
    if not daemon.query('SELECT 1 FROM channel'):
        daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')
    adm = Agent(daemon.port, 'adm')
    members = [a['id'] for a in adm.get('/agents')['items'] if a['login'] in logins]
    group = adm.post('/groups', {'request': new_uuid(), 'name': 'Line', 'members': members})
    return adm.post('/queues', {'request': new_uuid(), 'name': 'Routed', 'groups': [group['id']], 'method': method, 'offer_s': 600,
                                'channels': [c['id'] for c in adm.get('/channels')['items']]})


def online(daemon, login):
    """Signed in, and there for as long as the test needs."""
    agent = Agent(daemon.port, login)
    agent.socket = agent.stream()
    agent.socket.receive()
    agent.put('/me/presence', {'presence': 'online'})
    return agent


def offer_of(agent):
    """The one that is open before the agent, once there is one."""
    def mine():
        return [o for o in agent.get('/offers')['items'] if o['agent_id'] == agent.id]
    wait_until(mine, f'an offer to {agent.me["login"]}')
    return mine()[0]
