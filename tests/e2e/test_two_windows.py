#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One afternoon in one test: two real workstations, three real browsers and one daemon. Everything that a
chat can carry goes both ways, the network breaks in the middle of it on either side, the daemon is killed;
at the end both windows, all browsers and the daemon say the same, word for word."""
import os
import pathlib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from browser import Fresh  # noqa: E402
from customer import Site, png  # noqa: E402
from cut import Cut  # noqa: E402
from daemon import PASSWORD  # noqa: E402
from desk import Session, wait_until  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent  # noqa: E402
from together import PATIENCE_S, Visitor, Window  # noqa: E402

LOTS = ('--visitor-sessions', '10000', '--open-requests', '100000', '--visitor-rate', '1000')
LOG = b'08:14:02 E-3107 tax code not verified\n' * 40
NOTE = '@Lea same as last week'


def noise():
    """A picture of 300 kB that takes little room: its upload can be cut in the middle."""
    return png(1000, 100, os.urandom)


def everybody_is_answered_by_name(ann, lea, *visitors):
    for visitor in visitors:
        visitor.say(f'{visitor.name} 有一个问题')
        visitor.wait_state('已送达')
    for window in (ann, lea):
        window.wait_for('list item', 'Queue 3')
    for window, visitor in zip((ann, ann, lea), visitors):
        window.take()
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.write(f'Good morning {visitor.name}')
        visitor.hears(f'Good morning {visitor.name}', window.agent)
        visitor.shows(f"document.querySelector('#title').innerText === '{window.agent}'")


def pictures_and_files_go_both_ways(window, visitor, folder):
    window.go_to(visitor.name)
    visitor.pasted(('错误.png', 'image/png', png()), ('run.log', 'text/plain', LOG))
    visitor.say('看截图和日志')
    window.wait_for('push button', 'Picture 错误.png')
    window.wait_for('push button', 'Save run.log')
    window.paste('image/png', png(60, 20), '20')
    window.write('This is the button')
    visitor.shows("document.querySelector('.message:not(.mine) .pic img')?.naturalWidth === 60", 'the picture from the window')
    table = folder / 'rates.csv'
    table.write_bytes(b'rate;from\n13;2026-01-01\n')
    window.paste('text/uri-list', table.as_uri().encode() + b'\r\n', table.name)
    window.write('And these are the rates')
    visitor.shows("document.querySelector('.message:not(.mine) .file')?.innerText.includes('rates.csv')", 'the file from the window')


def quotes_and_recalls_go_both_ways(window, visitor):
    window.go_to(visitor.name)
    visitor.walk('Enter', 'Enter')
    visitor.page.type('按您说的做了')
    visitor.page.press('Enter')
    window.hears('按您说的做了', visitor.name)
    window.wait_for('push button', f'Me:\nGood morning {visitor.name}')
    window.newest('q')
    window.wait_says('Reply to ')
    window.wait_focus('Message')
    window.write('Very good')
    visitor.shows("document.querySelector('.message:not(.mine) .quote')?.innerText.includes('按您说的做了')", 'what the window quotes')
    window.write('this was for somebody else')
    visitor.hears('this was for somebody else', window.agent)
    window.newest('t')
    window.wait_says('You took this message back.')
    visitor.shows(f"document.querySelector('#messages').innerText.includes('{window.agent}撤回了一条消息')", 'that it was taken back')
    visitor.say('密码是 1234')
    visitor.wait_state('已')
    window.hears('密码是 1234', visitor.name)
    visitor.walk('Enter', 'ArrowLeft', 'Enter')
    window.wait_says(f'{visitor.name} took this message back.')
    visitor.shows("!document.querySelector('#messages').innerText.includes('1234')")
    for one in (window, visitor):
        assert not [text for _, text in one.said() if '1234' in text or 'somebody' in text], one.said()


def who_is_writing_is_told_both_ways(window, visitor):
    visitor.page.click_in(visitor.frame, '#text')
    visitor.page.type('那我再')
    window.wait_says(f'{visitor.name} is typing: 那我再')
    visitor.page.type('试一次')
    visitor.page.press('Enter')
    window.hears('那我再试一次', visitor.name)
    window.take()
    window.press('ctrl+l')
    window.half('One moment')
    visitor.shows(f"!document.querySelector('#typing').hidden && document.querySelector('#typing').innerText.includes('{window.agent}')")
    window.press('Return')
    visitor.hears('One moment', window.agent)


def a_colleague_is_asked_and_answers_by_name(window, colleague, visitor):
    window.press('ctrl+m')
    window.wait_focus('Internal note')
    window.type('@le')
    window.wait_for('label', colleague.agent)
    window.press('Return')
    window.type(NOTE.partition(' ')[2])
    wait_until(lambda: window.composed() == NOTE, 'the note is typed')
    window.press('Return')
    window.wait_for('list item', NOTE)
    window.press('ctrl+m')
    window.press('ctrl+shift+g')
    window.wait_focus('Search for a colleague')
    window.type(colleague.login)
    window.press('Return')
    window.wait_for('list item', f'{window.agent} invited {colleague.agent}.')
    colleague.go_to(visitor.name)
    colleague.wait_for('list item', NOTE)
    colleague.write('I know this one')
    visitor.hears('I know this one', colleague.agent)
    window.hears('I know this one', colleague.agent)


def a_lead_takes_over(window, lead, visitor):
    lead.go_to(visitor.name)
    lead.press('ctrl+shift+o')
    visitor.shows(f"document.querySelector('#title').innerText === '{lead.agent}'")
    lead.wait_focus('Message')
    lead.write('I go on from here')
    visitor.hears('I go on from here', lead.agent)
    window.go_to(visitor.name)
    window.wait_for('list item', f'{lead.agent} took over from {window.agent}.')


def a_customers_network_breaks(net, window, visitor, other):
    """In the middle of an upload, and once more when a message was sent and the answer is lost."""
    window.go_to(visitor.name)
    net.off_within(b'/files HTTP', 60000)
    visitor.pasted(('noise.png', 'image/png', noise()))
    visitor.say('这张很大')
    net.wait_off()
    window.write('written while the customer was away')
    other.say(f'{other.name} 也断网了')
    other.wait_state('等待网络')
    net.on()
    for one in (visitor, other):
        one.live(PATIENCE_S)
    window.wait_for('push button', 'Picture noise.png')
    visitor.hears('written while the customer was away', window.agent)
    net.off_after(b'"uuid"')
    visitor.say('只发一次')
    net.wait_off()
    net.on()
    visitor.live(PATIENCE_S)
    window.hears('只发一次', visitor.name)


def an_agents_network_breaks(window, visitor):
    """Likewise."""
    window.go_to(visitor.name)
    window.net.off_within(b'/files HTTP', 60000)
    window.paste('image/png', noise(), '20')
    window.write('A large one')
    window.net.wait_off()
    wait_until(lambda: any('A large one' in node.name and node.name.endswith('Waiting to be sent') for node in window.tree()), 'it waits')
    visitor.say('您那边断了吗')
    visitor.wait_state('已')
    window.net.on()
    visitor.hears('A large one', window.agent)
    window.hears('您那边断了吗', visitor.name)
    window.net.off_after(b'"seen_seq"')
    window.write('only once')
    window.net.wait_off()
    window.net.on()
    visitor.hears('only once', window.agent)
    window.wait_for('list item', 'only once. Read')


def the_daemon_is_killed(daemon, windows, visitors):
    """While everybody writes."""
    for window, visitor in zip(windows, visitors):
        window.go_to(visitor.name)
    for number, visitor in enumerate(visitors):
        visitor.say(f'第 {number} 个')
    for window in windows:
        window.take()
        window.half('just before it died')
        window.press('Return')
    daemon.kill()
    for window, visitor in zip(windows, visitors):
        visitor.say('还在吗')
        window.take()
        window.write('while it was dead')
    daemon.start('--port', str(daemon.port), *LOTS)
    for visitor in visitors:
        visitor.live(PATIENCE_S)
    for window, visitor in zip(windows, visitors):
        visitor.hears('while it was dead', window.agent)
        window.hears('还在吗', visitor.name)


def the_end_is_rated(window, visitor):
    page, frame = visitor.live(PATIENCE_S).page, visitor.frame
    page.click_in(frame, '#more')
    visitor.shows("document.activeElement.getAttribute('role') === 'menuitemcheckbox'")
    page.press('ArrowUp')
    page.press('Enter')
    visitor.shows("document.querySelector('#ask').open && document.activeElement.id === 'ask-no'")
    page.press('Tab')
    page.press('Enter')
    page.click_in(frame, 'label[for=face-5]')
    page.click_in(frame, 'label[for=reason-clear]')
    page.click_in(frame, '.rate .main')
    visitor.shows("document.querySelector('.rated')")
    window.open(visitor.name)
    window.wait_for('list item', 'The customer ended the chat.')
    window.wait_for('list item', 'The customer gave 5 of 5 stars.')


def names_of(message):
    return [file['name'] for file in message.get('extra', {}).get('files', [])]


def all_agree(daemon, windows, visitors):
    judge = Agent(daemon.port, 'adm')
    contacts = {contact['name']: contact for contact in judge.all('/contacts?state=open')[0]}
    for visitor in visitors:
        kept = [message for message in reversed(judge.all(f'/contacts/{contacts[visitor.name]["id"]}/messages')[0])
                if message['author'] != 'system' and not message['internal'] and not message.get('recalled_at')]
        public = [(message.get('agent_name') or visitor.name, ', '.join([message['text'], *names_of(message)])) for message in kept]
        assert len(set(public)) == len(public), public
        wait_until(lambda: visitor.said() == public, lambda: f'{visitor.name} reads\n{visitor.said()}\nand not\n{public}')
        assert NOTE not in visitor.frame.evaluate('document.documentElement.innerHTML')
        for window in windows:
            window.take()
            if window.find('list item', f'{visitor.name}, ') is None:
                assert (window.agent, visitor.name) == ('Ann', 'Wang'), 'whom she never met, and nobody else, she does not see'
                continue
            window.open(visitor.name)
            read = window.hears(public[-1][1], public[-1][0])
            if public[0] not in read:  # what is far above is not painted
                window.walk(*['Up'] * len(read))
                above = window.hears(public[0][1], public[0][0])
                read = above + [row for row in read if row not in above]
            read = [row for row in read if row[1] != 'taken back']
            assert read == public, f'{window.agent} reads\n{read}\nand not\n{public}'


@rule(*LOTS)
def two_windows_and_three_browsers_agree_word_for_word(daemon):
    with Cut(daemon) as net_a, Cut(daemon) as net_b, Cut(daemon) as outside, Site(daemon, through=outside.url) as site, \
            Window(net_a, 'ann', 'Ann') as ann, Window(net_b, 'lea', 'Lea') as lea, \
            Fresh() as one, Fresh() as two, Fresh() as three:
        for window in (ann, lea):
            window.take()
            window.sign_in(window.login, PASSWORD)
            window.wait_for('list item', 'Queue 0')
        zhang, liming, wang = (Visitor(site, browser, name) for browser, name in ((one, 'Zhang'), (two, 'Liming'), (three, 'Wang')))
        everybody_is_answered_by_name(ann, lea, zhang, liming, wang)
        pictures_and_files_go_both_ways(ann, zhang, pathlib.Path(daemon.folder))
        a_colleague_is_asked_and_answers_by_name(ann, lea, zhang)
        quotes_and_recalls_go_both_ways(ann, liming)
        who_is_writing_is_told_both_ways(ann, liming)
        a_lead_takes_over(ann, lea, liming)
        a_customers_network_breaks(outside, lea, wang, zhang)
        an_agents_network_breaks(ann, zhang)
        the_daemon_is_killed(daemon, (ann, lea), (zhang, liming))
        all_agree(daemon, (ann, lea), (zhang, liming, wang))
        the_end_is_rated(lea, wang)


if __name__ == '__main__':
    try:
        run()
    finally:
        if Session.current is not None:
            Session.current.close()
