#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight hours of an agent, over and over, as fast as they can be worked through: whether the window's memory stays
flat, and what a contact costs the processor.

A queue offers the contacts. Of twelve, an hour's worth, one is answered by one click, one declined with a reason, one
passed on to a colleague and back, one discussed with him, one extended in wrap-up, one looked up, one opened in a
window of its own; there is a break, a look at the day's figures, and every other hour an offer that runs out and a
network that is gone for a while. All that the agent does goes by key, no screen reader is there; colleagues and
customers are scripts. Whether each thing came about is told by the daemon.

Memory that grows by more than GROWTH_MB a shift fails it, a slow machine does not."""
import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../support'))

from chats import Lines, begin_afresh, watched_desk  # noqa: E402
from cut import Cut  # noqa: E402
from daemon import wait_until  # noqa: E402
from desk import Session  # noqa: E402
from eye import Eye, Hand  # noqa: E402
from figures import Table, load, memory_mb, processor, rest, slope, threads  # noqa: E402
from office import AGENT, PASSWORD, QUESTIONS, Office, person  # noqa: E402
from routed import offer_of, online  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402

CUSTOMERS = 320
AN_HOUR, A_SHIFT = 12, 96  # contacts
GROWTH_MB = 1  # a shift; ten times as many contacts would be 1,000, for which 10 MB are allowed
NARROW = {'Ctrl': 'Control_L', 'Shift': 'Shift_L', 'Alt': 'Alt_L'}
PATIENCE_S = 8  # then the keys are pressed again: the window may not have known yet what they are for
OFFER_S, SHORT_S, WRAP_UP_S = 60, 5, 60


class Desk:
    """The agent at his window."""

    def __init__(self, office, path):
        self.office = office
        self.eye, self.hand, self.lines = Eye(), Hand(), Lines(path)
        self.net = Cut(office.daemon).__enter__()
        self.desk = watched_desk(office, path, self.net.url)
        self.presses = self.again = 0

    def start(self):
        self.desk.start()
        self.desk.sign_in(AGENT, PASSWORD)
        self.desk.wait_says(person(0))
        begin_afresh(self.desk, self.eye, self.hand)
        self.rest()

    @property
    def pid(self):
        return self.desk.process.pid

    def press(self, *chords):
        """'Ctrl+Shift+w' and the like, one after the other, each taken in before the next."""
        for chord in chords:
            self.hand.press(*[NARROW.get(word, word) for word in chord.split('+')])
            self.desk.wait_taken_in()
            self.presses += 1

    def rest(self):
        rest(self.pid)

    def until(self, claim, what, *acts):
        """Acts until it has come about: chords, or functions. What is in the way is put away before the next time."""
        for turn in range(6):
            for act in acts:
                act() if callable(act) else self.press(act)
            try:
                return wait_until(claim, what, PATIENCE_S * (turn + 1))
            except AssertionError:
                self.again += 1
                print(f'  once more: {what}', flush=True)
                self.home()
                self.press('Escape')
                self.rest()
        raise AssertionError(f'never came about: {what}')

    def windows(self):
        return len(self.desk.run('search', '--onlyvisible', '--all', '--pid', str(self.pid), '--name', '.').split())

    def home(self):
        """The keyboard is the main window's."""
        self.hand.focus(int(self.desk.window))

    def close(self):
        self.desk.__exit__()
        self.eye.close()
        self.net.__exit__()


class Contact:
    """A customer who comes, and what becomes of him."""

    def __init__(self, day, number):
        self.day, self.desk, self.number = day, day.desk, number
        self.customer = day.office.comer(20 + number % (CUSTOMERS - 20))
        self.customer.says(QUESTIONS[number % len(QUESTIONS)])
        self.id = day.office.contact_of(20 + number % (CUSTOMERS - 20))

    def row(self):
        return self.day.admin.get(f'/contacts/{self.id}')

    def is_mine(self):
        row = self.row()
        return row['state'] == 'active' and row.get('agent_id') == self.day.lin.id

    def is_offered(self):
        return any(offer['contact_id'] == self.id for offer in self.day.lin.get('/offers')['items'])

    def accept(self):
        wait_until(self.is_offered, 'he is offered')
        self.desk.until(self.is_mine, 'he is accepted by key', self.desk.rest, 'F4', 'Return')
        self.desk.rest()

    def hears(self, word, *acts):
        """The agent's message is with the customer."""
        self.desk.until(lambda: word in self.day.last_words(self.id, 'agent'), f'{word!r} is sent', *acts)

    def reply(self, word):
        self.hears(word, 'Ctrl+l', *word, 'Return')

    def end(self, extended=False):
        self.desk.until(lambda: self.row()['state'] == 'wrap_up', 'the chat is ended', 'Alt+1', 'Ctrl+l', 'Ctrl+Shift+w', self.answer_question)
        self.desk.rest()
        if extended:
            self.desk.until(lambda: self.row().get('wrap_extended'), 'there is more time', 'Ctrl+Shift+e')
            self.desk.rest()
        self.desk.until(lambda: self.row()['state'] == 'closed', 'the chat is closed', 'Shift+Tab', 'space', self.desk.rest,
                        'Down', 'Return', self.desk.rest, 'Tab', 'd', 'Return')
        self.leave()

    def answer_question(self):
        """Whether he may go without his answer is asked when the window does not know yet that he has it."""
        self.desk.rest()
        if self.row()['state'] == 'active':
            self.desk.press('Return')

    def leave(self):
        self.customer.line.close()

    def done_by(self, colleague):
        """Somebody else takes him and is done with him."""
        colleague.accept(self.id)
        colleague.close_contact(self.id)
        self.leave()


class Day:
    def __init__(self, office, choice, desk):
        self.office, self.choice, self.desk = office, choice, desk
        self.table, self.number, self.samples, self.grows = Table(), 0, [], False
        self.lin, self.admin = office.agent, Agent(office.daemon.port, 'admin', PASSWORD)
        self.colleague = online(office.daemon, 'zhoukai', PASSWORD)
        office.daemon.verb('user', 'set', AGENT, '--at-once', 'web=9')
        group = self.admin.post('/groups', {'request': new_uuid(), 'name': '专线', 'members': [self.lin.id]})
        self.queue = self.admin.post('/queues', {
            'request': new_uuid(), 'name': '官网咨询', 'groups': [group['id']], 'method': 'least_loaded', 'decline': 'with_reason',
            'offer_s': OFFER_S, 'wrap_up_s': WRAP_UP_S, 'channels': [c['id'] for c in self.admin.get('/channels')['items']]})

    def last_words(self, contact, author):
        return [item['text'] for item in self.lin.get(f'/contacts/{contact}/messages?limit=3')['items'] if item['author'] == author]

    def presence(self):
        return next(agent for agent in self.admin.get('/agents')['items'] if agent['id'] == self.lin.id)

    def colleague_stays(self):
        """Anew: who says nothing for a minute is cut off."""
        self.colleague.socket.close()
        self.colleague.socket = self.colleague.stream()
        self.colleague.socket.receive()
        self.colleague.put('/me/presence', {'presence': 'online'})

    def comes(self):
        self.number += 1
        return Contact(self, self.number)

    # --- one contact each ---

    def plain(self):
        contact = self.comes()
        contact.accept()
        contact.reply('ok')
        contact.customer.says('好的，我试一下，谢谢。')
        contact.reply('so')
        contact.end()

    def answered_by_one_click(self):
        contact = self.comes()
        contact.accept()
        self.desk.until(lambda: self.last_words(contact.id, 'agent'), 'an answer of the knowledge base is sent', 'Ctrl+l', 'Ctrl+1')
        contact.end()

    def noted(self):
        contact = self.comes()
        contact.accept()
        self.desk.until(lambda: any(item.get('internal') for item in self.lin.get(f'/contacts/{contact.id}/messages?limit=3')['items']),
                        'a note is kept', 'Ctrl+l', 'Ctrl+m', 'h', 'm', 'Return', 'Ctrl+m')
        contact.reply('ok')
        contact.end()

    def declined(self):
        contact = self.comes()
        wait_until(contact.is_offered, 'he is offered')
        self.desk.until(lambda: not contact.is_offered(), 'he is declined with a reason', self.desk.rest, 'F4', 'Escape', self.desk.rest,
                        'Down', 'Return', self.desk.rest)
        contact.done_by(self.colleague)

    def run_out(self):
        self.tune(SHORT_S)
        contact = self.comes()
        wait_until(lambda: 'missed_at' in self.presence(), 'the offer runs out')
        contact.done_by(self.colleague)
        self.tune(OFFER_S)
        self.desk.until(lambda: 'missed_at' not in self.presence(), 'he is back by key', 'Shift+F2')

    def tune(self, offer_s):
        queue = next(queue for queue in self.admin.get('/queues')['items'] if queue['id'] == self.queue['id'])
        self.office.daemon.ask('PATCH', f'/api/v1/queues/{queue["id"]}', self.admin.token, {'offer_s': offer_s},
                               {'If-Match': f'"{queue["rev"]}"'}).expect(200)

    def to_colleague(self, contact, *keys):
        """By the dialog; the offer that is made."""
        def chosen():
            self.desk.press('F9')
            wait_until(lambda: self.desk.windows() > 1, 'the dialog is there')
            self.desk.rest()
            self.desk.desk.type('zhou')
            self.desk.rest()
            self.desk.press('Return', 'h', 'm', *keys)
            self.desk.rest()
            self.desk.home()
        self.desk.until(lambda: any(offer['contact_id'] == contact.id for offer in self.colleague.get('/offers')['items']),
                        'the colleague is asked', chosen)
        return offer_of(self.colleague)

    def passed_on_and_back(self):
        contact = self.comes()
        contact.accept()
        offer = self.to_colleague(contact, 'Return')
        self.colleague.post(f'/offers/{offer["id"]}/accept', {'request': new_uuid()})
        self.colleague.post(f'/contacts/{contact.id}/transfer', {'request': new_uuid(), 'agent_id': self.lin.id, 'note': '请继续'})
        contact.accept()
        contact.reply('ok')
        contact.end()

    def discussed(self):
        contact = self.comes()
        contact.accept()
        offer = self.to_colleague(contact, 'Alt+c')
        self.colleague.post(f'/offers/{offer["id"]}/accept', {'request': new_uuid()})
        newest = self.colleague.get(f'/contacts/{contact.id}/messages?limit=1')['items'][0]
        self.colleague.write(contact.id, '税号变更过，补丁已发', int(newest['id']), internal=True)
        contact.reply('ok')
        contact.end()

    def extended(self):
        contact = self.comes()
        contact.accept()
        contact.reply('ok')
        contact.end(extended=True)

    def looked_up(self):
        contact = self.comes()
        contact.accept()
        contact.reply('ok')
        self.desk.press('Ctrl+k')
        self.desk.desk.type(person(self.number % 300))
        rest(self.desk.pid, 0.6)  # it asks the daemon a moment after the last letter
        self.desk.until(lambda: self.desk.windows() == 1, 'the customer is chosen', 'Return', self.desk.rest)
        self.desk.home()
        for page in 'Alt+2', 'Ctrl+f', 'Alt+1':
            self.desk.press(page)
            self.desk.rest()
        contact.end()

    def in_its_own_window(self):
        contact = self.comes()
        contact.accept()
        contact.reply('ok')
        self.desk.until(lambda: self.desk.windows() == 2, 'it has its own window', 'Ctrl+Shift+n', self.desk.rest)
        self.desk.until(lambda: self.desk.windows() == 1, 'it is back', 'Ctrl+w', self.desk.rest, self.desk.home)
        self.desk.rest()
        self.desk.press('Ctrl+j')
        contact.end()

    def searched(self):
        contact = self.comes()
        contact.accept()
        contact.reply('ok')
        self.desk.press('Ctrl+f', 'o', 'k', 'Return', 'Escape')
        contact.end()

    # --- in between ---

    def day_is_looked_at(self):
        self.desk.press('F2')
        self.desk.rest()
        self.desk.press('Escape')
        self.desk.rest()

    def breaks(self):
        def has_break():
            return self.presence()['presence'] == 'break'
        self.desk.until(has_break, 'he has a break', 'F2', self.desk.rest, 'Down', 'Down', self.desk.rest, 'Return')
        self.desk.until(lambda: not has_break(), 'he is back', 'Shift+F2')

    def network_is_gone(self):
        contact = self.comes()
        contact.accept()
        self.desk.net.off()
        self.desk.rest()
        contact.customer.says('还在吗？')
        self.desk.press('Ctrl+l', 'o', 'n', 'Return')
        self.desk.rest()
        self.desk.net.on()
        wait_until(lambda: 'on' in self.last_words(contact.id, 'agent'), 'what was written without a network is sent')
        self.desk.rest()
        contact.end()

    def hour(self, number):
        self.colleague_stays()
        works = [self.plain, self.answered_by_one_click, self.noted, self.declined, self.passed_on_and_back, self.discussed, self.extended,
                 self.looked_up, self.in_its_own_window, self.searched, self.run_out if number % 2 else self.plain,
                 self.plain if number % 2 else self.network_is_gone]
        for work in works:
            began = time.monotonic()
            work()
            if self.choice.verbose:
                print(f'  {work.__name__}: {time.monotonic() - began:.1f} s', flush=True)
        self.day_is_looked_at()
        self.breaks()
        self.office.come_back()

    # --- figures ---

    def sample(self):
        """After some rest: what is written in memory, and what of it the program holds."""
        self.desk.rest()
        pss, own = memory_mb(self.desk.pid)
        counted = self.desk.lines.counts(self.desk.desk.process)
        held = self.desk.lines.held_mb()
        busy = sum(now[0] for now in threads(self.desk.pid).values())
        self.samples.append((self.number, own, held, pss, busy))
        print(f'  {self.number:4} contacts: own {own:.1f} MB, held {held:.2f} MB, PSS {pss:.1f} MB, widgets of ours '
              f'{sum(counted.values())}, {time.monotonic() - self.began:.0f} s, load {load():.1f}', flush=True)
        return counted

    def run(self):
        self.began, hour = time.monotonic(), 0
        first = self.sample()
        while time.monotonic() - self.began < self.choice.seconds and self.number < self.choice.contacts:
            self.hour(hour)
            hour += 1
            last = self.sample()
            first = last if hour == 2 else first
        self.tell(first, last)

    def tell(self, first, last):
        steady = self.samples[max(2, len(self.samples) // 3):]
        assert len(steady) > 2, 'too few contacts to say anything'
        numbers = [row[0] for row in steady]
        wide = f'over the last {numbers[-1] - numbers[0]} of {self.number} contacts; load {load():.1f}'
        for what, column, most in (('own memory', 1, GROWTH_MB), ('memory held (malloc)', 2, GROWTH_MB)):
            grows = slope(numbers, [row[column] for row in steady])
            self.table.add(f'{what}, growth an hour of {AN_HOUR} contacts', 1e3 * AN_HOUR * grows, 'kB', None, wide)
            self.table.add('… a shift of eight hours', A_SHIFT * grows, 'MB', most, f'{steady[0][column]:.1f} → {steady[-1][column]:.1f} MB')
            self.grows = self.grows or A_SHIFT * grows > most
        self.table.add('PSS at the end', steady[-1][3], 'MB', 120)
        busy = (self.samples[-1][4] - self.samples[0][4]) / (self.number - self.samples[0][0])
        self.table.add('processor a contact', 1e3 * busy, 'ms', None, f'{self.desk.presses / self.number:.0f} keys, {self.desk.again} had to be pressed again')
        self.table.add(f'… at {AN_HOUR} contacts an hour', 100 * busy * AN_HOUR / 3600, '%', None, 'of a core, besides what it costs when nothing happens')
        grown = {name: count - first.get(name, 0) for name, count in last.items() if count > first.get(name, 0)}
        print(f'  widgets of ours there are more of than after the second hour: {grown or "none"}')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seconds', type=float, default=480, help='ends it, whatever the number of contacts')
    parser.add_argument('--contacts', type=int, default=480)
    parser.add_argument('--verbose', action='store_true')
    choice = parser.parse_args()
    print(f'{processor()}; load {load():.1f}', flush=True)
    Session()
    try:
        with Office(CUSTOMERS) as office:
            desk = Desk(office, os.path.join(Session.current.folder, 'frames'))
            try:
                desk.start()
                day = Day(office, choice, desk)
                day.run()
            except BaseException:
                print(f'the window said:\n{desk.desk.log[-3000:]}\nthe daemon said:\n{office.daemon.log[-3000:]}')
                raise
            finally:
                desk.close()
    finally:
        Session.current.close()
    day.table.show()
    print(f'\n{processor()}; load {load():.1f} at the end. Cairo renderer, Xvfb, no screen reader.')
    if day.grows:
        sys.exit(f'memory grows by more than {GROWTH_MB} MB a shift')


if __name__ == '__main__':
    main()
