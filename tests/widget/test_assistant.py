# SPDX-License-Identifier: GPL-3.0-or-later
"""The assistant beside a chat: what the agent says of its answers, looks up, pins, copies, and is shown while he writes."""
import contextlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from cut import Cut  # noqa: E402
from desk import Desk, run, wait_until  # noqa: E402
from scene import PASSWORD, Scene  # noqa: E402
from talk import Agent  # noqa: E402

QUESTION = '月结之后开票点提交就报错 E-3107'
UP, DOWN = 'This answer fits the question', 'This answer does not fit the question'
PIN = 'Keep this answer in sight'
SCENE = Scene()


class OnlyAhead(Cut):
    """From `is_strict` on, answers come to what is asked ahead, and the connection breaks on what is asked in earnest."""

    def __init__(self, daemon):
        super().__init__(daemon)
        self.is_strict, self.ahead, self.refused = False, 0, 0

    @staticmethod
    def asked(said):
        """The body of the question for answers that was said last, if nothing was said since."""
        head, _, body = said.text.rpartition(b'POST /api/v1/suggestions')[2].partition(b'\r\n\r\n')
        return body if head.count(b'HTTP/1.1') == 1 and b'HTTP/1.1' not in body else b''

    def heed(self, said, data):
        is_off = super().heed(said, data)
        if self.is_strict and self.asked(said) and b'prefetch' not in self.asked(said):
            self.refused += 1
            raise ConnectionError
        return is_off

    def passed(self, said, data):
        self.ahead += b'prefetch' in self.asked(said) and data.endswith(b']}')


@contextlib.contextmanager
def at_work(url=None, **options):
    """The scene with no contact open, and the desk of an agent to whom a customer has written."""
    lead = Agent(SCENE.daemon.port, 'zhaomin', PASSWORD)
    for contact in lead.all('/contacts?state=open')[0]:
        if contact['state'] == 'queued':
            lead.accept(contact['id'])
        lead.close_contact(contact['id'])
    liu = SCENE.customer('liuyang@tiancheng', '刘洋', '天成软件有限公司', product='天枢 ERP', version='8.2.1')
    liu.says(QUESTION)
    with Desk(server=url or SCENE.daemon.url, **options) as desk:
        desk.sign_in('lin', PASSWORD)
        desk.wait_says(QUESTION[:12])
        desk.press('ctrl+j')
        desk.wait_for('list item', 'Answer 1:')
        yield liu, desk


def first_answer():
    agent = Agent(SCENE.daemon.port, 'lin', PASSWORD)
    contact = agent.all('/contacts?state=open')[0][0]['id']
    return agent.post('/suggestions', {'contact_id': contact})['items'][0]


def pressed(desk, name):
    """Whether the first button of that name is down."""
    return any(node.has('PRESSED') or node.has('CHECKED') for node in [desk.find('push button', name)] if node)


def write(desk, text):
    """Into the composer."""
    desk.press('ctrl+l')
    desk.wait_focus('Message')
    desk.press('ctrl+a')
    desk.type(text)
    wait_until(lambda: text in desk.focused().text, 'it stands there')


def a_thumb_is_kept_by_key_and_by_click_and_shown_again():
    with at_work() as (_, desk):
        desk.press('ctrl+shift+y')
        wait_until(lambda: pressed(desk, UP), 'the thumb is up')
        assert first_answer()['verdict'] == 'up'
        desk.press('alt+2')
        desk.wait_focus('Search for customers')
    with Desk(server=SCENE.daemon.url) as desk:
        desk.sign_in('lin', PASSWORD)
        desk.wait_says(QUESTION[:12])
        desk.press('ctrl+j')
        wait_until(lambda: pressed(desk, UP), 'the thumb is still up')
        desk.click('push button', DOWN)
        wait_until(lambda: pressed(desk, DOWN) and not pressed(desk, UP), 'one thumb replaces the other')
        assert first_answer()['verdict'] == 'down'
        desk.press('ctrl+shift+x')
        wait_until(lambda: not pressed(desk, DOWN), 'the same again takes it back')
        assert first_answer()['verdict'] is None


def what_is_looked_up_is_found_and_sent():
    with at_work() as (liu, desk):
        first = desk.find('list item', 'Answer 1:').name
        desk.press('ctrl+shift+l')
        desk.wait_focus('Search for answers')
        desk.type('E-6003')
        desk.wait_says('for “E-6003”')
        wait_until(lambda: (lambda node: node and node.name != first)(desk.find('list item', 'Answer 1:')), 'other answers')
        desk.press('Escape')
        desk.wait_for('list item', first)
        desk.wait_focus('Message')
        desk.press('ctrl+shift+l')
        desk.type('E-5001')
        desk.wait_says('for “E-5001”')
        desk.wait_for('list item', 'Answer 1:')
        desk.press('Return')
        desk.wait_focus('Answer 1:')
        desk.press('Return')
        liu.hears('E-5001')
        desk.wait_for('push button', 'Sent')


def a_pinned_answer_stays_when_the_customer_writes_again():
    with at_work() as (liu, desk):
        title = desk.find('list item', 'Answer 1:').name.split(': ', 1)[1].rsplit(',', 1)[0]
        desk.press('ctrl+shift+p')
        wait_until(lambda: pressed(desk, PIN), 'the answer is pinned')
        assert desk.find('list', 'Pinned') is None, 'it is shown once'
        liu.says('采购入库单审核不了，提示期间已关闭')
        desk.wait_says('for “采购入库单')
        desk.wait_for('list item', f'Answer: {title}')
        wait_until(lambda: (lambda node: node and title not in node.name)(desk.find('list item', 'Answer 1:')), 'answers to what he wrote last')
        desk.click('push button', f'Send “{title}”')
        liu.hears('E-3107')
        desk.wait_says('Answer 1:')
        desk.wait_sent('E-3107')
        desk.press('ctrl+shift+w')
        desk.wait_gone('list item', f'Answer: {title}')


def answers_for_what_is_being_written_appear():
    with at_work() as (liu, desk):
        write(desk, 'This is E-6003: ')
        desk.wait_for('list', 'For what you are writing')

        def is_there():
            """The first answer for the draft, whichever that is at the moment: the list may be filled anew."""
            row = desk.find('list item', 'Answer: ')
            title = row.name.split(': ', 1)[1].rsplit(',', 1)[0] if row else None
            button = row and desk.find('push button', f'Edit “{title}” first')
            if len(desk.focused().text) <= 40 and button and button.act():
                with contextlib.suppress(AssertionError):  # it was taken away under the click
                    wait_until(lambda: len(desk.focused().text) > 40, 'it stands in the text field', 5)
            return len(desk.focused().text) > 40
        wait_until(is_there, lambda: f'an answer stands in the text field; there is:\n{desk.described()}')
        desk.press('ctrl+a', 'BackSpace')
        desk.wait_gone('list', 'For what you are writing')


def a_past_contact_that_asked_the_same_is_shown_and_opened():
    with at_work():
        pass
    with at_work() as (_, desk):
        desk.wait_for('list', 'Asked before')
        desk.press('ctrl+shift+l')
        wait_until(lambda: (lambda node: node and node.role == 'list item' and '天成' in node.name and QUESTION[:8] in node.name)(desk.focused()) or
                   desk.press('Tab'), 'a past contact has the keyboard')
        desk.press('Return')
        desk.wait_gone('list', 'Asked before')
        desk.wait_gone('entry', 'Search for answers')


def all_of_an_answer_can_be_read_and_copied():
    with at_work() as (_, desk):
        desk.press('ctrl+shift+l', 'Return')
        desk.wait_focus('Answer 1:')
        desk.press('space')
        wait_until(lambda: (lambda node: node and node.role == 'label' and 'E-3107' in node.name + node.text)(desk.focused()) or
                   desk.press('Tab'), 'the answer has the keyboard')
        desk.press('ctrl+a', 'ctrl+c', 'ctrl+l')
        desk.wait_focus('Message')
        desk.press('ctrl+v')
        wait_until(lambda: 'E-3107' in desk.focused().text, 'the answer is pasted')


def answers_are_here_before_the_customer_is_chosen():
    with OnlyAhead(SCENE.daemon) as net, at_work(net.url) as (_, desk):
        def counted():
            return SCENE.daemon.query('SELECT 1 FROM asked WHERE contact_id = (SELECT max(contact_id) FROM message)')

        def comes(customer, words):
            net.is_strict, ahead = True, net.ahead
            customer.says(words)
            wait_until(lambda: net.ahead > ahead, 'his answers are asked ahead')
            refused = net.refused
            desk.press('ctrl+j')
            desk.wait_says(f'for “{words[:6]}')
            answer = desk.wait_for('list item', 'Answer 1:').name
            wait_until(lambda: net.refused > refused, 'they are asked for in earnest, in vain')
            assert desk.wait_for('list item', 'Answer 1:').name == answer, 'they stay'
            assert net.ahead == ahead + 1, 'a question is asked ahead once'
            net.is_strict = False
            return answer
        wang = SCENE.stranger(name='王强')
        first = comes(wang, '库存盘点后数量对不上怎么办')
        assert not counted(), 'what nobody could be told of does not count as shown'
        desk.press('ctrl+j')
        desk.wait_says(f'for “{QUESTION[:6]}')
        assert comes(wang, '采购入库单审核不了，提示期间已关闭') != first, 'they answer the newest question'
        desk.press('ctrl+j')
        desk.wait_says(f'for “{QUESTION[:6]}')
        desk.press('ctrl+j')
        wait_until(counted, 'what is shown and asked for in earnest counts')


def why_an_answer_was_found_is_told_by_key_and_by_click():
    with at_work() as (_, desk):
        desk.wait_says('for this version')
        desk.press('ctrl+shift+h')
        desk.wait_for('list', 'Reasons')
        wait_until(lambda: (lambda node: node and node.role == 'list item' and '%' in node.name)(desk.focused()), 'a reason has the keyboard')
        assert desk.says('“E-3107”'), desk.described()
        desk.press('Escape')
        desk.wait_gone('list', 'Reasons')
        desk.wait_focus('Message')
        desk.click('push button', 'Why this answer?')
        desk.wait_for('list', 'Reasons')
        desk.press('Escape')
        desk.wait_gone('list', 'Reasons')
        look_up(desk, 'E-6003')
        desk.press('ctrl+shift+h')
        desk.wait_says('“E-6003”')
        desk.press('Escape')
        desk.wait_focus('Search for answers')


def look_up(desk, words):
    """And waits for its answers: those from before stand there until they come."""
    before = desk.wait_for('list item', 'Answer 1:').name
    desk.press('ctrl+shift+l')
    desk.wait_focus('Search for answers')
    desk.press('ctrl+a')
    desk.type(words)
    desk.wait_says(f'for “{words}”')
    wait_until(lambda: (lambda node: node and node.name != before)(desk.find('list item', 'Answer 1:')), f'answers for {words}')


def three_answers_are_pinned_at_most_and_none_after_a_restart():
    with at_work() as (_, desk):
        desk.press('ctrl+shift+p')
        wait_until(lambda: pressed(desk, PIN), 'the answer is pinned')
        pinned = desk.find('list item', 'Answer 1:').name.split(': ', 1)[1].rsplit(',', 1)[0]
        for words in ('E-6003', 'E-5001'):
            look_up(desk, words)
            desk.press('ctrl+shift+p')
            wait_until(lambda: pressed(desk, PIN), f'{words} is pinned')
        look_up(desk, 'backup')
        with desk.reading_news():
            desk.press('ctrl+shift+p')
            desk.wait_says('There are 3 pinned answers already')
        assert not pressed(desk, PIN), 'no fourth one'
        desk.press('Escape')
        desk.wait_for('list item', f'Answer 1: {pinned}')
        desk.press('ctrl+shift+p')
        wait_until(lambda: not pressed(desk, PIN), 'one is let go')
        look_up(desk, 'backup')
        desk.press('ctrl+shift+p')
        wait_until(lambda: pressed(desk, PIN), 'there is room for another one')
        desk.press('Escape')
        desk.wait_for('list item', f'Answer 1: {pinned}')
        desk.wait_for('list', 'Pinned')
    with Desk(server=SCENE.daemon.url) as desk:
        desk.sign_in('lin', PASSWORD)
        desk.wait_says(QUESTION[:12])
        desk.press('ctrl+j')
        desk.wait_for('list item', f'Answer 1: {pinned}')
        assert desk.find('list', 'Pinned') is None, 'nothing of a customer stays on this machine'


def an_answer_held_back_by_a_note_can_be_sent_after_it():
    with at_work() as (liu, desk):
        desk.press('ctrl+m')
        desk.wait_focus('Internal note')
        with desk.reading_news():
            desk.press('ctrl+1')
            desk.wait_says('You are writing an internal note')
        assert desk.find('push button', 'Sent') is None, 'nothing was sent'
        desk.press('ctrl+m')
        desk.wait_focus('Message')
        desk.press('ctrl+1')
        liu.hears('E-3107')
        desk.wait_for('push button', 'Sent')


if __name__ == '__main__':
    with SCENE:
        run([a_thumb_is_kept_by_key_and_by_click_and_shown_again, a_pinned_answer_stays_when_the_customer_writes_again, answers_for_what_is_being_written_appear,
             a_past_contact_that_asked_the_same_is_shown_and_opened, all_of_an_answer_can_be_read_and_copied,
             answers_are_here_before_the_customer_is_chosen, why_an_answer_was_found_is_told_by_key_and_by_click,
             three_answers_are_pinned_at_most_and_none_after_a_restart, an_answer_held_back_by_a_note_can_be_sent_after_it,
             what_is_looked_up_is_found_and_sent])  # last: it teaches that another answer fits
