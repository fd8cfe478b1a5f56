# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through a desk full of customers, and through all that opens over it: see walks.py."""
from daemon import ask
from desk import Desk, wait_until
from pixels import photograph
from scene import CHANNEL, PASSWORD, Scene
from talk import Agent, new_uuid
from walk_chat import write
from walks import Guide, looks

WORDS = {
    "zh_CN": {"end": "结束", "talk": ("你好，月结之后开票点提交就报错 E-3107，税号校验未通过，今天必须开出去", "刘主管您好，看到是 E-3107。请问是全部客户都报错，还是个别客户？",
                                 "只有税号变更过的三家，提交开票报 E-3107 税号校验未通过，怎么处理？"),
              "others": (("hezq@dingsheng", "何志强", "鼎盛建材", "打印预览里表头错位了，怎么调模板？", None),
                         ("chenlh@yuanhang", "陈立华", "远航制造", "库存盘点后数量对不上，差异单在哪里看？", None),
                         ("sunxm@siji", "孙晓梅", "四季酒店", "夜审报表导出特别慢，要等二十多分钟", None),
                         (None, None, None, "请问试用版可以导出数据吗？", None)),
              "stranger": ({"name": "马丽", "company": "鼎盛建材", "phone": "021-5550 2000"}, "采购入库单审核不了，提示期间已关闭", "这位是谁？",
                           "/", "好的，我查一下")},
    "en": {"end": "End", "talk": ("Hello, the invoice import stops with an error about the tax code, and we must invoice today",
                                  "Hello Mr Meyer, I see it. Does it happen with every file, or only with this one?",
                                  "Only with the new branch: the invoice import fails with an unknown tax code."),
           "others": (("liuyang@tiancheng", "Liu Yang", "Tiancheng Software", "Month-end close says there are unposted vouchers", None),
                      ("chenlh@yuanhang", "Chen Lihua", "Yuanhang Manufacturing", "The stock count shows differences, where do I post them?", None),
                      (None, None, None, "Can the trial version export data?", None)),
           "stranger": ({"name": "Ma Li", "company": "Meyer GmbH", "mail": "paul@meyer.example"}, "The import rejects the tax code", "Who is it?",
                        "/", "Let me look into it")},
}
MAIN = {"zh_CN": ("liuyang@tiancheng", "刘洋", "天成软件有限公司", "天枢 ERP", "8.2.1", "开票管理"),
        "en": ("paul@meyer", "Paul Meyer", "Meyer GmbH", "Tianshu ERP", "8.2.0", "Invoice import")}


def pick_up(guide, person, text):
    """That customer's question is the one in front."""
    person.says(text)
    guide.desk.wait_says(text)
    guide.desk.press('ctrl+j')


def desk(look, name):
    """Signing in, an empty desk, who is asked for, a desk full of customers, the customers' tab."""
    options = looks(name)
    words, (account, who, company, product, version, page) = WORDS[options['language']], MAIN[options['language']]
    lang = options['language'][:2]
    with Scene() as scene, Desk(server=scene.daemon.url, login='lin', **options) as desk_:
        guide = Guide(desk_, look, name)
        desk_.wait_focus(guide.say('Password'))
        guide.halt('sign-in')
        guide.sign_in('lin', PASSWORD)
        guide.halt('empty')
        stated, question, asked, slash, reply = words['stranger']
        stranger = scene.stranger(lang=lang, **stated)
        pick_up(guide, stranger, question)
        desk_.press('ctrl+Return')
        desk_.wait_says(asked)
        desk_.wait_for('list item', stated['company'])
        desk_.type(slash)
        desk_.wait_says(reply)
        guide.halt('identify', popover=True)
        desk_.press('Escape', 'BackSpace')
        main = scene.customer(account, who, company, lang=lang, product=product, version=version, title=page)
        pick_up(guide, main, words['talk'][0])
        desk_.wait_for('label', guide.say('Identity verified') + ' ·')
        desk_.press('ctrl+l')
        desk_.wait_focus(guide.say('Message'))
        write(desk_, words['talk'][1])
        desk_.press('Return')
        main.hears(words['talk'][1])
        people = [stranger, main]
        for other in words['others']:
            person = scene.customer(*other[:3], lang=lang)
            person.says(other[3])
            people.append(person)  # they stay while the picture is taken
        main.says(words['talk'][2])
        desk_.wait_says(words['talk'][2])
        desk_.wait_says(words['others'][-1][3])
        if guide.is_slim:
            guide.halt('desk-work')
            guide.turn()
        desk_.wait_says('KB-')
        guide.halt('desk')
        desk_.press('ctrl+shift+h')
        desk_.wait_for('list', guide.say('Reasons'))
        guide.halt('why', popover=True)
        desk_.press('Escape')
        desk_.wait_gone('list', guide.say('Reasons'))
        guide.turn()
        guide.to_tab('Customers')
        desk_.wait_focus(guide.say('Search for customers'))
        desk_.type('tc')
        desk_.wait_says(guide.say('Found'))
        desk_.press('Return')
        desk_.wait_says('A 类 7×24')
        guide.halt('customers')


def send_picture(scene, customer):
    """The customer's message with a picture and a paper."""
    files = []
    for title, content in (('photo.jpg', photograph()), ('long name of a paper that nobody can read at a glance.csv', b'a,b\n1,2\n')):
        answer = ask(scene.daemon.port, 'POST', f'/widget/{CHANNEL}/files', None, content,
                     {'Origin': customer.origin(), 'Cookie': customer.cookie, 'Zuoxi-Name': title, 'Zuoxi-Uuid': new_uuid()})
        assert answer.status == 201, answer.body
        files.append(answer.json['uuid'])
    customer.line.send({**customer.message('See the picture'), 'files': files})


def window(look, name):
    """The palette, an article, preferences, keys, the sheet, menus, a picture, who is not wrapped up, signing in in vain."""
    options = looks(name)
    words, (account, who, company, product, version, page) = WORDS[options['language']], MAIN[options['language']]
    with Scene() as scene, Desk(server=scene.daemon.url, login='lin', **options) as desk_:
        guide = Guide(desk_, look, name)
        desk_.wait_focus(guide.say('Password'))
        desk_.type('wrong')
        desk_.press('Return')
        desk_.wait_says(guide.say('Name or password is wrong. Please check both and try again.'))
        guide.halt('sign-in-wrong')
        desk_.press('ctrl+a')
        guide.sign_in('lin', PASSWORD)
        customer = scene.customer(account, who, company, lang=options['language'][:2], product=product, version=version,
                                  title=page)
        pick_up(guide, customer, words['talk'][0])
        desk_.wait_focus(guide.say('Message'))
        send_picture(scene, customer)
        desk_.wait_says('photo.jpg')
        guide.halt('window-files')
        over_the_desk(guide, words)
        a_picture(guide)
        messages_menu(guide)
        desk_.press('ctrl+Return')
        desk_.wait_gone('push button', guide.say('Take this chat'))
        Agent(scene.daemon.port, 'lin', PASSWORD).post(f'/contacts/{contact(scene)}/close', {'request': new_uuid(), 'wrap_up': True})
        guide.to_tab('Customers')
        desk_.wait_says(guide.say('Not wrapped up: %s') % who)
        guide.halt('window-now')


def contact(scene):
    return Agent(scene.daemon.port, 'zhaomin', PASSWORD).all('/contacts?state=open')[0][0]['id']


def over_the_desk(guide, words):
    desk_ = guide.desk
    desk_.press('ctrl+k')
    desk_.wait_focus(guide.say('Search or do something'))
    guide.halt('window-palette', popover=True)
    desk_.type('E-3107')
    desk_.wait_for('list item', 'E-3107')
    guide.halt('window-palette-found', popover=True)
    guide.press_for('Return', lambda: desk_.find('push button', guide.say('Insert into the reply')), 'the article is shown')
    desk_.wait_focus(guide.say('Insert into the reply'))
    guide.halt('window-article', popover=True)
    guide.leave('Escape')
    desk_.press('F2')
    desk_.wait_for(None, guide.say('Meal'))
    guide.halt('window-state', popover=True)
    desk_.press('Escape')
    desk_.wait_gone(None, guide.say('Meal'))  # GTK drops the keys that come while it takes a popover away
    for keys, title, what in (('ctrl+comma', 'Light or dark', 'preferences'), ('ctrl+question', 'Next customer who waits', 'sheet')):
        desk_.press(keys)
        desk_.wait_says(guide.say(title))
        guide.halt(f'window-{what}', popover=True)
        guide.leave('Escape')
    desk_.press('ctrl+k')
    desk_.wait_focus(guide.say('Search or do something'))
    desk_.type({'en': 'ck', 'zh_CN': 'ggkjj'}[desk_.language])
    desk_.wait_for('list item', guide.say('Change keys'))
    wait_until(lambda: desk_.find('list item', guide.say('Change keys')).has('SELECTED') or desk_.press('Down'), 'it is chosen')
    desk_.press('Return')
    desk_.wait_for('list item', guide.say('Next customer who waits'))
    guide.halt('window-keys', popover=True)
    guide.to_row('Search or do something')
    desk_.press('Return')
    desk_.wait_says(guide.say('Press the keys for “%s”').split('%')[0])
    guide.halt('window-key', popover=True)
    guide.leave('Escape')
    desk_.press('F10')
    desk_.wait_for('menu item', guide.say('_Quit').replace('_', ''))
    guide.halt('window-menu', popover=True)
    desk_.press('Escape')


def a_picture(guide):
    desk_ = guide.desk
    desk_.wait_for('push button', 'photo.jpg')
    desk_.click('push button', 'photo.jpg')
    desk_.wait_for('push button', guide.say('As large as the window'))
    guide.halt('window-picture', popover=True)
    guide.leave('Escape')


def messages_menu(guide):
    desk_ = guide.desk
    desk_.press('ctrl+l')
    desk_.wait_focus(guide.say('Message'))
    wait_until(lambda: 'See the picture' in desk_.focused().name or desk_.press('shift+Tab'), 'the message has the keyboard')
    desk_.press('Return')
    desk_.wait_for('menu item', guide.say('_Quote').replace('_', ''))
    guide.halt('window-message-menu', popover=True)
    desk_.press('Escape')
