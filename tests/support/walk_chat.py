# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through one chat with every kind of message, one picture at every halt: see pictures.py."""
import os

from desk import Desk, wait_until
from giver import Giver
from scene import PASSWORD, Scene
from talk import Agent
from walks import Guide, looks

TALKS = {
    'zh_CN': {'who': ('liuyang@tiancheng', '刘洋', '天成软件有限公司', '天枢 ERP', '8.2.1', '开票管理'), 'lang': 'zh',
              'asks': ('你好，月结之后开票点提交就报错，今天必须开出去', '客户在催了。https://erp.example/invoice/87'),
              'answers': ('刘主管您好，看到是 E-3107。', '请问是全部客户都报错，还是个别客户？'),
              'more': '只有税号变更过的三家报错，其它都正常。', 'note': '和 #1042 是同一个问题，补丁 8.2.1-p3 今早已发布，不用停机',
              'found': '明白，原因找到了：税号变更后缓存没有刷新。', 'typing': '那需要停机吗，我们还有人在', 'half': '补丁 8.2.1-p3 大约 5 分钟，',
              'look': '截图和税号表都在这里', 'table': '税号.csv', 'guest': '李倩', 'find': '税号', 'late': ('还有一件事', '导出也慢'), 'summary': '税号缓存未刷新'},
    'en': {'who': ('paul@meyer', 'Paul Meyer', 'Meyer GmbH', 'Tianshu ERP', '8.2.0', 'Invoice import'), 'lang': 'en',
           'asks': ('Hello, since the month-end close submit gives an error. These invoices must go out today.',
                    'See https://erp.example/invoice/87'),
           'answers': ('Hello Mr Meyer, I see E-3107.', 'Does it happen for every customer, or only for some?'),
           'more': 'Only the three whose tax code changed. The rest are fine.',
           'note': 'Same as #1042. Patch 8.2.1-p3 is out since this morning, no downtime.',
           'found': 'Found it: the cache was not refreshed after the tax code change.', 'typing': 'do we have to stop the system',
           'half': 'The patch takes about five minutes, ', 'look': 'Here is the screen and the list of tax codes',
           'table': 'tax-codes.csv', 'guest': '李倩', 'find': 'tax code', 'late': ('One more thing', 'The export is slow too'),
           'summary': 'Cache not refreshed after a change of the tax code'},
}


def write(desk, text):
    """Types over all there is, and waits until it stands there."""
    desk.press('ctrl+a')
    desk.type(text)
    wait_until(lambda: desk.focused().text == text, lambda: f'{text!r} is typed, there is {desk.focused().text!r}')


def shown(desk):
    """The window as a picture, as somebody would copy it."""
    path = os.path.join(desk.folder, 'shown.png')
    desk.shot(path)
    with open(path, 'rb') as file:
        return file.read()


def files(guide, customer, words):
    """Pictures and files both ways, one that cannot go, a quote, and the picture large."""
    desk, screen = guide.desk, shown(guide.desk)
    customer.sends(words['look'], ('error.png', screen), ('more.png', screen), (words['table'], b'1;2;3\n' * 4000))
    desk.wait_for('list item', words['look'])
    desk.press('shift+Tab', 'shift+Tab', 'shift+Tab')
    desk.wait_focus(words['look'])
    desk.press('Return')
    desk.wait_for('menu item', guide.say('_Quote').split('(')[0].replace('_', ''))
    guide.halt('chat-menu', popover=True)
    desk.press('q')
    desk.wait_focus(guide.say('Message'))
    with Giver(desk, 'image/png', screen):
        desk.press('ctrl+v')
        desk.wait_says('.png · PNG')
    program = os.path.join(desk.folder, 'patch-8.2.1-p3.exe')
    with open(program, 'wb') as file:
        file.write(b'MZ' * 400000)
    with Giver.of_files(desk, program):
        desk.press('ctrl+v')
        desk.wait_says('patch-8.2.1-p3.exe')
    guide.halt('chat-strip')
    desk.click('push button', guide.say('Do not send %s') % 'patch-8.2.1-p3.exe')
    desk.wait_gone('push button', guide.say('Do not send %s') % 'patch-8.2.1-p3.exe')
    desk.press('ctrl+l', 'Return')
    customer.line.until(lambda got: got.get('noun') == 'message' and got['json'].get('files'))
    desk.wait_gone('push button', guide.say('Do not send %s').split(' %s')[0].split('%s')[0])
    guide.halt('chat-files')
    desk.click('push button', (guide.say('Picture %1$s, %2$s')).replace('%1$s', 'error.png').split('%2$s')[0].rstrip('，, '))
    desk.wait_for('push button', guide.say('As large as the window'))
    guide.halt('chat-picture', popover=True)
    onward, back = ('Left', 'Right') if desk.mirrored else ('Right', 'Left')
    desk.press(onward)
    desk.wait_for('image', 'more.png')
    desk.press(back)
    desk.wait_gone('image', 'more.png')
    guide.leave('Escape')
    desk.press('ctrl+l')
    desk.wait_focus(guide.say('Message'))


def chat(look, name):
    options = looks(name)
    words = TALKS[options['language']]
    with Scene() as scene, Desk(server=scene.daemon.url, login='lin', **options) as desk:
        guide = Guide(desk, look, name)
        guide.sign_in('lin', PASSWORD)
        account, who, company, product, version, page = words['who']
        customer = scene.customer(account, who, company, lang=words['lang'], product=product, version=version, title=page)
        for text in words['asks']:
            customer.says(text)
        desk.wait_says(words['asks'][-1])
        desk.press('ctrl+j')
        desk.wait_focus(guide.say('Message'))
        for text in words['answers']:
            write(desk, text)
            desk.press('Return')
            customer.hears(text)
        customer.says(words['more'])
        desk.wait_says(words['more'])
        desk.press('ctrl+m')
        desk.wait_focus(guide.say('Internal note'))
        write(desk, words['note'])
        guide.halt('chat-note')
        desk.press('Return')
        desk.wait_says(words['note'])
        desk.press('ctrl+m')
        desk.wait_focus(guide.say('Message'))
        write(desk, words['found'])
        desk.press('Return')
        customer.hears(words['found'])
        customer.line.send({'typing': words['typing']})
        write(desk, words['half'])
        guide.halt('chat-talk')
        files(guide, customer, words)
        desk.press('ctrl+f')
        desk.wait_focus(guide.say('Find in this conversation'))
        write(desk, words['find'])
        guide.halt('chat-find')
        desk.press('Escape')
        desk.wait_focus(guide.say('Message'))
        colleague = Agent(scene.daemon.port, 'liqian', PASSWORD)
        assert colleague.id
        desk.press('ctrl+shift+g')
        desk.wait_focus(guide.say('Search for a colleague'))
        guide.halt('chat-invite', popover=True)
        desk.type('liqian')
        desk.press('Return')
        desk.wait_for('push button', words['guest'])
        desk.run('windowfocus', desk.window)
        desk.press('ctrl+l')
        desk.wait_focus(guide.say('Message'))
        desk.press('ctrl+m')
        desk.wait_focus(guide.say('Internal note'))
        desk.type('@')
        desk.wait_says(guide.say('In this chat'))
        guide.halt('chat-guest', popover=True)
        desk.press('BackSpace', 'ctrl+m')
        desk.wait_focus(guide.say('Message'))
        desk.press('ctrl+shift+w')
        desk.wait_says(guide.say('The chat is over for the customer. What was it about?'))
        write(desk, words['summary'])
        guide.halt('chat-wrap-up')
