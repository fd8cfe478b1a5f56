# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through what is offered: one from the queue, several, one that a colleague passes on, why it is declined, and
where there is no column to stand in: see walks.py."""
from desk import Desk, wait_until
from scene import PASSWORD, Scene
from talk import Agent, new_uuid
from walk_chat import write
from walk_window import MAIN, WORDS, pick_up
from walks import Guide, looks

NOTES = {"zh_CN": "税号变更后缓存没有刷新，补丁 8.2.1-p3 已经装过，麻烦你接着看开票日志。",
         "en": "The cache was not refreshed after the tax code changed. Patch 8.2.1-p3 is installed, please go on with the log."}


def offers(look, name):
    options = looks(name)
    words, lang = WORDS[options['language']], options['language'][:2]
    account, who, company, product, version, page = MAIN[options['language']]
    with Scene() as scene, Desk(server=scene.daemon.url, login='lin', **options) as desk:
        guide = Guide(desk, look, name)
        guide.sign_in('lin', PASSWORD)
        main = scene.customer(account, who, company, lang=lang, product=product, version=version, title=page)
        pick_up(guide, main, words['talk'][0])
        desk.press('ctrl+Return')
        desk.wait_gone('push button', guide.say('Take this chat'))
        desk.wait_focus(guide.say('Message'))
        write(desk, words['talk'][1])
        scene.daemon.verb('queue', 'add', '官网咨询', '--group', '一线客服', '--channel', 'shop', '--method', 'least_loaded', '--offer-s', '600')
        people = []
        for other in words['others'][:2]:
            people.append(scene.customer(*other[:3], lang=lang))
            people[-1].says(other[3])
            desk.wait_for('alert', other[3])
            if len(people) == 1:
                guide.halt('offer')
        desk.press('F4')
        desk.wait_focus(guide.say('Accept the offer'))
        guide.halt('offer-two')
        scene.daemon.write("UPDATE queue SET decline = 'with_reason'")
        give_away(scene, name_of(scene, who), NOTES[options['language']])
        note = NOTES[options['language']]
        wait_until(lambda: desk.find('alert', note) or desk.press('F4'), 'that is in front')
        guide.halt('offer-passed-on')
        desk.insist('Escape', guide.say('Why do you decline?'))
        guide.halt('offer-reasons', popover=True)
        desk.press('Escape')
        desk.wait_gone(None, guide.say('Why do you decline?'))
        desk.press('ctrl+b')
        guide.halt('offer-floating')


def name_of(scene, name):
    contacts = Agent(scene.daemon.port, 'admin', PASSWORD).all('/contacts?state=open')[0]
    return next(contact['id'] for contact in contacts if contact['name'] == name)


def give_away(scene, contact, note):
    """A colleague has that contact, and passes it on to who sits before the window."""
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    lin = next(agent['id'] for agent in admin.all('/agents')[0] if agent['login'] == 'lin')
    admin.post(f'/contacts/{contact}/take', {'request': new_uuid()})
    admin.post(f'/contacts/{contact}/transfer', {'request': new_uuid(), 'agent_id': lin, 'note': note})
