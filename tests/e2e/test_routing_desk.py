#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One morning at a centre whose queue gives the work out: two agents and a lead at real workstations, three customers in real
browsers. What is offered is taken, declined and missed; what is passed on goes from hand to hand, and the customer sees one
conversation; at the end the daemon's books say the same."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from browser import Fresh  # noqa: E402
from customer import Site  # noqa: E402
from daemon import PASSWORD  # noqa: E402
from desk import Session, wait_until  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402
from together import Visitor, Window  # noqa: E402

LONG_S, SHORT_S = 600, 5  # an offer that waits for the test, and one that does not


class Queue:
    """What an administrator has set up: whose turn it is decides, and who declines says why."""

    def __init__(self, daemon, *logins):
        self.daemon, self.adm = daemon, Agent(daemon.port, 'adm')
        members = [agent['id'] for agent in self.adm.get('/agents')['items'] if agent['login'] in logins]
        group = self.adm.post('/groups', {'request': new_uuid(), 'name': 'First line', 'members': members})
        self.id = self.adm.post('/queues', {
            'request': new_uuid(), 'name': 'Web', 'groups': [group['id']], 'channels': [c['id'] for c in self.adm.get('/channels')['items']],
            'method': 'round_robin', 'offer_s': LONG_S, 'decline': 'with_reason', 'opening': '您好，马上就来'})['id']

    def set(self, **members):
        rev = next(queue['rev'] for queue in self.adm.get('/queues')['items'] if queue['id'] == self.id)
        status, _, answer = self.adm.http.ask('PATCH', f'/api/v1/queues/{self.id}', members, {**self.adm.headers(), 'If-Match': f'"{rev}"'})
        assert status == 200, answer


def offered(window, *words):
    """Waits for the card with all these words."""
    def look():
        return window.alive() and next((node for node in window.tree() if node.role == 'alert' and all(word in node.name for word in words)), None)
    return wait_until(look, lambda: f'{window.agent} is offered {words}; there is\n{window.described()}')


def accept(window, *words):
    offered(window, *words)
    window.take()
    window.press('F4')
    window.wait_focus('Accept the offer')
    window.press('Return')
    window.wait_focus('Message')


def talk(window, visitor, text):
    """The agent who has him writes, and the customer sees who it is."""
    window.write(text)
    visitor.hears(text, window.agent)
    visitor.shows(f"document.querySelector('#title').innerText === '{window.agent}'")


def one_declines_and_the_next_accepts(first, second, visitor):
    visitor.say('发票打不出来')
    offered(first, visitor.name, '发票打不出来', 'it is your turn')
    visitor.shows("document.querySelector('.queue .opening')?.innerText === '您好，马上就来'")
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
    queue.set(offer_s=SHORT_S)
    visitor.say('软件打不开')
    offered(first, visitor.name)
    queue.set(offer_s=LONG_S)
    first.wait_gone('alert', visitor.name)
    accept(second, visitor.name, '1 colleague did not take it')
    talk(second, visitor, 'Since when?')


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
        one_declines_and_the_next_accepts(ann, bo, zhang)
        one_misses_and_the_next_accepts(queue, ann, bo, liming)


if __name__ == '__main__':
    try:
        run()
    finally:
        if Session.current is not None:
            Session.current.close()
