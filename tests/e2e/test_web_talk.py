# SPDX-License-Identifier: GPL-3.0-or-later
"""A customer in a real browser talks: quotes, recalls, sends files, waits, rates, and leaves a message."""
import datetime
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from browser import Browser, Fresh  # noqa: E402
from rules import rule, run  # noqa: E402
from cut import Cut  # noqa: E402
from customer import Chat, Site, paste, png, set_hours  # noqa: E402
from routed import offer_of, online, retune, route  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402
from waiting import wait_until  # noqa: E402

LOTS = ('--visitor-sessions', '10000', '--open-requests', '100000')
NOW = 10 ** 12  # an agent who has seen everything


def first_contact(agent):
    return wait_until(lambda: agent.all('/contacts?state=open')[0], 'a contact in the list')[0]


def messages_of(agent, contact):
    return list(reversed(agent.all(f'/contacts/{contact["id"]}/messages')[0]))


def focused(frame):
    """What the keys go to: the id of an element, or its name."""
    return frame.evaluate("(() => { const e = document.activeElement; return e.id || e.dataset.id || e.getAttribute('aria-label') || e.localName; })()")


def to_last_tool(page, frame):
    """From the field to the tools of the newest message, and round to the last of them."""
    page.click_in(frame, '#text')
    page.press('Tab', shift=True)
    page.press('ArrowUp')
    page.press('Enter')
    page.press('ArrowLeft')


def say_and_accept(agent, chat, text):
    chat.say(text)
    chat.wait_bubbles([text])
    contact = first_contact(agent)
    agent.accept(contact['id'])
    chat.frame.wait("document.querySelector('#title').innerText === 'Ann'", 'the agent is there')
    return contact


def spoken(frame):
    return frame.evaluate("document.querySelector('#status').textContent")


@rule(*LOTS)
def messages_are_walked_quoted_and_recalled_by_keyboard_alone(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        contact = say_and_accept(agent, chat, '记账按钮是灰色的')
        agent.write(contact['id'], '请发一张截图', NOW)
        chat.wait_bubbles(['记账按钮是灰色的', '请发一张截图'])
        frame = chat.frame
        page.click_in(frame, '#text')
        page.press('Tab', shift=True)
        assert focused(frame) == 'log', 'the transcript is one stop'
        page.press('ArrowUp')
        page.press('ArrowUp')
        assert frame.text(':focus .bubble') == '记账按钮是灰色的' and frame.evaluate("document.querySelector('#log').tabIndex") == -1
        page.press('ArrowDown')
        assert frame.text(':focus .bubble') == '请发一张截图'
        page.press('Enter')
        assert focused(frame) == '引用' and frame.evaluate("document.querySelector('#tools').getAttribute('role')") == 'toolbar'
        page.press('Escape')
        assert frame.text(':focus .bubble') == '请发一张截图', 'Escape closes the tools first'
        page.press('Enter')
        page.press('Enter')
        assert focused(frame) == 'text' and '请发一张截图' in frame.text('#quoting')
        page.type('截图在这里')
        page.press('Enter')
        chat.wait_bubbles(['记账按钮是灰色的', '请发一张截图', '截图在这里'])
        assert frame.texts('.mine .quote') == ['Ann\n请发一张截图'], frame.texts('.mine .quote')
        assert messages_of(agent, contact)[-1]['extra']['quote']['text'] == '请发一张截图'
        page.click_in(frame, '.mine .quote')
        frame.wait("document.activeElement.classList.contains('message') && document.activeElement.innerText.includes('请发一张截图')")
        page.press('ArrowDown')
        page.press('Enter')
        page.press('ArrowLeft')
        assert focused(frame) == '撤回', 'the tools are walked round'
        page.press('Enter')
        frame.wait("[...document.querySelectorAll('.event')].some((e) => e.innerText.startsWith('您撤回了一条消息'))")
        assert messages_of(agent, contact)[-1]['text'] == '' and messages_of(agent, contact)[-1]['recalled_at']
        page.click_in(frame, '.event button')
        assert frame.evaluate("document.querySelector('#text').value") == '截图在这里' and focused(frame) == 'text'
        own = messages_of(agent, contact)[1]
        agent.post(f'/contacts/{contact["id"]}/messages/{own["id"]}/recall', {'request': own['uuid'].replace('-', '')[:8] + own['uuid'][8:]})
        frame.wait("document.querySelector('#messages').innerText.includes('Ann撤回了一条消息')")
        page.reload()
        chat.attach().live()
        chat.frame.wait("document.querySelector('#messages').innerText.split('撤回了一条消息').length === 3", 'both recalls stand there')
        assert page.complaints() == [], page.complaints()


@rule(*LOTS)
def a_recall_that_comes_too_late_says_so(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        say_and_accept(agent, chat, 'too late')
        to_last_tool(page, chat.frame)
        assert focused(chat.frame) == '撤回'
        daemon.write('UPDATE message SET sent_at_ms = sent_at_ms - 120000')
        page.press('Enter')
        chat.frame.wait("document.querySelector('#notice').innerText.includes('已不能撤回')")
        chat.wait_bubbles(['too late'])


@rule('--recall-seconds', '0', *LOTS)
def where_nothing_can_be_taken_back_it_is_not_offered(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        say_and_accept(agent, chat, 'said')
        to_last_tool(page, chat.frame)
        assert focused(chat.frame) == '复制', 'the last tool'


@rule(*LOTS)
def who_is_writing_is_told_both_ways(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        contact = say_and_accept(agent, chat, 'hello')
        stream = agent.stream()
        page.click_in(chat.frame, '#text')
        page.type('half a sente')
        seen = stream.until(lambda frame: frame.get('frame') == 'typing')
        assert seen['text'].startswith('half') and seen['contact_id'] == contact['id'], seen
        agent.post(f'/contacts/{contact["id"]}/typing', {})
        chat.frame.wait("!document.querySelector('#typing').hidden && document.querySelector('#typing').innerText.includes('Ann正在输入')")
        wait_until(lambda: spoken(chat.frame) == 'Ann正在输入', 'it is told')
        agent.write(contact['id'], 'done', NOW)
        chat.frame.wait("document.querySelector('#typing').hidden")
        stream.close()


@rule('--file-most-mb', '1', *LOTS)
def files_go_with_a_message_and_what_cannot_go_says_why(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        frame = chat.frame
        frame.wait("document.querySelector('#limit').innerText.includes('1 MB') && document.querySelector('#attach').title.includes('1 MB')",
                   'the limit stands there before anything is chosen')
        paste(frame, ('错误.png', 'image/png', png()), ('big.txt', 'text/plain', b'x' * 1500000), ('run.exe', 'application/x-msdownload', b'MZ' + bytes(60)))
        frame.wait("document.querySelectorAll('#tray .item').length === 3 && document.querySelectorAll('#tray .failed').length === 2")
        faults = frame.texts('#tray .fault:not([hidden])')
        assert len(faults) == 2 and '超过' in faults[0] and '类型' in faults[1], faults
        assert frame.evaluate("document.querySelector('#send').getAttribute('aria-disabled')") == 'true'
        chat.say('看这里')
        frame.wait("document.querySelector('#notice').innerText.includes('请先移除')", 'why it does not go')
        for left in (1, 0):
            page.click_in(frame, '#tray .failed .icon')
            frame.wait(f"document.querySelectorAll('#tray .failed').length === {left}")
        chat.say('')
        frame.wait("document.querySelector('.mine.sent .pic img')?.naturalWidth > 0", 'the picture stands in the transcript')
        contact = first_contact(agent)
        sent = messages_of(agent, contact)[0]
        assert sent['text'] == '看这里' and sent['extra']['files'][0]['name'] == '错误.png', sent
        page.click_in(frame, '.pic')
        frame.wait("document.querySelector('#viewer').open && document.querySelector('#viewer-picture').naturalWidth === 40")
        page.press('Escape')
        frame.wait("!document.querySelector('#viewer').open")
        assert chat.panel_is_open(), 'Escape closes the picture, not the panel'
        page.reload()
        chat.attach().live()
        chat.frame.wait("document.querySelector('.pic img')?.naturalWidth > 0", 'it is there after a reload, from the daemon')
        assert [text for text in page.complaints() if '415' not in text] == [], page.complaints()


@rule('--file-most-mb', '1', *LOTS)
def pictures_are_dropped_and_pasted(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser, tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ('登录 1.png', 'too big.log')]
        for path, data in zip(paths, (png(50, 20), b'x' * 1500000)):
            with open(path, 'wb') as file:
                file.write(data)
        page = browser.open(site.url + '/')
        page.call('Page.bringToFront')
        page.copy_picture(png(60, 60))
        chat = Chat(page).open().live()
        frame = chat.frame
        page.drag_files(frame, '#log', paths, drop=False)
        frame.wait("!document.querySelector('#drop').hidden && document.querySelector('#drop').innerText.includes('1 MB')", 'the limits stand there while they hover')
        page.drag_files(frame, '#log', paths)
        frame.wait("document.querySelector('#drop').hidden && document.querySelectorAll('#tray .item').length === 2 && document.querySelectorAll('#tray .failed').length === 1")
        page.click_in(frame, '#tray .failed .icon')
        page.click_in(frame, '#text')
        page.paste()
        frame.wait("document.querySelectorAll('#tray .item img').length === 2", 'what was pasted stands beside what was dropped')
        chat.say('这两张')
        frame.wait("[...document.querySelectorAll('.mine.sent .pic img')].filter((one) => one.naturalWidth > 0).length === 2")
        sent = messages_of(agent, first_contact(agent))
        assert [(m['text'], [(f['width'], f['height']) for f in m['extra']['files']]) for m in sent] == [('这两张', [(50, 20), (60, 60)])], sent
        assert sent[0]['extra']['files'][0]['name'] == '登录 1.png', sent
        assert page.complaints() == [], page.complaints()


@rule(*LOTS)
def an_upload_survives_a_cut_and_no_storage_is_needed(daemon):
    agent = Agent(daemon.port, 'ann')
    blocked = {'profile': {'default_content_setting_values': {'cookies': 2}}}
    with Site(daemon) as site, Browser(preferences=blocked) as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('hello')
        chat.wait_bubbles(['hello'])
        page.offline(True, chat.frame)
        paste(chat.frame, ('a.png', 'image/png', png()))
        chat.say('with a picture')
        chat.wait_state('等待网络')
        page.offline(False, chat.frame)
        chat.live()
        chat.frame.wait("document.querySelectorAll('.mine.sent').length === 2 && document.querySelector('.pic img').naturalWidth > 0", deadline=60)
        assert [m['text'] for m in messages_of(agent, first_contact(agent))] == ['hello', 'with a picture']


@rule(*LOTS)
def a_cut_in_the_middle_of_an_upload_or_a_send_loses_and_doubles_nothing(daemon):
    agent = Agent(daemon.port, 'ann')
    logs = [b'Error 7\n' * 60000, b'Error 8\n' * 400000, b'Error 9\n' * 60000]
    with Cut(daemon) as net, Site(daemon, through=net.url) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        frame = chat.frame
        contact = say_and_accept(agent, chat, '提交报错')
        # In a message that was sent already: it waits, and so does what is written meanwhile.
        net.off_within(b'/files HTTP', 200000)
        paste(frame, ('one.log', 'text/plain', logs[0]))
        chat.say('日志在这里')
        net.wait_off()
        frame.wait("!document.querySelector('#strip').hidden")
        chat.say('我在电梯里')
        chat.wait_state('等待网络')
        agent.write(contact['id'], '收到了吗', NOW)
        net.on()
        chat.live()
        frame.wait("document.querySelectorAll('.mine.sent').length === 3 && !document.querySelector('.pending, .refused')")
        # Before it was sent: it says that it will go on, and can be sent all the same. What came before the cut is not sent again.
        frame.evaluate("""(() => { const plain = XMLHttpRequest.prototype.setRequestHeader;
            window.offsets = [];
            XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
              if (name === 'upload-offset') window.offsets.push(value);
              plain.call(this, name, value); }; })()""")
        net.off_within(b'/files HTTP', 2500000)
        paste(frame, ('two.log', 'text/plain', logs[1]))
        net.wait_off()
        frame.wait("document.querySelector('#tray .fault').innerText.includes('恢复后会接着上传')")
        chat.say('第二份')
        net.on()
        chat.live()
        frame.wait("document.querySelectorAll('.mine.sent').length === 4 && !document.querySelector('.pending, .refused')")
        assert [262144 <= int(offset) < 2500000 for offset in frame.evaluate('window.offsets')] == [True], frame.evaluate('window.offsets')
        # The upload alone breaks, the conversation goes on: it is tried again by itself.
        frame.call('Fetch.enable', {'patterns': [{'urlPattern': '*/files', 'requestStage': 'Request'}]})
        paste(frame, ('three.log', 'text/plain', logs[2]))
        broken = wait_until(lambda: browser.happened('Fetch.requestPaused'), 'it goes')
        frame.call('Fetch.failRequest', {'requestId': broken['requestId'], 'errorReason': 'ConnectionReset'})
        frame.wait("document.querySelector('#tray .fault').innerText.includes('恢复后会接着上传')")
        frame.call('Fetch.disable')
        chat.say('第三份')
        frame.wait("document.querySelectorAll('.mine.sent').length === 5 && !document.querySelector('.pending, .refused')")
        # It was stored, but the answer to it is lost.
        net.off_after(b'"uuid"')
        chat.say('只发一次')
        net.wait_off()
        net.on()
        chat.live()
        frame.wait("document.querySelectorAll('.mine.sent').length === 6 && !document.querySelector('.pending, .refused')")
        kept = messages_of(agent, contact)
        assert sorted(m['text'] for m in kept) == sorted(['提交报错', '日志在这里', '我在电梯里', '收到了吗', '第二份', '第三份', '只发一次']), kept
        assert sorted(text for _, text in chat.bubbles() if text) == sorted(m['text'] for m in kept), 'he reads the same'
        files = [f for m in kept for f in m.get('extra', {}).get('files', [])]
        assert [f['name'] for f in files] == ['one.log', 'two.log', 'three.log'] and daemon.query('SELECT count(*) FROM file')[0][0] == 3, files
        assert [daemon.ask('GET', f'/api/v1/files/{f["id"]}', agent.token).body for f in files] == logs, 'every byte of it'
        # Closed in the middle: the words are kept, and it says what is missing.
        net.hold_within(b'/files HTTP', 1000000)
        paste(frame, ('four.log', 'text/plain', logs[1]))
        chat.say('第四份')
        frame.wait("document.querySelector('.mine.pending progress')?.value > 0")
        page.reload()
        after = chat.attach().live().frame
        wait_until(lambda: '关闭页面时文件还没传完' in after.text('.mine.refused .state'), lambda: f'it says why: {chat.bubbles()} {after.texts(".mine .state")}',
                   passes=lambda error: isinstance(error, TypeError))
        page.click_in(chat.frame, '.mine.refused .state button')
        assert chat.frame.evaluate("document.querySelector('#text').value") == '第四份'


@rule(*LOTS)
def a_conversation_ends_is_rated_and_gone_on_with(daemon):
    agent = Agent(daemon.port, 'ann')
    with Site(daemon) as site, Fresh() as browser, tempfile.TemporaryDirectory() as folder:
        browser.call('Browser.setDownloadBehavior', {'behavior': 'allow', 'downloadPath': folder, 'browserContextId': browser.profile})
        stream = agent.stream()
        agent.put('/me/presence', {'presence': 'online'})
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('anybody?')
        frame = chat.frame
        frame.wait("document.querySelector('.queue .n')?.innerText === '1'", 'the place in the queue')
        wait_until(lambda: '您排在第 1 位' in spoken(frame), 'the place is told')
        page.click_in(frame, '.queue .quiet')
        frame.wait("document.querySelector('#messages').innerText.includes('您已取消排队') && !document.querySelector('.queue')")
        assert not frame.evaluate("document.querySelector('.rate')"), 'who talked to nobody rates nobody'
        chat.say('once more')
        frame.wait("document.querySelector('.queue')")
        contact = first_contact(agent)
        agent.accept(contact['id'])
        agent.write(contact['id'], 'here I am', NOW)
        chat.wait_bubbles(['anybody?', 'once more', 'here I am'])
        page.click_in(frame, '#more')
        frame.wait("document.activeElement.getAttribute('role') === 'menuitemcheckbox'")
        page.press('ArrowUp')
        page.press('Enter')
        frame.wait("document.querySelector('#ask').open && document.activeElement.id === 'ask-no'", 'asked first, with the focus on no')
        page.press('Tab')
        page.press('Enter')
        frame.wait("document.querySelector('.rate') && document.querySelector('#composer').hidden")
        wait_until(lambda: agent.get(f'/contacts/{contact["id"]}')['state'] == 'wrap_up', 'the agent still wraps it up')
        page.click_in(frame, '.rate .main')
        assert '选择' in frame.text('.rate .fault')
        page.click_in(frame, 'label[for=face-2]')
        assert frame.texts('.chips label') == ['回复慢', '说不清楚', '没有解决', '态度不好']
        page.press('ArrowRight')
        page.press('ArrowRight')
        page.click_in(frame, 'label[for=reason-quick]')
        frame.wait("document.querySelector('#reason-quick').checked")
        page.click_in(frame, '.rate textarea')
        page.type('很好')
        page.click_in(frame, '.rate .main')
        frame.wait("document.querySelector('.rated')?.innerText.includes('满意')")
        rated = agent.get(f'/contacts/{contact["id"]}')
        assert (rated['rating'], rated['rating_reasons'], rated['rating_comment']) == (4, ['quick'], '很好'), rated
        page.click_in(frame, '#more')
        page.press('ArrowDown')
        page.press('Enter')
        wait_until(lambda: any('here I am' in path.read_text('utf-8') for path in pathlib.Path(folder).glob('*.txt')),
                 'the transcript is downloaded')
        page.click_in(frame, '#continue')
        page.type('one more thing')
        page.press('Enter')
        wait_until(lambda: [c for c in agent.all('/contacts?state=open')[0] if c.get('continues_id') == contact['id'] and c['agent_id'] == agent.id],
                 'the same agent goes on with it')
        stream.close()


@rule(*LOTS)
def a_message_is_left_out_of_hours_and_who_is_back_in_hours_waits_again(daemon):
    agent = Agent(daemon.port, 'ann')
    day = (datetime.datetime.now(datetime.timezone.utc).isoweekday() + 2) % 7 + 1  # three days from now
    with Site(daemon) as site, Fresh() as browser:
        set_hours(daemon, 'one day', 'Asia/Shanghai', f'{day} 08:30-12:00,13:00-18:00')
        page = browser.open(site.url + '/', timezone='America/New_York')
        chat = Chat(page).home().live()
        frame = chat.frame
        frame.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # it looks again: the zone came after the first painting
        hours = frame.text('#hours')
        assert '08:30–12:00、13:00–18:00（中国标准时间）' in hours, f'the hours are the desk\'s, and it says so: {hours}'
        opening = frame.text('#subtitle')
        assert '您当地时间' in opening and re.search('(19|20):30', opening), f'the opening is told in his own time: {opening}'
        page.click_in(frame, '#leave')
        frame.wait("document.activeElement.id === 'leave-text'")
        assert re.search('您当地时间.* (20|21):30 前', frame.text('#leaving .note')), frame.text('#leaving .note')
        page.click_in(frame, '#leaving .main')
        assert focused(frame) == 'leave-text' and frame.evaluate("document.querySelector('#leave-text').getAttribute('aria-invalid')") == 'true'
        page.type('月末结账失败')
        page.click_in(frame, '#leave-reach')
        page.type('12')
        page.click_in(frame, '#leaving .main')
        assert '手机号' in frame.text('#fault-reach') and focused(frame) == 'leave-reach'
        frame.evaluate("document.querySelector('#leave-reach').select()")
        page.type('liu@example.com')
        page.click_in(frame, '#leaving .main')
        frame.wait("document.querySelector('.left')?.innerText.includes('liu@example.com')")
        left = first_contact(agent)
        assert left['left'] and left['left_reach'] == 'liu@example.com' and left['last_message']['text'] == '月末结账失败', left
        page.click_in(frame, '.left .main')
        chat.wait_bubbles(['月末结账失败'])
        assert not frame.evaluate("document.querySelector('.queue')")
        chat.say('在月结页面')
        chat.wait_bubbles(['月末结账失败', '在月结页面'])
        assert not frame.evaluate("document.querySelector('.queue')") and first_contact(agent)['left'], 'still closed'
        # It is open when he writes again: one conversation, and he waits in it.
        stream = agent.stream()
        agent.put('/me/presence', {'presence': 'online'})
        set_hours(daemon, 'always', 'UTC', '1-7 00:00-24:00')
        chat.say('有人吗？')
        frame.wait("document.querySelector('.queue .n')?.innerText === '1'", 'the place in the queue')
        chat.wait_bubbles(['月末结账失败', '在月结页面', '有人吗？'])
        back, = agent.all('/contacts?state=open')[0]
        assert back['id'] == left['id'] and not back.get('left') and back['left_reach'] == 'liu@example.com', back
        agent.accept(back['id'])
        frame.wait("document.querySelector('#title').innerText === 'Ann' && !document.querySelector('.queue')")
        stream.close()


@rule('--away-seconds', '3', '--lost-seconds', '5', *LOTS)
def who_waits_too_long_may_say_how_he_is_reached_and_reads_when_his_agent_is_cut_off(daemon):
    with Site(daemon) as site, Fresh() as browser:
        queue = route(daemon, 'ann', method='pull')
        ann = online(daemon, 'ann')
        retune(daemon, queue['id'], 'most_wait_s = 1')
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('anybody?')
        frame = chat.frame
        frame.wait("document.querySelector('#messages').innerText.includes('现在没有空闲的客服')")
        page.click_in(frame, '.queue.plain .acts button')
        frame.wait("document.activeElement.id === 'leave-text'")
        page.type('please call')
        page.click_in(frame, '#leave-reach')
        page.type('liu@example.com')
        page.click_in(frame, '#leaving .main')
        frame.wait("document.querySelector('.left')?.innerText.includes('liu@example.com')")
        page.click_in(frame, '.left .main')
        chat.wait_bubbles(['anybody?', 'please call'])
        frame.wait("!document.querySelector('.queue')", 'it is known now')
        contact = first_contact(ann)
        ann.accept(contact['id'])
        chat.say('there you are')
        frame.wait("document.querySelector('#title').innerText === 'Ann'")
        ann.socket.close()
        frame.wait("document.querySelector('#messages').innerText.includes('Ann 的连接断开了') && document.querySelector('.queue')")
        assert frame.text('#title') != 'Ann'


@rule(*LOTS)
def the_language_changes_without_a_reload_and_is_kept(daemon):
    with Site(daemon) as site, Fresh() as browser:
        page = browser.open(site.url + '/')
        chat = Chat(page).open().live()
        chat.say('你好')
        chat.wait_bubbles(['你好'])
        page.click_in(chat.frame, '#text')
        page.type('half')
        page.click_in(chat.frame, '#more')
        chat.frame.evaluate("document.querySelector('#menu [lang=en]').focus()")
        page.press('Enter')
        chat.frame.wait("document.documentElement.lang === 'en' && document.querySelector('#text').placeholder.startsWith('Write more')")
        assert 'Delivered' in chat.state() and chat.frame.evaluate("document.querySelector('#text').value") == 'half'
        assert focused(chat.frame) == 'more'
        page.press('Escape')
        wait_until(lambda: not chat.panel_is_open(), 'the panel is last')
        page.reload()
        page.click_node(chat.launcher())
        chat.attach().live()
        assert chat.frame.evaluate("document.documentElement.lang") == 'en'


@rule(*LOTS)
def who_is_passed_on_reads_it_and_has_one_conversation(daemon):
    with Site(daemon) as site, Fresh() as browser:
        route(daemon, 'adm', method='pull')
        ann, lea, adm = online(daemon, 'ann'), online(daemon, 'lea'), online(daemon, 'adm')
        chat = Chat(browser.open(site.url + '/')).open().live()
        frame = chat.frame
        path = f'/contacts/{say_and_accept(ann, chat, "打印机报错 7")["id"]}'
        offer = ann.post(path + '/transfer', {'request': new_uuid(), 'agent_id': lea.id, 'note': '你熟悉这个型号'})['offer']
        lea.post(f'/offers/{offer["id"]}/accept', {'request': new_uuid()})
        frame.wait("document.querySelector('#title').innerText === 'Lea'", 'the next one is there')
        passed = ['Ann 接入了对话', '接下来由 Lea 继续为您服务']
        wait_until(lambda: frame.texts('#log .event')[-2:] == passed, f'who goes on (there is {frame.texts("#log .event")})')
        lea.post(path + '/transfer', {'request': new_uuid(), 'group_id': adm.get('/groups')['items'][0]['id'], 'note': '请二线接手'})
        frame.wait("!['Ann', 'Lea'].includes(document.querySelector('#title').innerText)", 'nobody has him')
        passed.append('正在为您转接其他同事，请稍候')
        wait_until(lambda: frame.texts('#log .event')[-3:] == passed, f'that he waits (there is {frame.texts("#log .event")})')
        frame.wait("document.body.innerText.includes('下一位就是您')", 'his place')
        offer = offer_of(adm)
        adm.post(f'/offers/{offer["id"]}/accept', {'request': new_uuid()})
        frame.wait("document.querySelector('#title').innerText === 'Adm'", 'the last one is there')
        adm.write(path.rsplit('/', 1)[1], '您好，我来处理', NOW)
        chat.wait_bubbles(['打印机报错 7', '您好，我来处理'])
        assert not frame.evaluate("['型号', '二线'].some((word) => document.body.innerText.includes(word))"), 'notes are for colleagues'


if __name__ == '__main__':
    run()
