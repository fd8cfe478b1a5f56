# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through a chat in a window of its own: see walks.py."""
from beside import Beside
from desk import Desk
from scene import PASSWORD, Scene
from talk import Agent
from walk_chat import TALKS, write
from walks import Guide, looks

SIZES = {'own': (900, 700), 'own-least': (700, 600), 'own-wide': (1280, 800)}


def pop_out(look, name):
    with Scene() as scene, Desk(server=scene.daemon.url, login='lin', **looks(name)) as desk:
        words, guide = TALKS[desk.language], Guide(desk, look, name)
        guide.sign_in('lin', PASSWORD)
        account, who, company, product, version, page = words['who']
        customer = scene.customer(account, who, company, lang=words['lang'], product=product, version=version, title=page)
        for text in words['asks']:
            customer.says(text)
        desk.wait_says(words['asks'][-1])
        desk.press('ctrl+j')
        desk.wait_focus(guide.say('Message'))
        lin = Agent(scene.daemon.port, 'lin', PASSWORD)
        contact = lin.all('/contacts?state=open')[0][0]['id']
        lin.accept(contact)
        for text in words['answers']:
            lin.write(contact, text, lin.all(f'/contacts/{contact}/messages')[0][-1]['id'])
            customer.hears(text)
        customer.says(words['more'])
        desk.wait_says(words['more'])
        write(desk, words['half'])
        desk.press('ctrl+shift+n')
        own = Beside(desk, who)
        desk.wait_says(guide.say('%s is open in its own window') % who)
        desk.run('windowraise', desk.window)
        guide.halt('own-main')
        own.take_keyboard()
        own.wait_focus(guide.say('Message'))
        beside = Guide(own, look, name)
        for what, size in SIZES.items():
            own.resize(*size)
            beside.halt(what)
        own.resize(*SIZES['own'])
        lin.close_contact(contact)
        own.wait_says(guide.say('This chat is over. What was said stays here until you close the window.'))
        beside.halt('own-over')
