# SPDX-License-Identifier: GPL-3.0-or-later
"""Each key of the sheet, pressed as the sheet writes it where it must do something: a key that is new there, and is
pressed nowhere here, fails."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from beside import Beside, wait_closed  # noqa: E402
from desk import Desk, run, wait_until  # noqa: E402
from lookback import ASKED, GAP, ask_around  # noqa: E402
from scene import PASSWORD, Scene  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402
from walks import Guide  # noqa: E402

SIGNS = {',': 'comma', '.': 'period', '?': 'question', '/': 'slash'}
MAIN = 'Zuoxi'
STRAWS = 40


class Keys:
    """What the sheet of a desk says, and what of it has been pressed."""

    def __init__(self, desk):
        self.desk, self.pressed = desk, set()
        desk.press('ctrl+question')
        desk.wait_for('list item', 'Keyboard shortcuts: ')
        rows = [node.name for node in desk.tree() if node.role == 'list item' and ': ' in node.name]
        self.keys = {title: key for title, key in (row.rsplit(': ', 1) for row in rows)}
        assert len(self.keys) > 30, self.keys
        self.pressed.add('Keyboard shortcuts')
        sheet = Beside(desk, 'Keyboard shortcuts')
        sheet.take_keyboard()
        sheet.press('Escape')
        wait_closed(desk, 'Keyboard shortcuts')
        desk.run('windowfocus', desk.window)

    def press(self, title, number='1'):
        """The key of that title, of several the one with this number; gives how the sheet writes it."""
        first, _, last = self.keys[title].partition(' … ')
        words = first.split('+')
        if last:
            words[-1] = number
        self.desk.press('+'.join(SIGNS.get(word, word) if len(word) > 1 or word in SIGNS else word.lower() for word in words))
        self.pressed.add(title)

    def not_pressed(self):
        return set(self.keys) - self.pressed


def opens(desk, keys, title, what):
    """The key opens another window, which then is closed again."""
    before = len([node for node in desk.tree() if node.depth == 1])
    keys.press(title)
    wait_until(lambda: len([node for node in desk.tree() if node.depth == 1]) > before, f'{title} opens a window')
    if what:
        desk.wait_says(what)
    Guide(desk, None, '').leave()


def of_my_state(desk, keys, scene):
    Agent(scene.daemon.port, 'admin', PASSWORD).put('/me/presence', {'presence': 'break', 'reason': 'meal'})
    desk.wait_for('push button', 'Break: Meal')
    keys.press("I'm back: I can take chats again")
    desk.wait_for('push button', ', Ready')


def of_the_window(desk, keys):
    keys.press('Show a page', '2')
    desk.wait_focus('Search for customers')
    keys.press('Show a page', '1')
    desk.wait_focus('Message')
    keys.press('Search or do something')
    desk.wait_focus('Search or do something')
    desk.press('Escape')
    desk.wait_focus('Message')
    keys.press('Change your state')
    desk.wait_for(None, 'Meal')
    desk.press('Escape')
    desk.wait_gone(None, 'Meal')
    keys.press('Show or hide customer and assistant')
    desk.wait_gone('push button', 'Fold Customer')
    keys.press('Show or hide customer and assistant')
    desk.wait_for('push button', 'Fold Customer')
    opens(desk, keys, 'Preferences', 'Light or dark')
    keys.press('Main menu')
    desk.wait_for('menu item', 'Quit')
    desk.press('Escape')
    desk.wait_gone('menu item', 'Quit')


def of_who_is_unknown(desk, keys, scene):
    """Two who say who they are, and one who does not."""
    scene.stranger(name='马丽', company='鼎盛建材', phone='021-5550 2000').says('Who am I?')
    desk.wait_says('Who am I?')
    keys.press('Next customer who waits')
    desk.wait_focus('Message')
    keys.press('Take the chat from the queue')
    desk.wait_gone('push button', 'Take this chat')
    desk.wait_for('list item', '鼎盛建材')
    keys.press('Search for who the visitor is')
    desk.wait_focus('Search for the customer')
    Guide(desk, None, '').leave()
    desk.press('ctrl+l')
    desk.wait_focus('Message')
    keys.press('Say that the visitor is one of those proposed')
    desk.wait_says('Confirmed by')
    scene.stranger().says('I say nothing')
    desk.wait_says('I say nothing')
    desk.press('ctrl+j', 'ctrl+Return')
    desk.wait_gone('push button', 'Take this chat')
    opens(desk, keys, 'Create a customer from the visitor', 'The visitor has not said who he is')


def of_one_answer(desk, keys):
    """What is said of it, that it is kept in sight, and what is looked up."""
    for title, button in (('The answer fits the question', 'This answer fits the question'),
                          ('The answer does not fit the question', 'This answer does not fit the question'),
                          ('Pin the answer, or let it go', 'Keep this answer in sight')):
        keys.press(title)
        wait_until(lambda button=button: (lambda node: node and (node.has('PRESSED') or node.has('CHECKED')))(desk.find('push button', button)), button)
    desk.press('ctrl+shift+x')
    keys.press('Why this answer?')
    desk.wait_for('list', 'Reasons')
    desk.press('Escape')
    desk.wait_gone('list', 'Reasons')
    keys.press('Search for answers')
    desk.wait_focus('Search for answers')
    desk.press('Escape')
    desk.wait_focus('Message')


def of_the_answers(desk, keys, scene):
    for title in ('Send a suggested answer', 'Edit a suggested answer first', 'Send the answer that has the keyboard'):
        liu = scene.customer('liuyang@tiancheng', '刘洋', '天成软件有限公司', product='天枢 ERP', version='8.2.1')
        liu.says(f'月结之后开票点提交就报错 E-3107，{title}')
        desk.wait_says(title)
        desk.press('ctrl+j')
        desk.wait_for('list item', 'Answer 1:')
        if title.startswith('Send a'):
            of_one_answer(desk, keys)
        if title.startswith('Send the answer'):
            wait_until(lambda: (lambda node: node and 'Answer 1:' in node.name)(desk.focused()) or desk.press('Tab'), 'the answer has the keyboard')
        keys.press(title)
        if title.startswith('Edit'):
            wait_until(lambda: (lambda node: node and 'E-3107' in node.text)(desk.focused()), 'the answer stands in the text field')
            desk.press('Return')
        liu.hears('E-3107')
        desk.wait_sent('E-3107')
        desk.press('ctrl+l')
        desk.wait_focus('Message')
        keys.press('End the chat') if title.startswith('Edit') else desk.press('ctrl+shift+w')
        desk.wait_focus('Summary of the chat')
        desk.press('Return')
        desk.wait_gone(None, 'What was it about?')


def of_writing(desk, keys, paul):
    desk.press('ctrl+l')
    desk.wait_focus('Message')
    desk.type('one')
    keys.press('New line')
    desk.type('two')
    keys.press('Send')
    paul.hears('one\ntwo')
    keys.press('Internal note, or back to the reply')
    desk.wait_focus('Internal note')
    keys.press('Internal note, or back to the reply')
    desk.wait_focus('Message')
    keys.press('From the text field to the list of chats')
    wait_until(lambda: (lambda node: node and node.role == 'list item')(desk.focused()), 'the list has the keyboard')
    keys.press('Go to the text field')
    desk.wait_focus('Message')
    keys.press('Quick replies, at the start of a line')
    desk.wait_for('list', 'Quick replies')
    desk.press('Escape', 'BackSpace')
    keys.press('Emoji')
    wait_until(lambda: (lambda node: node and 'Message' not in node.name)(desk.focused()), 'the emoji have the keyboard')
    desk.press('Escape')
    desk.wait_focus('Message')
    opens(desk, keys, 'Attach files', None)


def of_the_conversation(desk, keys, scene):
    keys.press('Find in the conversation')
    desk.wait_focus('Find in this conversation')
    desk.press('Escape')
    desk.wait_focus('Message')
    lin, contact = Agent(scene.daemon.port, 'lin', PASSWORD), the_contact(scene, 'Paul Meyer')
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    admin.post(f'/contacts/{contact}/guests', {'request': new_uuid(), 'agent_id': lin.id})
    desk.press('alt+2')
    desk.wait_focus('Search for customers')
    for number in range(STRAWS):
        lin.write(contact, f'straw {number}', 0, internal=True)
    desk.press('alt+1')
    desk.wait_focus('Message')
    keys.press('To the first new message')
    desk.wait_for('list item', ': straw 0.')
    keys.press('To the newest message')
    desk.wait_for('list item', f': straw {STRAWS - 1}')
    keys.press('Invite a colleague')
    desk.wait_focus('Search for a colleague')
    Guide(desk, None, '').leave()
    opens(desk, keys, 'Save the conversation as text', None)
    keys.press('Open in a window of its own, or bring it back')
    own = Beside(desk, 'Paul Meyer')
    own.take_keyboard()
    own.wait_focus('Message')
    keys.press('Close a window of its own')
    wait_closed(desk, 'Paul Meyer')
    desk.run('windowfocus', desk.window)


def the_contact(scene, name):
    contacts = Agent(scene.daemon.port, 'admin', PASSWORD).all('/contacts?state=open')[0]
    return next(contact['id'] for contact in contacts if contact['name'] == name)


def of_colleagues(desk, keys, scene):
    scene.customer('sunxm@siji', '孙晓梅', '四季酒店').says('夜审报表缺一天')
    desk.wait_says('夜审报表缺一天')
    desk.press('ctrl+j')
    desk.wait_focus('Message')
    keys.press('Why a chat still waits')
    desk.wait_for('list', 'Reasons')
    desk.press('Escape')
    desk.wait_focus('Message')
    opens(desk, keys, 'Assign a chat to an agent', 'Who shall have the chat?')
    Agent(scene.daemon.port, 'lin', PASSWORD).accept(the_contact(scene, '孙晓梅'))
    desk.wait_gone('push button', 'Take this chat')
    keys.press("Take over a colleague's chat")
    desk.wait_says('took over from 林晓')
    desk.wait_for('list item', 'Waiting for me 1')
    opens(desk, keys, 'Transfer the chat', 'Who shall have the chat?')
    desk.press('ctrl+l')
    desk.wait_focus('Message')
    desk.type('I see')
    desk.press('Return')
    desk.wait_for('list item', 'Waiting for me 0')
    desk.press('ctrl+shift+w')
    desk.wait_says('What was it about?')
    scene.customer('hezq@dingsheng', '何志强', '鼎盛建材').says('表头错位')
    desk.wait_for('list item', 'Queue 1')
    keys.press('Take the next chat from the queue')
    desk.wait_for('list item', 'Queue 0')
    desk.wait_focus('Message')
    Agent(scene.daemon.port, 'admin', PASSWORD).close_contact(the_contact(scene, '何志强'))
    desk.wait_for('list item', 'Waiting for me 0')
    desk.press('alt+2')
    desk.wait_says('Not wrapped up: 孙晓梅')
    keys.press('Go to what is not finished')
    desk.wait_says('What was it about?')


def of_the_customers(desk, keys):
    desk.press('alt+2')
    keys.press('Search for customers')
    desk.wait_focus('Search for customers')
    desk.type('tc')
    desk.wait_says('Found')
    keys.press('From the search to the list')
    wait_until(lambda: (lambda node: node and node.role == 'list item' and '天成' in node.name)(desk.focused()), 'the list has the keyboard')
    desk.press('Return')
    desk.wait_focus('Edit the customer')
    wait_until(lambda: (lambda node: node and node.role == 'list item' and node.name.startswith('刘洋'))(desk.focused()) or desk.press('Tab'),
               'a part of the customer has the keyboard')
    keys.press('Edit the part of the customer that has the focus')
    desk.wait_focus('Name')
    desk.press('Escape')
    keys.press('Edit the customer')
    desk.wait_focus('Customer')
    desk.press('Escape')
    desk.wait_for('push button', 'Edit the customer')
    opens(desk, keys, 'Merge with another customer', None)
    opens(desk, keys, 'New customer', None)


def of_the_lookback(desk, keys, scene):
    """The questions without an answer, and what became of the answers."""
    ask_around(scene, ASKED[:1])
    desk.press('alt+3')
    keys.press('Gaps: look again')
    desk.wait_says(GAP[-1])
    opens(desk, keys, 'Gaps: save as a table', None)
    with desk.reading_news():
        keys.press('Gaps: copy the questions')
        desk.wait_says('The questions are copied')
    desk.press('alt+4')
    desk.wait_says('As of')
    keys.press('Answers: look again')
    desk.click('push button', 'Questions, In total')
    desk.wait_for('list item', GAP[0])
    keys.press('Answers: back to the figures')
    desk.wait_focus('Questions, In total')


def of_the_offers(desk, keys, scene):
    """Two customers are offered at once; one is declined, one accepted."""
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    scene.daemon.verb('user', 'set', 'admin', '--at-once', 'web=30')
    group = admin.post('/groups', {'request': new_uuid(), 'name': 'Line', 'members': [admin.id]})
    admin.post('/queues', {'request': new_uuid(), 'name': 'Routed', 'groups': [group['id']], 'method': 'least_loaded', 'offer_s': 600, 'wrap_up_s': 600,
                           'channels': [channel['id'] for channel in admin.get('/channels')['items']]})
    asking = [scene.stranger() for _ in range(2)]
    for number, customer in enumerate(asking):
        customer.says(f'Take me {number}')
        desk.wait_for('alert', f'Take me {number}')
    keys.press('To what is offered, then to the next offer')
    desk.wait_focus('Accept the offer')
    desk.press('F4')  # the one before
    desk.wait_for('alert', 'Take me 0')
    keys.press('Decline the offer that has the keyboard')
    desk.wait_for('alert', 'Take me 1')
    desk.press('F4')
    desk.wait_focus('Accept the offer')
    # Once more where the offer has come to the front at this very moment: that answers nothing.
    wait_until(lambda: not desk.find('alert', 'Take me 1') or
               'Accept the offer' in desk.focused().name and keys.press('Accept the offer that has the keyboard'), 'it is accepted')
    desk.wait_focus('Message')
    desk.type('Yes')
    desk.press('Return')
    asking[1].hears('Yes')
    desk.wait_sent('Yes')
    desk.press('ctrl+shift+w')
    desk.wait_for('push button', 'More Time')
    keys.press('More time to wrap up')
    desk.wait_gone('push button', 'More Time')


def of_the_settings(desk, keys, scene):
    desk.press('alt+5')
    desk.wait_focus('Staff')
    desk.press('Home', 'Down')
    desk.wait_focus('Groups')
    keys.press('Settings: begin a new one')
    desk.wait_focus('Group name')
    desk.type('Night shift')
    keys.press('Settings: save')
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    wait_until(lambda: any(group['name'] == 'Night shift' for group in admin.get('/groups')['items']), 'the group is saved')


def each_key_of_the_sheet_does_what_it_says():
    with Scene() as scene, Desk(server=scene.daemon.url, login='admin') as desk:
        Guide(desk, None, '').sign_in('admin', PASSWORD)
        keys = Keys(desk)
        of_the_answers(desk, keys, scene)
        paul = scene.customer('paul@meyer', 'Paul Meyer', 'Meyer GmbH', lang='en')
        paul.says('Hello')
        desk.wait_says('Hello')
        desk.press('ctrl+j', 'ctrl+Return')
        desk.wait_gone('push button', 'Take this chat')
        of_the_window(desk, keys)
        of_my_state(desk, keys, scene)
        of_writing(desk, keys, paul)
        of_the_conversation(desk, keys, scene)
        of_colleagues(desk, keys, scene)
        of_the_customers(desk, keys)
        desk.press('alt+1')
        of_who_is_unknown(desk, keys, scene)
        of_the_lookback(desk, keys, scene)
        of_the_settings(desk, keys, scene)
        of_the_offers(desk, keys, scene)
        keys.press('Quit')
        assert desk.process.wait(60) == 0, desk.log
        desk.process = None
        assert not keys.not_pressed(), keys.not_pressed()


if __name__ == '__main__':
    run([each_key_of_the_sheet_does_what_it_says])
