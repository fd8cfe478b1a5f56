# SPDX-License-Identifier: GPL-3.0-or-later
"""Every state of the widget on the way of one conversation, in both languages, light and dark, on
three widths: usable by everybody.

Each is checked by axe-core (WCAG 2 A to 2.2 AA and best practices) inside the frame, or on the page
where no frame is, and never scrolls sideways. A state is reached once; language, mode and width are
changed under it. With ZX_PICTURES=FOLDER the pictures are kept, one a state and shape."""
import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

import node_modules  # noqa: E402
from browser import Browser  # noqa: E402
from customer import Chat, Site, paste, png, set_hours  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, Visitor, new_uuid  # noqa: E402
from waiting import wait_until  # noqa: E402

# The agent's stream is not read for minutes; he is there all the same, and his contacts stay with him.
LOTS = ('--visitor-sessions', '10000', '--open-requests', '100000', '--away-seconds', '3600', '--lost-seconds', '86400')
NOW = 10 ** 12
PICTURES = os.environ.get('ZX_PICTURES')
LANGUAGES = {'en': 'en', 'zh': 'zh-Hans'}
SHAPES = [(width, dark) for width in (1280, 390, 320) for dark in (False, True)]
ON_PHONES = SHAPES[2:]  # the panel beside a page is as wide as a phone
PANEL = 392  # px: the panel's width beside a page; on phones it fills the screen
AXE = (node_modules.package('axe-core') / 'axe.min.js').read_text(encoding='utf-8')
CHECK = """axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
  .then((found) => [...found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join('; ')),
    ...(document.documentElement.scrollWidth > innerWidth ? ['scrolls sideways'] : [])])"""
# Only for looking inside: axe-core cannot see into a closed shadow root.
OPEN_SHADOWS = """{ const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: 'open' }); }; }"""


class Looks:
    """Looks at one page in all shapes and collects what is wrong."""

    def __init__(self, daemon, browser):
        self.daemon, self.faults = daemon, []
        self.page = browser.open()
        self.page.call('Page.addScriptToEvaluateOnNewDocument', {'source': OPEN_SHADOWS})
        self.chat = Chat(self.page)

    def goto(self, url):
        self.page.goto(url)
        self.chat.frame = None

    def shape(self, width, dark):
        self.page.shape(width, 800 if width > 500 else 720, touch=width < 500, dark=dark)
        frame = self.chat.frame
        if frame:
            frame.call('Emulation.setTouchEmulationEnabled', {'enabled': width < 500})
            frame.call('Emulation.setEmulatedMedia', {'features': self.page.media})
            frame.wait(f"innerWidth === {width if width < 500 else PANEL} && document.documentElement.dataset.theme === '{'dark' if dark else 'light'}'")

    def check(self, where):
        place = self.chat.frame or self.page
        if not place.evaluate("typeof axe === 'object'"):
            place.evaluate(AXE + ';0')
        self.faults.extend(f'{where}: {fault}' for fault in place.evaluate(CHECK, deadline=60))
        if PICTURES:
            self.page.screenshot(os.path.join(PICTURES, where + '.png'))

    def speak(self, language):
        """As the page does that changes its language."""
        self.page.evaluate("document.querySelector('zuoxi-widget').shadowRoot.querySelector('iframe').contentWindow.postMessage("
                           f"{{ zuoxi: 1, type: 'lang', lang: '{LANGUAGES[language]}' }}, '{self.daemon.url}')")
        self.chat.frame.wait(f"document.documentElement.lang === '{LANGUAGES[language]}'")

    def look(self, name, again=None, shapes=SHAPES):
        """All shapes of the state that stands there. `again` opens what another language has closed."""
        for language in LANGUAGES:
            if self.chat.frame:
                self.speak(language)
            if again:
                again()
            self.look_in(name, language, shapes)
        self.shape(1280, False)

    def look_in(self, name, language, shapes=SHAPES):
        for width, dark in shapes:
            self.shape(width, dark)
            self.check(f'{name}-{language}-{width}-{"dark" if dark else "light"}')


def make_known(daemon):
    """The shop's signed-in customer is a super VIP, whom two lines greet."""
    admin = Agent(daemon.port, 'adm')
    admin.post('/customers', {'request': new_uuid(), 'name': '天成软件', 'kind': 'company', 'tier': 'super_vip', 'people': [
        {'name': '刘洋', 'identities': [{'kind': 'account', 'value': 'liuyang@tiancheng', 'shared': False}]}]})
    tier = next(t for t in admin.get('/tiers')['items'] if t['word'] == 'super_vip')
    daemon.ask('PATCH', f'/api/v1/tiers/{tier["id"]}', admin.token, {'greeting': '{{name}}，您好！\n您的专属客服团队 7×24 小时在线。'},
               {'If-Match': f'"{tier["rev"]}"'}).expect(200)


def queue_up(daemon, agent):
    """Three others were accepted, one more waits: so there is a place, and a wait that can be told."""
    others = []
    for number in range(4):
        other = Visitor(daemon.port, 'shop')
        others.append(other.socket())
        other.say(others[-1], 'me first')
        if number < 3:
            contact = wait_until(lambda: [c for c in agent.all('/contacts?state=open')[0] if c['state'] == 'queued'], 'he waits')[0]
            agent.accept(contact['id'])
            agent.close_contact(contact['id'])
    return others


def contact_of(agent, name):
    return wait_until(lambda: [c for c in agent.all('/contacts?state=open')[0] if c.get('name') == name and c['state'] != 'wrap_up'], f'the contact of {name}')[0]


def wait_in_queue(looks, agent):
    chat, frame = looks.chat, looks.chat.frame
    frame.wait("document.querySelector('#subtitle.open')?.innerText === '客服在线，通常约 1 分钟接通'", 'the wait, which three can tell of')
    assert [frame.text(place) for place in ('#hello', '#hello-more')] == ['刘洋，您好！', '您的专属客服团队 7×24 小时在线。']
    looks.look('02-home-open')
    chat.say('提交开票报错 E-3107')
    frame.wait("document.querySelector('.queue .n')?.innerText === '2'")
    looks.look('03-queue')
    contact = contact_of(agent, '刘洋')
    agent.accept(contact['id'])
    frame.wait("document.querySelector('#title').innerText === 'Ann'")
    return contact


def talk(looks, agent, contact):
    """A picture, a quote, one taken back; somebody writes, and the tools of a message are open."""
    chat, page, frame = looks.chat, looks.page, looks.chat.frame
    own = agent.all(f'/contacts/{contact["id"]}/messages')[0][0]
    paste(frame, ('E-3107.png', 'image/png', png(960, 600)))
    chat.say('')
    frame.wait("document.querySelector('.mine.sent .pic img')?.naturalWidth > 0")
    agent.write(contact['id'], '刘主管您好，开票服务今天凌晨停了。请在服务管理里重启“TianshuInvoice”，再重新提交。', NOW, quote=own['id'])
    frame.wait("document.querySelector('.quote')")
    chat.say('重启之后可以了！')
    frame.wait("document.querySelectorAll('.mine.sent').length === 3")
    page.press('Tab', shift=True)
    for key in ('ArrowUp', 'Enter', 'ArrowLeft', 'Enter'):
        page.press(key)
    frame.wait("document.querySelector('.event button')", 'taken back, with a way to edit it again')
    chat.say('重启之后可以了，谢谢！')
    frame.wait("document.querySelectorAll('.mine.sent').length === 3")
    last = agent.all(f'/contacts/{contact["id"]}/messages')[0][0]
    agent.put(f'/contacts/{contact["id"]}/read', {'seq': int(last['id'])})

    def again():
        agent.post(f'/contacts/{contact["id"]}/typing', {})
        frame.wait("!document.querySelector('#typing').hidden")
        if not frame.evaluate("document.querySelector('#tools').hidden"):
            page.press('Escape')
        page.click_in(frame, '#text')
        page.press('Tab', shift=True)
        page.press('ArrowUp')
        page.press('Enter')
        frame.wait("!document.querySelector('#tools').hidden")
    looks.look('04-agent', again)
    again()
    page.press('Enter')
    frame.wait("!document.querySelector('#quoting').hidden")


def overlays(looks):
    """What opens over the conversation."""
    page, frame = looks.page, looks.chat.frame

    def close():
        frame.evaluate("(() => { for (const one of document.querySelectorAll('dialog[open]')) one.close();"
                       "for (const one of ['#more', '#emoji']) if (document.querySelector(one).getAttribute('aria-expanded') === 'true') document.querySelector(one).click(); })()")

    def open_menu():
        close()
        page.click_in(frame, '#more')
        frame.wait("!document.querySelector('#menu').hidden")

    def ask():
        open_menu()
        page.press('ArrowUp')
        page.press('Enter')
        frame.wait("document.querySelector('#ask').open")

    def drag(kind):
        frame.evaluate("(() => { const data = new DataTransfer(); data.items.add(new File(['x'], 'a.txt', { type: 'text/plain' }));"
                       f"document.querySelector('#chat').dispatchEvent(new DragEvent('{kind}', {{ dataTransfer: data, bubbles: true, cancelable: true }})); }})()")
    looks.look('05-menu', open_menu, ON_PHONES)
    looks.look('06-end-asked', ask, ON_PHONES)
    close()
    page.click_in(frame, '.pic')
    frame.wait("document.querySelector('#viewer').open && document.querySelector('#viewer-picture').naturalWidth")
    looks.look('07-picture', shapes=ON_PHONES)
    close()
    page.click_in(frame, '#emoji')
    looks.look('08-emoji', shapes=ON_PHONES)
    close()
    drag('dragover')
    looks.look('09-drop', shapes=ON_PHONES)
    drag('dragleave')


def files(looks):
    """On their way, in the tray and in a message; then those that cannot go, with what can be done."""
    chat, page, frame = looks.chat, looks.page, looks.chat.frame
    frame.throttle(6000)  # minutes
    paste(frame, ('错误日志 2026-11-22.log', 'text/plain', b'Error 7\n' * 120000))
    chat.say('这是日志')
    paste(frame, ('screen.png', 'image/png', png(400, 300) + bytes(400000)))
    frame.wait("document.querySelector('.mine.pending progress')?.value > 0 && document.querySelector('#tray progress')?.value > 0")
    looks.look('10-files')
    assert frame.evaluate("document.querySelectorAll('.mine.pending progress').length") == 1, 'it was on its way all the while'
    frame.throttle(None)
    frame.wait("!document.querySelector('.pending') && document.querySelector('#tray progress').closest('[hidden]')", 'both are there')
    frame.call('Fetch.enable', {'patterns': [{'urlPattern': '*/files', 'requestStage': 'Request'}]})
    paste(frame, ('setup.txt', 'text/plain', b'MZ' + bytes(600)))
    chat.say('')
    frame.call('Fetch.disable')  # what was held until it had been sent goes on
    frame.wait("document.querySelector('.mine .state.bad')")
    paste(frame, ('video.mp4', 'video/mp4', bytes(1500000)))
    frame.wait("document.querySelector('#tray .failed')")
    looks.look('11-failed')
    page.click_in(frame, '.state.bad button')
    while frame.evaluate("document.querySelectorAll('#tray .item').length"):
        page.click_in(frame, '#tray .item .icon')
    assert not frame.evaluate("document.querySelector('.state.bad')")


def offline(looks):
    chat, page, frame = looks.chat, looks.page, looks.chat.frame
    page.offline(True, frame)
    frame.wait("!document.querySelector('#strip').hidden")
    chat.say('还有一个问题')
    frame.wait("document.querySelector('.mine.pending .state')")
    page.click_in(frame, '#text')
    page.type('x' * 3990)
    looks.look('12-offline')
    frame.evaluate("(() => { const t = document.querySelector('#text'); t.value = ''; t.dispatchEvent(new Event('input')); })()")
    page.offline(False, frame)
    chat.live()
    frame.wait("!document.querySelector('.pending')")


def rate_and_go_on(looks, agent, contact):
    chat, page, frame = looks.chat, looks.page, looks.chat.frame
    agent.close_contact(contact['id'])
    page.click_in(frame, 'label[for=face-2]')
    page.click_in(frame, 'label[for=reason-slow]')
    page.click_in(frame, '.rate textarea')
    page.type('等了很久')

    def fill():
        frame.wait("document.querySelector('.rate textarea').value && document.querySelector('#reason-slow').checked", 'what was filled in is kept')
    looks.look('13-rating', fill)
    page.click_in(frame, '.rate .main')
    frame.wait("document.querySelector('.rated')")
    looks.look('14-ended')
    page.click_in(frame, '#continue')
    chat.say('还想问一下升级')
    frame.wait("!document.querySelector('.pending')")
    contact = contact_of(agent, '刘洋')
    agent.write(contact['id'], '可以的，您现在是 8.2 版。', NOW)
    frame.wait("document.querySelector('#messages').innerText.includes('您现在是')")
    page.reload()
    chat.attach().live()
    looks.look('15-resumed')
    return contact


def leave(looks, agent, contact):
    """It is closed when he comes back: he leaves a message."""
    chat, page, frame = looks.chat, looks.page, looks.chat.frame
    day = (datetime.datetime.now(datetime.timezone.utc).isoweekday() + 2) % 7 + 1  # three days from now
    agent.close_contact(contact['id'])
    set_hours(looks.daemon, 'one day', 'UTC', f'{day} 08:30-12:00,13:00-18:00')
    page.click_in(frame, '#back')
    page.reload()
    frame = chat.attach().live().frame
    if chat.screen() != 'home':
        page.click_in(frame, '#back')
    frame.wait("!document.querySelector('#hours').hidden && document.querySelector('#hours').innerText.includes('08:30–12:00')")
    looks.look('16-home-closed')
    page.click_in(frame, '#leave')
    frame.wait("document.querySelector('#leaving form')")
    page.click_in(frame, '#leave-text')
    page.type('月末结账失败')
    page.click_in(frame, '#leave-reach')
    page.type('12')

    def send():
        page.click_in(frame, '#leaving .main')
        frame.wait("document.querySelector('[aria-invalid]')")
    looks.look('17-leave', send)
    frame.evaluate("document.querySelector('#leave-reach').select()")
    page.type('liu@example.com')
    page.click_in(frame, '#leaving .main')
    frame.wait("document.querySelector('.left')")
    looks.look('18-left')


def memory(daemon, site, faults):
    """A browser that keeps nothing."""
    blocked = {'profile': {'default_content_setting_values': {'cookies': 2}}}
    with Browser(preferences=blocked) as browser:
        looks = Looks(daemon, browser)
        looks.goto(site.url + '/')
        looks.chat.open().live()
        looks.chat.say('你好')
        looks.chat.frame.wait("!document.querySelector('#notice').hidden && !document.querySelector('.pending')")
        looks.look('19-memory')
        faults.extend(looks.faults)


class Unreachable:
    """Pages that stand there when the daemon goes: no frame comes, and the launcher's own words say so."""

    def __init__(self, daemon, browser, site):
        self.daemon, self.pages = daemon, {}
        for language, path in (('en', '/en/'), ('zh', '/')):
            self.pages[language] = Looks(daemon, browser)
            self.pages[language].goto(site.url + path)
            self.pages[language].chat.launcher()

    def look(self, faults):
        self.daemon.kill()
        for looks in self.pages.values():
            looks.page.call('Page.bringToFront')
            looks.page.click_node(looks.chat.launcher())
        for language, looks in self.pages.items():
            looks.page.call('Page.bringToFront')
            words = {'zh': '暂时连不上', 'en': 'cannot be reached'}[language]
            wait_until(lambda: words in looks.page.node_text(looks.page.find('div', class_='wait')), 'it says that it cannot be reached')
            looks.look_in('20-unreachable', language)
            faults.extend(looks.faults)
        self.daemon.start('--port', str(self.daemon.port), *LOTS)


@rule('--file-most-mb', '1', *LOTS)
def every_state_is_usable_by_everybody(daemon):
    agent = Agent(daemon.port, 'ann')
    stream = agent.stream()
    agent.put('/me/presence', {'presence': 'online'})
    with Site(daemon) as site, Browser(language='zh-CN') as browser:
        make_known(daemon)
        unreachable = Unreachable(daemon, browser, site)
        set_hours(daemon, 'always', 'UTC', '1-7 00:00-24:00')
        others = queue_up(daemon, agent)
        looks = Looks(daemon, browser)
        looks.page.call('Page.bringToFront')
        for language, path in (('en', '/en/'), ('zh', '/erp')):
            looks.goto(site.url + path)
            looks.chat.launcher()
            looks.look_in('01-launcher', language)
        looks.page.shape()
        looks.chat.home().live()
        contact = wait_in_queue(looks, agent)
        talk(looks, agent, contact)
        overlays(looks)
        files(looks)
        offline(looks)
        contact = rate_and_go_on(looks, agent, contact)
        leave(looks, agent, contact)
        memory(daemon, site, looks.faults)
        for other in others:
            other.close()
        stream.close()
        unreachable.look(looks.faults)
        assert not looks.faults, '\n'.join(looks.faults)


if __name__ == '__main__':
    run()
