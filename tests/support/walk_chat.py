# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through one chat with every kind of message, one picture at every halt: see pictures.py."""
from desk import Desk
from scene import PASSWORD, Scene
from talk import Agent
from walks import Guide, looks

TALKS = {
    'zh_CN': {'who': ('liuyang@tiancheng', '刘洋', '天成软件有限公司', '天枢 ERP', '8.2.1', '开票管理'), 'lang': 'zh',
              'asks': ('你好，月结之后开票点提交就报错，今天必须开出去', '客户在催了。https://erp.example/invoice/87'),
              'answers': ('刘主管您好，看到是 E-3107。', '请问是全部客户都报错，还是个别客户？'),
              'more': '只有税号变更过的三家报错，其它都正常。', 'note': '和 #1042 是同一个问题，补丁 8.2.1-p3 今早已发布，不用停机',
              'found': '明白，原因找到了：税号变更后缓存没有刷新。', 'typing': '那需要停机吗，我们还有人在', 'half': '补丁 8.2.1-p3 大约 5 分钟，',
              'find': '税号', 'late': ('还有一件事', '导出也慢'), 'summary': '税号缓存未刷新'},
    'en': {'who': ('paul@meyer', 'Paul Meyer', 'Meyer GmbH', 'Tianshu ERP', '8.2.0', 'Invoice import'), 'lang': 'en',
           'asks': ('Hello, since the month-end close submit gives an error. These invoices must go out today.',
                    'See https://erp.example/invoice/87'),
           'answers': ('Hello Mr Meyer, I see E-3107.', 'Does it happen for every customer, or only for some?'),
           'more': 'Only the three whose tax code changed. The rest are fine.',
           'note': 'Same as #1042. Patch 8.2.1-p3 is out since this morning, no downtime.',
           'found': 'Found it: the cache was not refreshed after the tax code change.', 'typing': 'do we have to stop the system',
           'half': 'The patch takes about five minutes, ', 'find': 'tax code', 'late': ('One more thing', 'The export is slow too'),
           'summary': 'Cache not refreshed after a change of the tax code'},
}


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
            desk.type(text)
            desk.press('Return')
            customer.hears(text)
        customer.says(words['more'])
        desk.wait_says(words['more'])
        desk.press('ctrl+m')
        desk.wait_focus(guide.say('Internal note'))
        desk.type(words['note'])
        guide.halt('chat-note')
        desk.press('Return')
        desk.wait_says(words['note'])
        desk.press('ctrl+m')
        desk.wait_focus(guide.say('Message'))
        desk.type(words['found'])
        desk.press('Return')
        customer.hears(words['found'])
        customer.line.send({'typing': words['typing']})
        desk.type(words['half'])
        guide.halt('chat-talk')
        desk.press('ctrl+f')
        desk.wait_focus(guide.say('Find in this conversation'))
        desk.type(words['find'])
        guide.halt('chat-find')
        desk.press('Escape')
        desk.wait_focus(guide.say('Message'))
        colleague = Agent(scene.daemon.port, 'liqian', PASSWORD)
        assert colleague.id
        desk.press('ctrl+shift+g')
        desk.wait_focus(guide.say('Search for a colleague'))
        guide.halt('chat-invite', popover=True)
        guide.leave('Escape')
        desk.wait_focus(guide.say('Message'))
        desk.press('ctrl+shift+w')
        desk.wait_says(guide.say('What was it about?'))
        desk.type(words['summary'])
        guide.halt('chat-wrap-up')
