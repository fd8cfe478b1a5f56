#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how long after a customer's message its first answer stands in the agent's window: real
messages over the real socket, held-out questions of the sample base, the real window without a screen
reader. Painted is when the pixels of the answers changed for the last time.

How long each step took is told from inside (frames.c stands in the window's main loop) and by the kernel
(processor time of the daemon's threads). A slow machine never fails it; what did not happen does."""
import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '../../support'), os.path.join(HERE, '..')]

from chats import LIST, Lines, begin_afresh, watched_desk  # noqa: E402
from daemon import wait_until  # noqa: E402
from desk import Session  # noqa: E402
from eye import Eye, Hand, now_ms  # noqa: E402
from figures import Table, load, median, processor, share, threads  # noqa: E402
from office import AGENT, OPEN_CHATS, PASSWORD, Office, person  # noqa: E402
from suggestions import SETS, lines  # noqa: E402
from window import Window  # noqa: E402

PAINTED_MS = 50
LEAST = 200  # pixels of the answers
QUIET_MS = 800  # longer than a skeleton may stand


def busy_ms(pid):
    return 1e3 * sum(now[0] for now in threads(pid).values())


class Steps(Lines):
    """What the window did for one message."""

    def read(self, began, ended):
        """(the event came, answers were asked for, they were here, frames painted) in between; None: not all happened."""
        events, asked, frames = [], [], []
        with open(self.path, encoding='ascii') as told:
            for line in told:
                words = line.split()
                if len(words) < 2 or not began <= float(words[1]) <= ended:
                    continue
                if words[0] == 'e':
                    events.append(float(words[1]))
                elif words[0] == 'r' and words[3].endswith('/suggestions'):
                    asked.append((float(words[1]), float(words[1]) + float(words[2])))
                elif words[0] == 'f':
                    frames.append(float(words[1]))
        asked = [one for one in asked if events and one[0] >= events[0]]  # what is asked ahead comes later
        return (events[0], *asked[0], frames) if asked else None


class Bench:
    def __init__(self, office, choice):
        self.office, self.choice, self.table = office, choice, Table()
        self.eye, self.hand = Eye(), Hand()
        self.steps = Steps(os.path.join(Session.current.folder, 'frames'))
        self.desk = watched_desk(office, self.steps.path)
        self.samples = []  # (sent, acknowledged, painted) in ms

    def answered(self, contact, count):
        """(question, title of its first answer) for this customer: one that is shown, and never twice the same in a row."""
        found, waiting = [], []
        for query in lines(os.path.join(SETS, 'sample', 'queries.jsonl')):
            if query['lang'] != 'zh' or len(found) == count:
                continue
            items = self.office.agent.post('/suggestions', {'contact_id': contact, 'text': query['text']})['items']
            waiting += [(query['text'], items[0]['title'])] if items else []
            for one in waiting:
                if not found or found[-1][1] != one[1]:
                    waiting.remove(one)
                    found.append(one)
                    break
        assert len(found) == count, f'only {len(found)} questions are answered'
        return found

    def start(self):
        self.desk.start()
        self.desk.sign_in(AGENT, PASSWORD)
        self.desk.wait_says(person(0))
        self.hand.point(*Window(self.desk).wait_row(person(0)))
        self.hand.click()
        row = self.desk.wait_for('list item', '答案 1')
        self.place = row.box
        begin_afresh(self.desk, self.eye, self.hand)

    def run(self):
        self.start()
        pids = {'daemon': self.office.daemon.process.pid, 'window': self.desk.process.pid}
        busy = {name: busy_ms(pid) for name, pid in pids.items()}
        each = -(-self.choice.messages // OPEN_CHATS)
        for customer, contact in self.office.mine:
            self.office.come_back()
            first, *others = self.answered(contact, each + 1)
            self.choose(customer, first[0])
            for question, _ in others:
                self.ask(customer, contact, question)
        asked = others[-1]
        self.tell({name: busy_ms(pid) - busy[name] for name, pid in pids.items()})
        self.desk.attach()
        wait_until(lambda: asked[1] in self.desk.wait_for('list item', '答案 1').name, f'the answer to {asked[0]} is shown: {asked[1]}')

    def choose(self, customer, question):
        """By key: who waits longest, and he is the only one."""
        self.eye.watching(LIST, least=LEAST)
        customer.says(question)
        assert self.eye.read()['quiet'], 'nobody waits'
        self.eye.watching(self.place, least=LEAST)
        self.hand.press('Control_L', 'j')
        assert self.eye.read()['quiet'], 'no chat is open'
        self.hand.point(700, 400)

    def ask(self, customer, contact, question):
        self.eye.watching(self.place, least=LEAST, quiet_ms=QUIET_MS)
        sent = now_ms()
        got = customer.say(customer.line, question)
        at = now_ms()
        assert 'ack' in got, got
        seen = self.eye.read()
        assert seen['quiet'], f'no answer was painted to {question}: {seen}'
        self.samples.append((sent, at, seen['places'][0]['last']))
        self.office.answer(contact, '请按文章里的步骤处理，好了告诉我。', got['seq'])

    def tell(self, busy):
        self.steps.wait_past(now_ms())
        count, more = len(self.samples), f'load {load():.1f}'
        waits = [painted - sent for sent, _, painted in self.samples]
        self.row('customer sends → answer painted', waits, PAINTED_MS, f'{count} messages, {more}')
        self.row('acknowledged → answer painted', [painted - at for _, at, painted in self.samples], PAINTED_MS, f'longest {max(waits):.0f} ms')
        steps = [(sent, self.steps.read(sent, painted + 1), painted) for sent, _, painted in self.samples]
        whole = [(sent, *step, painted) for sent, step, painted in steps if step]
        assert len(whole) > .95 * count, f'only {len(whole)} of {count} asked for answers'
        assert all(here <= painted for *_, here, _, painted in whole), 'painted before the answers were here'
        self.row('… of it sent → the event is in the window', [event - sent for sent, event, *_ in whole])
        self.row('… → answers are asked for', [asked - event for _, event, asked, *_ in whole])
        self.row('… → they are here (round trip)', [here - asked for _, _, asked, here, *_ in whole])
        self.row('… → painted', [painted - here for *_, here, _, painted in whole])
        cpu = [sum(cpu for _, cpu in self.steps.since(sent, painted)[1]) for sent, _, painted in self.samples]
        self.row('processor of the main loop until painted', cpu)
        self.row('frames until painted', [len(frames) for *_, frames, _ in whole], unit='frames')
        for name, spent in busy.items():
            self.table.add(f'processor of the {name}, a message', spent / count, 'ms', None, 'with the agent’s reply to it')

    def row(self, what, values, most=None, more='', unit='ms'):
        self.table.add(f'{what}, p50', median(values), unit)
        self.table.add('   p99', share(values, 99), unit, most, more)

    def close(self):
        self.desk.__exit__()
        self.eye.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--messages', type=int, default=250)
    choice = parser.parse_args()
    print(f'{processor()}; load {load():.1f}', flush=True)
    Session()
    try:
        with Office(OPEN_CHATS + 1) as office:
            bench = Bench(office, choice)
            try:
                bench.run()
            finally:
                bench.close()
    finally:
        Session.current.close()
    bench.table.show()
    print(f'\n{processor()}; load {load():.1f} at the end. Cairo renderer, Xvfb, no screen reader.')


if __name__ == '__main__':
    main()
