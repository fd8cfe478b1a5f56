# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through what an agent is told of his own state: see walks.py."""
import time

from desk import Desk
from scene import PASSWORD, Scene
from talk import Agent, new_uuid
from walk_window import MAIN, WORDS, pick_up
from walks import Guide, looks


def set_queue(scene, **values):
    """A queue of all channels; as it is set up by an administrator."""
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    return admin.post('/queues', {'request': new_uuid(), 'name': 'Line', 'channels': [c['id'] for c in admin.get('/channels')['items']], **values})


def miss(scene, login):
    """As if this agent had let an offer run out a while ago."""
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    agent = next(a for a in admin.get('/agents')['items'] if a['login'] == login)
    scene.daemon.write(f"UPDATE agent SET missed_at_ms = {int(time.time() * 1000) - 83000} WHERE id = {agent['id']}")
    for name in (agent['name'] + '.', agent['name']):  # a change tells it
        agent = scene.daemon.ask('PATCH', f"/api/v1/agents/{agent['id']}", admin.token, {'name': name}, {'If-Match': f'"{agent["rev"]}"'}).expect(200).json


def end_by_agent(scene):
    lin = Agent(scene.daemon.port, 'lin', PASSWORD)
    contact = next(c for c in lin.all('/contacts?state=open')[0] if c['agent_id'] == lin.id and c['state'] == 'active')
    return lin.post(f"/contacts/{contact['id']}/close", {'request': new_uuid(), 'wrap_up': True})


def state(look, name):
    """Ready with a chat of three, the menu with the day, busy, missed, wrap-up with its time, and over time."""
    options = looks(name)
    words, (account, who, company, product, version, page) = WORDS[options['language']], MAIN[options['language']]
    lang = options['language'][:2]
    with Scene('--require-category') as scene:
        set_queue(scene, wrap_up_s=600)
        scene.daemon.verb('user', 'set', 'lin', '--at-once', 'web=3')
        with Desk(server=scene.daemon.url, login='lin', **options) as desk:
            guide = Guide(desk, look, name)
            guide.sign_in('lin', PASSWORD)
            main = scene.customer(account, who, company, lang=lang, product=product, version=version, title=page)
            pick_up(guide, main, words['talk'][0])
            desk.press('ctrl+Return')
            desk.wait_gone('push button', guide.say('Take this chat'))
            desk.wait_says(guide.say('Ready', 'state'))
            guide.halt('state-ready')
            desk.press('F2')
            desk.wait_says(guide.say('Online %1$s · break %2$s · wrap-up %3$s').split('%')[0])
            guide.halt('state-menu', popover=True)
            desk.press('Escape')
            desk.wait_gone(None, guide.say('Meal'))
            miss(scene, 'lin')
            desk.wait_for('push button', guide.say("I'm Back"))
            guide.halt('state-missed')
            desk.press('shift+F2')
            desk.wait_gone('push button', guide.say("I'm Back"))
            end_by_agent(scene)
            desk.wait_for('push button', guide.say('More Time'))
            guide.halt('state-wrap-up')
            scene.daemon.write('UPDATE contact SET wrap_until_ms = ended_at_ms - 7000')
            desk.press('ctrl+shift+e')
            desk.wait_gone('push button', guide.say('More Time'))
            scene.daemon.write('UPDATE contact SET wrap_until_ms = ended_at_ms - 7000')
            Agent(scene.daemon.port, 'lin', PASSWORD).put(f"/contacts/{contact_id(scene)}/wrap-up", {'request': new_uuid(), 'summary': words['talk'][2][:20]})
            desk.wait_says(guide.say('The time is over. Choose a category: then the chat closes.'))
            guide.halt('state-over-time')


def contact_id(scene):
    return scene.daemon.query("SELECT id FROM contact WHERE state = 'wrap_up'")[0][0]
