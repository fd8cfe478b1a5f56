# SPDX-License-Identifier: GPL-3.0-or-later
"""Every state of the widget, in both languages, light and dark, on three widths: usable by everybody.

Each picture is checked by axe-core (WCAG 2 A to 2.2 AA and best practices) inside the frame and on the
page, and never scrolls sideways. With ZX_PICTURES=FOLDER the pictures are kept."""
import contextlib
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

import node_modules  # noqa: E402
from browser import Browser, wait_for  # noqa: E402
from customer import Chat, Site  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402

LOTS = ('--visitor-sessions', '10000', '--open-requests', '100000')
NOW = 10 ** 12
PICTURES = os.environ.get('ZX_PICTURES')
SHAPES = [(width, dark) for width in (1280, 390, 320) for dark in (False, True)]
AXE = (node_modules.package('axe-core') / 'axe.min.js').read_text(encoding='utf-8')
CHECK = """axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
  .then((found) => found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))"""
# Only for looking inside: axe-core cannot see into a closed shadow root.
OPEN_SHADOWS = """{ const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: 'open' }); }; }"""
faults = []


def check(frame, where):
    if not frame.evaluate("typeof axe === 'object'"):
        frame.evaluate(AXE + ';0')
    faults.extend(f'{where}: {fault}' for fault in frame.evaluate(CHECK, deadline=60))
    if frame.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f'{where}: scrolls sideways')


def look(chat, name):
    """All shapes of one state. The page is only reshaped, so the state stays."""
    page = chat.page
    for width, dark in SHAPES:
        page.shape(width, 800 if width > 500 else 720, touch=width < 500, dark=dark)
        where = f'{name}-{width}-{"dark" if dark else "light"}'
        if chat.frame:
            chat.frame.call('Emulation.setEmulatedMedia', {'features': page.media})
            chat.frame.wait(f"document.documentElement.dataset.theme === '{'dark' if dark else 'light'}'")
            check(chat.frame, where)
        else:
            check(page, where)
        if PICTURES:
            page.screenshot(os.path.join(PICTURES, where + '.png'))


@contextlib.contextmanager
def visit(site, browser, language, path='/'):
    page = browser.open()
    page.call('Page.addScriptToEvaluateOnNewDocument', {'source': OPEN_SHADOWS})
    page.goto(site.url + ('/en' if language == 'en' else '') + path)
    yield Chat(page)
    page.close()


def make_known(daemon, english):
    """The shop's signed-in customer is a super VIP, whom two lines greet."""
    admin = Agent(daemon.port, 'adm')
    account, name, greeting = ('paul@meyer', 'Paul Meyer', 'Hello {{name}}\nYour own team is here day and night.') if english else (
        'liuyang@tiancheng', '刘洋', '{{name}}，您好！\n您的专属客服团队 7×24 小时在线。')
    admin.post('/customers', {'request': new_uuid(), 'name': 'Tiancheng', 'kind': 'company', 'tier': 'super_vip',
                              'people': [{'name': name, 'identities': [{'kind': 'account', 'value': account, 'shared': False}]}]})
    tier = next(t for t in admin.get('/tiers')['items'] if t['word'] == 'super_vip')
    daemon.ask('PATCH', f'/api/v1/tiers/{tier["id"]}', admin.token, {'greeting': greeting}, {'If-Match': f'"{tier["rev"]}"'}).expect(200)


def talk(daemon, site, browser, language):
    """The main states on the way of one conversation."""
    agent = Agent(daemon.port, 'ann')
    english = language == 'en'
    make_known(daemon, english)
    words = ('Submitting an invoice fails with E-3107.', 'Good afternoon. The invoicing service stopped this night: please restart it in '
             'Services, “TianshuInvoice”, then submit again.', 'It works now, thank you!') if english else (
             '提交开票报错 E-3107', '刘主管您好，开票服务今天凌晨停了。请在服务管理里重启“TianshuInvoice”，再重新提交。', '重启之后可以了，谢谢！')
    with visit(site, browser, language, '/erp') as chat:
        chat.launcher()
        look(chat, f'{language}-1-closed')
        chat.home().live()
        hello = [chat.frame.text(place) for place in ('#hello', '#hello-more')]
        assert hello == (['Hello Paul Meyer', 'Your own team is here day and night.'] if english else
                         ['刘洋，您好！', '您的专属客服团队 7×24 小时在线。']), hello
        look(chat, f'{language}-2-away')
        stream = agent.stream()
        agent.put('/me/presence', {'presence': 'online'})
        chat.say(words[0])
        chat.wait_bubbles([words[0]])
        chat.frame.wait(f"document.querySelector('.queue') && document.querySelector('#title').innerText === "
                        f"{json.dumps('Connecting you to a person' if english else '正在为您接通人工')}")
        look(chat, f'{language}-3-queued')
        contact = wait_for(lambda: agent.all('/contacts?state=open')[0], 'the contact')[0]
        agent.accept(contact['id'])
        agent.write(contact['id'], words[1], NOW)
        chat.wait_bubbles(list(words[:2]))
        chat.say(words[2])
        chat.wait_bubbles(list(words))
        look(chat, f'{language}-4-answered')
        daemon.kill()
        chat.frame.wait("!document.querySelector('#strip').hidden")
        chat.say('One more question' if english else '还有一个问题')
        chat.wait_state('Waiting' if english else '等待网络')
        chat.page.click_in(chat.frame, '#text')
        chat.page.type('x' * 3990)
        look(chat, f'{language}-5-cut')
        daemon.start('--port', str(daemon.port), *LOTS)
        agent.http.connection.close()
        stream.close()
        chat.live()
        chat.frame.wait("!document.querySelector('.pending')")
        chat.frame.evaluate("(() => { const t = document.querySelector('#text'); t.value = ''; t.dispatchEvent(new Event('input')); })()")
        agent.close_contact(contact['id'])
        chat.frame.wait("document.querySelector('.event:last-child')")
        look(chat, f'{language}-6-ended')


def unreachable(site, browser, language):
    with visit(site, browser, language) as chat:
        chat.page.click_node(chat.launcher())
        wait_for(lambda: chat.page.find('div', class_='wait')['children'][1].get('attributes', []) == [], 'it says that it cannot be reached', 15)
        look(chat, f'{language}-7-unreachable')


def all_states(daemon, language):
    with Site(daemon) as site, Browser(language='zh-CN' if language == 'zh' else 'en-GB') as browser:
        talk(daemon, site, browser, language)
        daemon.kill()
        unreachable(site, browser, language)
        daemon.start('--port', str(daemon.port), *LOTS)
    found, faults[:] = list(faults), []
    assert not found, '\n'.join(found)


@rule(*LOTS)
def chinese_is_usable_by_everybody(daemon):
    all_states(daemon, 'zh')


@rule(*LOTS)
def english_is_usable_by_everybody(daemon):
    all_states(daemon, 'en')


if __name__ == '__main__':
    run()
