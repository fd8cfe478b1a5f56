#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One morning at a centre whose queue gives the work out: two agents and a lead at real workstations, three customers in real
browsers. What is offered is taken, declined and missed; what is passed on goes from hand to hand, and the customer sees one
conversation; at the end the daemon's books say the same."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from browser import Fresh  # noqa: E402
from customer import Site  # noqa: E402
from daemon import PASSWORD  # noqa: E402
from desk import Session, wait_until  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402
from together import Visitor, Window  # noqa: E402


class Queue:
    """What an administrator has set up: agents take from it by hand at first; who declines says why."""

    def __init__(self, daemon, *logins):
        self.daemon, self.adm = daemon, Agent(daemon.port, 'adm')
        members = [agent['id'] for agent in self.adm.get('/agents')['items'] if agent['login'] in logins]
        group = self.adm.post('/groups', {'request': new_uuid(), 'name': 'First line', 'members': members})
        self.id = self.adm.post('/queues', {
            'request': new_uuid(), 'name': 'Web', 'groups': [group['id']], 'channels': [c['id'] for c in self.adm.get('/channels')['items']],
            'offer_s': 600, 'decline': 'with_reason', 'opening': '您好，马上就来'})['id']

    def set(self, **members):
        rev = next(queue['rev'] for queue in self.adm.get('/queues')['items'] if queue['id'] == self.id)
        status, _, answer = self.adm.http.ask('PATCH', f'/api/v1/queues/{self.id}', members, {**self.adm.headers(), 'If-Match': f'"{rev}"'})
        assert status == 200, answer


def offered(window, *words):
    """Waits for the card with all these words."""
    def look():
        return window.alive() and next((node for node in window.tree() if node.role == 'alert' and all(word in node.name for word in words)), None)
    return wait_until(look, lambda: f'{window.agent} is offered {words}; there is\n{window.described()}')


def accept(window, *words, raised=True):
    offered(window, *words)
    window.take(raised)
    window.press('F4')
    window.wait_focus('Accept the offer')
    window.press('Return')
    window.wait_focus('Message')


def talk(window, visitor, text):
    """The agent who has him writes, and the customer sees who it is."""
    window.write(text)
    visitor.hears(text, window.agent)
    visitor.shows(f"document.querySelector('#title').innerText === '{window.agent}'")


def give(window, name, note, by='Return'):
    """Asks for the one of that name in the dialog of F9 or Ctrl+F9, which has the keyboard."""
    window.wait_focus('Who shall have the chat?')
    window.wait_for('list item', f'{name}, Online')
    window.type(name.lower())
    window.press('Return')
    window.wait_focus('Note to the colleague')
    window.type(note)
    window.press(by)
    window.wait_gone(None, 'Who shall have the chat?')
    window.take()


def who_waits_is_taken_by_hand(window, visitor):
    visitor.say('有人在吗')
    visitor.shows("document.querySelector('.queue .opening')?.innerText === '您好，马上就来'")
    window.wait_for('list item', 'Queue 1')
    window.take()
    window.press('ctrl+shift+Return')
    window.wait_focus('Message')
    talk(window, visitor, 'Good morning')


def one_declines_and_the_next_accepts(first, second, visitor):
    visitor.say('发票打不出来')
    offered(first, visitor.name, '发票打不出来', 'it is your turn')
    first.take()
    first.press('F4')
    first.wait_focus('Accept the offer')
    first.press('Escape')
    first.wait_focus('I have enough to do')
    first.press('Return')
    first.wait_gone('alert', visitor.name)
    accept(second, visitor.name)
    talk(second, visitor, 'Which version is it?')


def one_misses_and_the_next_accepts(queue, first, second, visitor):
    visitor.say('软件打不开')
    offered(first, visitor.name)
    queue.daemon.write(f'UPDATE offer SET deadline_ms = {int(time.time() * 1000) + 500} WHERE ended_at_ms IS NULL')
    queue.set(name='Website')  # so that the daemon looks
    accept(second, visitor.name, '1 colleague did not take it')
    talk(second, visitor, 'Since when?')
    first.wait_gone('alert', visitor.name)
    first.wait_says('You missed a chat.')
    first.take()
    first.press('shift+F2')
    first.wait_gone(None, 'You missed a chat.')


def a_chat_is_passed_on_and_stays_one_conversation(former, next_, visitor):
    former.go_to(visitor.name)
    former.press('F9')
    give(former, next_.agent, 'Knows this printer')
    former.wait_says(f'Offered to {next_.agent}: ')
    offered(next_, visitor.name, f'Transfer from {former.agent}')
    next_.wait_says('Knows this printer')
    former.take()
    with former.reading_news():  # the other one works beside it, or behind
        accept(next_, visitor.name, raised=False)
        former.wait_says(f'{next_.agent} has the chat with {visitor.name}')
    talk(next_, visitor, 'I go on from here')
    visitor.hears('Good morning', former.agent)  # what was said before stands there still
    assert 'Knows' not in visitor.frame.evaluate('document.documentElement.innerHTML')


def a_lead_is_asked_first_and_gets_the_chat(window, lead, visitor):
    window.go_to(visitor.name)
    window.press('F9')
    give(window, lead.agent, 'Have you seen this?', 'alt+c')
    window.wait_says(f'{lead.agent} is asked to join: ')
    with window.reading_news():
        accept(lead, visitor.name, f'{window.agent} asks for your advice', raised=False)
        window.wait_says(f'{lead.agent} has joined the chat with {visitor.name}')
    visitor.shows(f"document.querySelector('#title').innerText === '{window.agent}'")
    window.take()
    with window.reading_news():
        window.click('push button', f'Hand over to {lead.agent}')
        window.wait_says(f'{lead.agent} has the chat with {visitor.name}')
    lead.go_to(visitor.name)
    talk(lead, visitor, 'I have seen it')


def a_lead_assigns(lead, owner, other, visitor):
    lead.open(visitor.name)
    lead.press('ctrl+F9')
    give(lead, other.agent, 'You speak her language', 'ctrl+Return')
    lead.wait_says(f'Assigned to {other.agent}, not accepted yet: ')
    accept(other, visitor.name, f'{lead.agent} gives you this customer')
    talk(other, visitor, 'Hello again')
    owner.take()
    owner.wait_for('list item', 'Mine 0')


def the_books_say_so(daemon):
    offers = daemon.query('SELECT c.name, o.kind, a.login, o.outcome, coalesce (o.reason, o.note) FROM offer o JOIN contact c ON '
                          'c.id = o.contact_id JOIN agent a ON a.id = o.agent_id ORDER BY o.id')
    assert offers == [('Liming', 'new', 'bo', 'declined', 'busy'), ('Liming', 'new', 'ann', 'accepted', None),
                      ('Wang', 'new', 'bo', 'timeout', None), ('Wang', 'new', 'ann', 'accepted', None),
                      ('Zhang', 'transfer', 'bo', 'accepted', 'Knows this printer'),
                      ('Liming', 'consult', 'lea', 'accepted', 'Have you seen this?'), ('Liming', 'transfer', 'lea', 'accepted', None),
                      ('Wang', 'assign', 'bo', 'accepted', 'You speak her language')], offers
    legs = daemon.query('SELECT c.name, a.login, l.came_by, l.went_by FROM leg l JOIN contact c ON c.id = l.contact_id '
                        'JOIN agent a ON a.id = l.agent_id ORDER BY c.name, l.id')
    assert legs == [('Liming', 'ann', 'offer', 'transfer'), ('Liming', 'lea', 'consult', None),
                    ('Wang', 'ann', 'offer', 'transfer'), ('Wang', 'bo', 'assign', None),
                    ('Zhang', 'ann', 'pull', 'transfer'), ('Zhang', 'bo', 'transfer', None)], legs


@rule()
def what_is_offered_goes_from_hand_to_hand_and_the_books_say_so(daemon):
    daemon.verb('user', 'add', 'bo', '--name', 'Bo', '--org', 'hq', '--password-stdin', stdin=PASSWORD + '\n')
    with Site(daemon) as site, Window(daemon, 'ann', 'Ann') as ann, Window(daemon, 'bo', 'Bo') as bo, \
            Window(daemon, 'lea', 'Lea') as lea, Fresh() as one, Fresh() as two, Fresh() as three:
        queue = Queue(daemon, 'ann', 'bo')
        for window in (ann, bo, lea):
            window.take()
            window.sign_in(window.login, PASSWORD)
            window.wait_for('list item', 'Queue 0')
        zhang, liming, wang = (Visitor(site, browser, name) for browser, name in ((one, 'Zhang'), (two, 'Liming'), (three, 'Wang')))
        who_waits_is_taken_by_hand(ann, zhang)
        queue.set(method='round_robin')
        one_declines_and_the_next_accepts(bo, ann, liming)
        one_misses_and_the_next_accepts(queue, bo, ann, wang)
        a_chat_is_passed_on_and_stays_one_conversation(ann, bo, zhang)
        a_lead_is_asked_first_and_gets_the_chat(ann, lea, liming)
        a_lead_assigns(lea, ann, bo, wang)
        the_books_say_so(daemon)


if __name__ == '__main__':
    try:
        run()
    finally:
        if Session.current is not None:
            Session.current.close()
