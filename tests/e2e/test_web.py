# SPDX-License-Identifier: GPL-3.0-or-later
"""A customer in a real browser: what arrives, what survives, and what a hostile page cannot do."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from browser import Browser, BrowserError, Fresh  # noqa: E402
from rules import rule, run  # noqa: E402
from customer import Chat, Site  # noqa: E402
from talk import Agent  # noqa: E402
from waiting import wait_until  # noqa: E402

LOTS = ('--visitor-sessions', '10000', '--open-requests', '100000')
NOW = 10 ** 12  # an agent who has seen everything


def first_contact(agent):
    return wait_until(lambda: agent.all('/contacts?state=open')[0], 'a contact in the list')[0]


def texts_of(agent, contact):
    return [m['text'] for m in reversed(agent.all(f'/contacts/{contact["id"]}/messages')[0])]


def restart(daemon, *agents):
    """On the same port, as a service manager would; kept connections are gone."""
    daemon.start('--port', str(daemon.port), *LOTS)
    for agent in agents:
        agent.http.connection.close()


@rule(*LOTS)
def what_a_customer_asks_is_answered_and_read(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('提交开票报错 E-3107')
        chat.wait_state('已送达')
        contact = first_contact(agent)
        assert contact['page_title'] == '天枢 ERP 8.2' and contact['page_url'] == site.url + '/' and contact['lang'] == 'zh-Hans', contact
        agent.accept(contact['id'])
        agent.put(f'/contacts/{contact["id"]}/read', {'seq': contact['last_message']['seq']})
        agent.http.connection.close()
        chat.wait_state('已读')
        agent.write(contact['id'], '请重启开票服务', NOW)
        chat.wait_bubbles(['提交开票报错 E-3107', '请重启开票服务'])
        assert chat.frame.text('#title') == 'Ann' and chat.bubbles()[1][0] == 'theirs'
        wait_until(lambda: agent.get(f'/contacts/{contact["id"]}')['visitor_read_seq'] > 0, 'the agent learns that it was read')
        assert page.complaints() == [], page.complaints()


@rule(*LOTS)
def a_reload_keeps_panel_transcript_and_draft(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('one')
        chat.say('two')
        chat.wait_bubbles(['one', 'two'])
        page.type('half a senten')
        page.reload()
        chat.attach().live()
        assert chat.panel_is_open()
        chat.wait_bubbles(['one', 'two'])
        assert chat.frame.evaluate("document.querySelector('#text').value") == 'half a senten'


@rule(*LOTS)
def a_killed_daemon_loses_and_doubles_nothing(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        chat = Chat(browser.open(site.url + '/')).open().live()
        said = []
        for turn in range(3):
            said.append(f'before {turn}')
            chat.say(said[-1])
            if turn == 0:
                chat.wait_bubbles(said)  # in later turns the kill comes while it is on its way
            daemon.kill()
            chat.frame.wait("!document.querySelector('#strip').hidden", 'the strip tells of the cut')
            for number in range(3):
                said.append(f'during {turn}.{number}')
                chat.say(said[-1])
            chat.wait_state('等待网络')
            restart(daemon, agent)
            chat.live()
            chat.wait_bubbles(said)
        contact = first_contact(agent)
        assert texts_of(agent, contact) == said, texts_of(agent, contact)
        agent.accept(contact['id'])
        agent.write(contact['id'], 'all here', NOW)
        chat.wait_bubbles(said + ['all here'])


@rule(*LOTS)
def what_agents_write_while_the_network_is_cut_is_there_afterwards(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('hello')
        chat.wait_bubbles(['hello'])
        contact = first_contact(agent)
        agent.accept(contact['id'])
        page.offline(True, chat.frame)
        chat.frame.wait("!document.querySelector('#strip').hidden && document.querySelector('#strip').innerText.includes('网络已断开')")
        agent.write(contact['id'], 'while you were away', NOW)
        chat.say('typed in a tunnel')
        chat.wait_state('等待网络')
        page.offline(False, chat.frame)
        chat.live()
        chat.wait_bubbles(['hello', 'while you were away', 'typed in a tunnel'])
        assert texts_of(agent, contact) == ['hello', 'while you were away', 'typed in a tunnel']


@rule(*LOTS)
def what_was_not_sent_survives_a_reload(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('first')
        chat.wait_bubbles(['first'])
        daemon.kill()
        chat.frame.wait("!document.querySelector('#strip').hidden")
        chat.say('written in the dark')
        chat.wait_state('等待网络')
        page.goto(site.url + '/erp.none')
        restart(daemon, agent)
        page.goto(site.url + '/')
        chat.attach().live()
        chat.wait_bubbles(['first', 'written in the dark'])
        assert texts_of(agent, first_contact(agent)) == ['first', 'written in the dark']


@rule(*LOTS)
def an_unreachable_daemon_is_told_by_the_launcher(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page)
        chat.launcher()
        daemon.kill()
        page.click_node(chat.launcher())
        wait_until(lambda: '暂时连不上' in page.node_text(page.find('div', class_='wait')), 'the panel says so')
        restart(daemon)
        page.forget('Target.attachedToTarget')  # the frame that never came
        page.click_node(page.find('div', class_='wait')['children'][1])
        chat.attach().live()


@rule(*LOTS)
def a_signed_visitor_is_known_and_an_unsigned_is_not(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        assert chat.frame.evaluate("document.querySelector('#hello').textContent") == '您好'
        chat.say('who am I')
        chat.wait_bubbles(['who am I'])
        assert first_contact(agent)['trust'] == 'unknown'
        page.goto(site.url + '/erp')
        chat.attach().live()
        chat.wait_bubbles(['who am I'])
        wait_until(lambda: (first_contact(agent)['trust'], first_contact(agent)['name']) == ('verified', '刘洋'), 'the agent knows him now')
        page.goto(site.url + '/sign-out')
        chat.attach().live()
        assert chat.bubbles() == [] and chat.frame.evaluate("document.querySelector('#hello').textContent") == '您好', 'his conversation went with him'


@rule(*LOTS)
def the_wait_is_told_as_it_is(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        chat = Chat(browser.open(site.url + '/')).open().live()
        assert chat.frame.text('#subtitle') == '现在没有客服在线' and '留言' in chat.frame.text('#cards')
        chat.say('anybody?')
        chat.frame.wait("document.querySelector('.queue').innerText.includes('消息已保存')")
        stream = agent.stream()
        agent.put('/me/presence', {'presence': 'online'})
        chat.frame.wait("/正在等待客服接入|下一位就是您/.test(document.querySelector('.queue').innerText)")
        agent.accept(first_contact(agent)['id'])
        chat.frame.wait("!document.querySelector('.queue') && document.querySelector('#title').innerText === 'Ann'")
        agent.close_contact(first_contact(agent)['id'])
        chat.frame.wait("document.querySelector('#subtitle').innerText.startsWith('对话已结束')")
        chat.say('one more thing')
        chat.wait_bubbles(['anybody?', 'one more thing'])
        wait_until(lambda: agent.all('/contacts?state=open')[0], 'a new contact')
        stream.close()


@rule(*LOTS)
def enter_sends_but_never_what_is_being_composed(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        page.click_in(chat.frame, '#text')
        page.compose('kaipiao')
        page.call('Input.dispatchKeyEvent', {'type': 'rawKeyDown', 'key': 'Process', 'code': 'Enter', 'windowsVirtualKeyCode': 229})
        assert chat.bubbles() == []
        page.type('开票')
        page.press('Enter', shift=True)
        page.type('第二行')
        assert chat.bubbles() == []
        page.press('Enter')
        chat.wait_bubbles(['开票\n第二行'])
        page.press('Enter')
        page.type('   ')
        page.press('Enter')
        chat.say('end')
        chat.wait_bubbles(['开票\n第二行', 'end'])


@rule(*LOTS)
def everything_works_by_keyboard(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/erp')
        chat = Chat(page)
        chat.launcher()
        for _ in range(20):
            page.press('Tab')
            if page.evaluate("document.activeElement.localName") == 'zuoxi-widget':
                break
        page.press('Enter')
        chat.attach().live()
        chat.frame.wait("document.activeElement.id === 'leave'", 'nobody is there: the best way is to leave a message')
        page.press('Tab')
        page.press('Enter')
        chat.frame.wait("document.activeElement.id === 'text'", 'the focus stands in the field')
        page.type('no mouse')
        page.press('Enter')
        chat.wait_bubbles(['no mouse'])
        for stop in ('attach', 'picture', 'emoji', 'send'):
            page.press('Tab')
            assert chat.frame.evaluate("document.activeElement.id") == stop
        page.press('Escape')
        wait_until(lambda: not chat.panel_is_open(), 'Escape closes the panel')
        assert page.evaluate("document.activeElement.localName") == 'zuoxi-widget', 'the focus is back on the launcher'
        page.press('Enter')
        wait_until(chat.panel_is_open, 'Enter opens it again')
        chat.frame.wait("document.activeElement.id === 'send' || document.activeElement.id === 'text'")


@rule(*LOTS)
def unread_messages_are_counted_on_the_launcher(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('hello')
        chat.wait_bubbles(['hello'])
        contact = first_contact(agent)
        agent.accept(contact['id'])
        page.click_node(chat.launcher())
        wait_until(lambda: not chat.panel_is_open(), 'closed')
        agent.write(contact['id'], 'one', NOW)
        agent.write(contact['id'], 'two', NOW)
        wait_until(lambda: chat.badge() == '2', 'two unread')
        assert agent.get(f'/contacts/{contact["id"]}')['visitor_read_seq'] == 0
        page.reload()
        wait_until(lambda: chat.badge() == '2', 'two unread after a reload, with the panel closed')
        assert not chat.panel_is_open()
        page.click_node(chat.launcher())
        wait_until(lambda: chat.badge() == '', 'all read')
        wait_until(lambda: agent.get(f'/contacts/{contact["id"]}')['visitor_read_seq'] > 0, 'the agent learns it')


@rule(*LOTS)
def what_people_write_is_text_and_nothing_else(daemon):
    agent = Agent(daemon.port, 'ann')
    nasty = '<img src=x onerror="document.title=1"><script>alert(1)</script>&lt;b&gt; javascript:alert(1)'
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say(nasty)
        chat.wait_bubbles([nasty])
        contact = first_contact(agent)
        agent.accept(contact['id'])
        agent.write(contact['id'], nasty + ' back', NOW)
        chat.wait_bubbles([nasty, nasty + ' back'])
        assert chat.frame.evaluate("document.querySelectorAll('.bubble *').length") == 0
        try:
            chat.frame.evaluate("document.body.insertAdjacentHTML('beforeend', '<b>x</b>')")
            raise AssertionError('Trusted Types are off')
        except BrowserError as error:
            assert 'TrustedHTML' in str(error), error


@rule(*LOTS)
def a_hostile_page_reads_nothing_and_forges_nothing(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/erp')
        chat = Chat(page).open().live()
        chat.say('my secret')
        chat.wait_bubbles(['my secret'])
        page.wait("'zuoxi' in localStorage", 'the frame has told that a conversation runs')  # a word from another process
        seen = page.evaluate("""[window.length, document.querySelectorAll('iframe').length, document.querySelector('zuoxi-widget').shadowRoot,
            document.querySelector('zuoxi-widget').innerHTML, document.cookie.includes('zx'), Object.keys(localStorage).join()]""")
        assert seen == [0, 0, None, '', False, 'zuoxi'], seen
        page.evaluate("""(() => { for (const origin of ['*', location.origin]) {
            window.postMessage({ zuoxi: 1, type: 'close' }, origin); window.postMessage({ zuoxi: 1, type: 'unread', count: 66 }, origin); } })()""")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert chat.panel_is_open() and chat.badge() == '', 'a forged message was believed'
        # From within the frame's own window no foreign word is believed either: only the registered page's.
        chat.frame.evaluate("window.postMessage({ zuoxi: 1, type: 'identify', token: 'x' }, '*')")
        chat.say('still here')
        chat.wait_bubbles(['my secret', 'still here'])
        assert page.evaluate(f"fetch('{daemon.url}/widget/shop/session', {{ method: 'POST', body: '{{}}', credentials: 'include' }})"
                             ".then(() => 'read', () => 'refused')") == 'refused'


@rule(*LOTS)
def a_page_that_is_not_registered_cannot_embed_the_conversation(daemon):
    with Site(daemon) as site, Site(daemon, registered=False) as wrong, Fresh() as browser:
        page = browser.open(wrong.url + '/')
        page.click_node(Chat(page).launcher())
        wait_until(lambda: '暂时连不上' in page.node_text(page.find('div', class_='wait')), 'nothing but our own words')
        assert any('frame-ancestors' in text for text in page.complaints()), page.complaints()
        assert daemon.query('SELECT count(*) FROM visitor')[0][0] == 0
        assert site.url != wrong.url


@rule(*LOTS)
def hostile_style_does_not_reach_the_widget(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        page.evaluate("document.documentElement.style.overflow = 'hidden'")
        plain = page.node_box(Chat(page).launcher())
        page.evaluate("""(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(
            '*, zuoxi-widget { display: none !important; opacity: 0 !important; position: static !important; z-index: -1 !important;'
            + ' transform: scale(3) !important; font-size: 60px !important; color-scheme: dark !important }'
            + ' html, body, main, header { display: block !important; opacity: 1 !important; transform: none !important }'
            + ' button { background: #c00 !important; text-transform: uppercase !important } svg { width: 99px !important }'
            + ' iframe { max-width: 40% !important; height: 10px !important }');
            document.adoptedStyleSheets = [sheet]; })()""")
        chat = Chat(page)
        assert page.node_box(chat.launcher()) == plain, (plain, page.node_box(chat.launcher()))
        chat.open().live()
        assert page.node_box(page.find('iframe'))[2:] == (392, 690), page.node_box(page.find('iframe'))
        chat.say('fine')
        chat.wait_bubbles(['fine'])


@rule(*LOTS)
def without_storage_it_works_and_says_what_is_lost(daemon):
    blocked = {'profile': {'default_content_setting_values': {'cookies': 2}}}
    with Site(daemon) as site, Browser(preferences=blocked) as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open()
        chat.frame.wait("document.querySelector('#notice').innerText.includes('不允许保存')", 'it says so')
        chat.live()
        chat.say('hello')
        chat.wait_bubbles(['hello'])
        port = daemon.port
        daemon.kill()
        chat.frame.wait("!document.querySelector('#strip').hidden")
        chat.say('again')
        restart(daemon)
        assert daemon.port == port
        chat.live()
        chat.wait_bubbles(['hello', 'again'])


@rule(*LOTS)
def two_tabs_of_one_visitor_show_the_same(daemon):
    with Site(daemon) as site, Fresh() as browser:
        one = Chat(browser.open(site.url + '/')).open().live()
        one.say('from the first')
        one.wait_bubbles(['from the first'])
        two = Chat(browser.open(site.url + '/')).open().live()
        two.wait_bubbles(['from the first'])
        two.say('from the second')
        one.wait_bubbles(['from the first', 'from the second'])
        one.say('and back')
        two.wait_bubbles(['from the first', 'from the second', 'and back'])
        assert daemon.query('SELECT count(*) FROM visitor')[0][0] == 1


@rule('--visitor-sessions', '1', '--open-requests', '100000')
def a_limit_is_told_with_its_end(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        page.reload()
        page.frame().wait("/\\d+ 秒后自动重试/.test(document.querySelector('#strip').innerText)", 'how long it takes')


@rule(*LOTS)
def many_messages_in_a_burst_arrive_once_and_in_order(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        page.click_in(chat.frame, '#text')
        said = [f'line {number}' for number in range(30)]  # the server takes 20 in 10 s
        for text in said:
            page.type(text)
            page.press('Enter')
        chat.wait_bubbles(said, 60)
        assert texts_of(agent, first_contact(agent)) == said, json.dumps(texts_of(agent, first_contact(agent)))


if __name__ == '__main__':
    run()
