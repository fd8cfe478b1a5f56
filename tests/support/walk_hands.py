# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through a chat that changes hands, one picture at every halt: see pictures.py."""
from desk import Desk
from routed import offer_of, online
from scene import PASSWORD, Scene
from talk import Agent, new_uuid
from walks import Guide, looks

TALKS = {
    'zh_CN': {'who': ('liuyang@tiancheng', '刘洋', '天成软件有限公司'), 'asks': '开票提交报错 E-3107，今天必须开出去', 'queues': ('售后', '开票专线'),
              'others': (('hezq@dingsheng', '何志强', '鼎盛建材', '打印预览里表头错位了'), ('chenlh@yuanhang', '陈立华', '远航制造', '库存盘点后数量对不上')),
              'note': '税号变更过，补丁已发', 'find': 'liq'},
    'en': {'who': ('paul@meyer', 'Paul Meyer', 'Meyer GmbH'), 'asks': 'The invoice import rejects the tax code', 'queues': ('Support', 'Invoices'),
           'others': (('liuyang@tiancheng', 'Liu Yang', 'Tiancheng Software', 'Month-end close says there are unposted vouchers'),
                      ('chenlh@yuanhang', 'Chen Lihua', 'Yuanhang Manufacturing', 'The stock count shows differences')),
           'note': 'The tax code has changed, the patch is out', 'find': 'liq'},
}


def make_queues(scene, names):
    """The shop's, and one that no channel feeds."""
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    groups = [group['id'] for group in admin.get('/groups')['items']]
    channel = admin.get('/channels')['items'][0]['id']
    for name, channels in zip(names, ([channel], [])):
        admin.post('/queues', {'request': new_uuid(), 'name': name, 'groups': groups, 'channels': channels, 'offer_s': 600})


def to_note(guide, find):
    """The dialog, with who was found chosen."""
    guide.desk.press('F9')
    guide.desk.wait_focus(guide.say('Who shall have the chat?'))
    guide.desk.wait_for('list item', '李倩')
    guide.desk.type(find)
    guide.desk.press('Return')
    guide.desk.wait_focus(guide.say('Note to the colleague'))


def back(guide):
    guide.desk.wait_gone(None, guide.say('Who shall have the chat?'))
    guide.desk.run('windowfocus', guide.desk.window)


def answer(agent, verb, **more):
    agent.post(f'/offers/{offer_of(agent)["id"]}/{verb}', {'request': new_uuid(), **more})


def hands(look, name):
    options = looks(name)
    words = TALKS[options['language']]
    with Scene() as scene, Desk(server=scene.daemon.url, login='lin', **options) as desk:
        guide = Guide(desk, look, name)
        make_queues(scene, words['queues'])
        liqian = online(scene.daemon, 'liqian', PASSWORD, answers=True)
        there = online(scene.daemon, 'zhoukai', PASSWORD, answers=True)
        guide.sign_in('lin', PASSWORD)
        people = [scene.customer(*words['who'])]
        people[0].says(words['asks'])
        desk.wait_says(words['asks'])
        desk.press('ctrl+shift+Return')
        desk.wait_gone('push button', guide.say('Take this chat'))
        desk.wait_focus(guide.say('Message'))
        to_note(guide, words['find'])
        desk.type(words['note'])
        desk.press('alt+c')
        back(guide)
        answer(liqian, 'accept')
        desk.wait_for('push button', guide.say('Hand over to %s') % '李倩')
        for other in words['others']:
            people.append(scene.customer(*other[:3]))
            people[-1].says(other[3])
            desk.wait_says(other[3])
        contact = next(c for c in there.all('/contacts?state=open')[0] if c['state'] == 'queued')
        there.accept(contact['id'])
        queue = next(q for q in there.get(f'/contacts/{contact["id"]}/targets')['queues'] if q['name'] == words['queues'][1])
        there.post(f'/contacts/{contact["id"]}/transfer', {'request': new_uuid(), 'queue_id': queue['id']})
        row = desk.wait_for('list item', ', ' + words['queues'][1])
        desk.run('mousemove', str(row.box[0] + 90), str(row.box[1] + 20))
        desk.press('F9')
        desk.wait_focus(guide.say('Who shall have the chat?'))
        desk.wait_for('list item', words['queues'][0])
        guide.halt('hands-transfer', popover=True)
        guide.leave('Escape')
        to_note(guide, 'zhou')
        desk.press('Return')
        back(guide)
        desk.wait_says(guide.say('Offered to %1$s: %2$s').split('%2')[0].replace('%1$s', '周凯'))
        guide.halt('hands-asked')
        answer(there, 'decline', reason='busy')
        desk.wait_gone('push button', guide.say('Withdraw'))
        guide.halt('hands-declined')
        desk.press('ctrl+j')
        desk.wait_for('push button', guide.say('Take this chat'))
        desk.press('alt+w')
        desk.wait_for('list', guide.say('Reasons'))
        guide.halt('hands-why', popover=True)
        desk.press('Escape')
        desk.wait_gone('list', guide.say('Reasons'))
