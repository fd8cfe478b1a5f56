#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the workstation under its heaviest work: twenty chats with ten messages a second in all while
the agent types and scrolls, a conversation of ten thousand messages, a thousand chats one after the other.

    chats.py [frames] [opening] [memory]        without a word: all three

How long its main loop was held up is told from inside (frames.c stands in it), what is painted is seen from
outside. A slow machine never fails it; what did not happen does."""
import argparse
import os
import signal
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../support'))

from daemon import BUILD, wait_until  # noqa: E402
from desk import Desk, Session  # noqa: E402
from eye import Eye, Hand, now_ms  # noqa: E402
from figures import Table, idle, load, median, memory_mb, processor, share, threads  # noqa: E402
from office import AGENT, OPEN_CHATS, PASSWORD, Office, company, person  # noqa: E402
from pace import every  # noqa: E402
from talk import new_uuid  # noqa: E402
from window import Window  # noqa: E402

FRAME_MS = 33
OPEN_MS, MOST_ROWS = 100, 200
GROWTH_MB = 10
LIST, FIELD = (60, 60, 300, 800), (400, 650, 600, 230)  # where the list of chats stands in the window, and what one types into
SENTENCES = ['月结之后开票点提交就报错，税号校验未通过', '好的，我再试一次', 'The export is slow since this morning, about a minute a page',
             '截图里第二行就是那张单据，客户在催', '已经按第 3 步做了，结果还是一样：E-3107', '明白，谢谢！']


class Lines:
    """What frames.c has written, from a moment on."""

    def __init__(self, path):
        self.path = path

    def wait_past(self, moment):
        """Until something later than `moment` is written: all before it is, too. Gives `moment`."""
        wait_until(lambda: any(self.since(moment)), 'the frames are written')
        return moment

    def since(self, began, ended=float('inf')):
        """(frames, turns of the loop) that began then: (wall, processor) in ms of each."""
        found = {'f': [], 'l': []}
        with open(self.path, encoding='ascii') as lines:
            for line in lines:
                words = line.split()
                if len(words) == 4 and words[0] in found and began <= float(words[1]) <= ended:
                    found[words[0]].append((float(words[2]), float(words[3])))
        return found['f'], found['l']

    def counts(self, process):
        """How many widgets of each type of ours there are."""
        size = os.path.getsize(self.path)
        process.send_signal(signal.SIGUSR1)

        def told():
            with open(self.path, encoding='ascii') as lines:
                lines.seek(size)
                text = lines.read()
            return text if 'c . 0\n' in text else None
        rows = [line.split() for line in wait_until(told, 'the widgets are counted').splitlines() if line.startswith('c ')]
        return {words[1]: int(words[2]) for words in rows}

    def held_mb(self):
        """What the program had from malloc and has not given back, when its widgets were counted last."""
        with open(self.path, encoding='ascii') as lines:
            return int([line for line in lines if line.startswith('m ')][-1].split()[1]) / 2**20


def watched_desk(office, path, server=None):
    """A window that writes down in the file what its main loop does (frames.c)."""
    return Desk(server=server or office.daemon.url, language='zh_CN', environment={
        'LD_PRELOAD': os.path.join(BUILD, 'tests/bench/desk/libframes.so'), 'ZX_FRAMES': path})


def begin_afresh(desk, eye, hand):
    """The window again, with no screen reader on the bus, which would be told of every label."""
    desk.kill()
    eye.opening()
    desk.launch()
    seen = eye.read()
    assert seen['quiet'], f'no window was painted: {seen}'
    desk.window = str(seen['window'])
    hand.focus(seen['window'])


class Bench:
    def __init__(self, office, choice):
        self.office, self.choice, self.table = office, choice, Table()
        self.eye, self.hand = Eye(), Hand()
        self.lines = Lines(os.path.join(Session.current.folder, 'frames'))
        self.desk = watched_desk(office, self.lines.path)

    def start(self):
        self.desk.start()
        self.desk.sign_in(AGENT, PASSWORD)
        self.desk.wait_says(person(0))

    # --- frames ---

    def frames(self):
        people = [self.office.mine[n] for n in range(len(self.office.mine))]
        for number in range(len(people), self.choice.chats):
            people.append(self.office.open_chat(number))
        self.office.mine = people
        self.office.come_back()
        begin_afresh(self.desk, self.eye, self.hand)
        pid = self.desk.process.pid
        self.eye.watching(LIST, least=200)
        people[0][0].says(SENTENCES[0])  # who waits can be gone to
        assert self.eye.read()['quiet'], 'nobody waits'
        self.eye.watching(FIELD, least=600)
        self.hand.press('Control_L', 'j')
        assert self.eye.read()['quiet'], 'no chat is open'
        idle(pid, 3)  # while it paints the rest
        self.eye.watching(FIELD, least=20, seconds=self.choice.seconds, quiet_ms=1000 * self.choice.seconds)  # to the end
        is_over = threading.Event()
        talk = threading.Thread(target=self.talk, args=(people, is_over))
        busy, began = sum(now[0] for now in threads(pid).values()), now_ms()
        talk.start()
        self.type_and_scroll(self.choice.seconds)
        is_over.set()
        talk.join()
        assert self.eye.read()['places'][0]['changes'] > self.choice.seconds, 'what is typed is not painted'
        took = (now_ms() - began) / 1e3
        busy = sum(now[0] for now in threads(pid).values()) - busy
        frames, turns = self.lines.since(began, self.lines.wait_past(now_ms()))
        more = f'{len(people)} chats, {self.sent / took:.1f} messages/s, {len(frames)} frames, load {load():.1f}'
        for what, rows in (('a frame', frames), ('a turn of the loop', turns)):
            for kind, column in (('processor', 1), ('wall', 0)):
                values = [row[column] for row in rows]
                self.table.add(f'{what}, {kind}: p50', median(values), 'ms')
                self.table.add('… p99', share(values, 99), 'ms')
                self.table.add('… longest', max(values), 'ms', FRAME_MS, f'{sum(v > FRAME_MS for v in values)} over; {more}')
        self.table.add('processor of all threads', 100 * busy / took, '%', 15)

    def talk(self, people, is_over):
        self.sent = 0
        for _ in every(1 / self.choice.rate):
            if is_over.is_set():
                return
            customer, _ = people[self.sent * 7 % len(people)]
            got = customer.say(customer.line, f'{SENTENCES[self.sent % len(SENTENCES)]} ({self.sent})')
            assert 'ack' in got, got
            self.sent += 1

    def type_and_scroll(self, seconds):
        """Ten keys a second, a line break in between; now and then the wheel, up and down."""
        end = time.monotonic() + seconds
        for number, _ in enumerate(every(0.1), 1):
            if time.monotonic() > end:
                return
            if number % 40 == 0:
                self.hand.press('Control_L', 'a')
                self.hand.press('BackSpace')
            elif number % 20 < 6:
                self.hand.point(700, 400)
                self.hand.wheel(number % 40 < 20)
            else:
                self.hand.press('abcdefghijklmnopqrst'[number % 20])

    # --- opening ---

    def opening(self):
        customer, _ = self.office.mine[0]
        self.office.come_back()
        for begun in range(0, self.choice.messages, 50):  # so many under way
            numbers = range(begun, min(begun + 50, self.choice.messages))
            for number in numbers:
                customer.line.send({'n': number + 10 ** 6, 'uuid': new_uuid(), 'text': f'{SENTENCES[number % 6]} {number}'})
            for number in numbers:
                got = customer.line.until(lambda got, n=number + 10 ** 6: got.get('ack') == n or got.get('refused') == n, 30)
                assert 'ack' in got, got
        times, rows = {'the first time': [], 'again': []}, 0
        window = Window(self.desk)
        places = [(window.wait_row(company(number)), is_long) for number, is_long in ((1, False), (0, True))]
        for _ in range(self.choice.openings):
            begin_afresh(self.desk, self.eye, self.hand)
            for what, kept in times.items():
                for place, is_long in places:
                    self.hand.point(*place)
                    self.eye.watching(window.conversation, least=1000)
                    at = self.hand.click()
                    seen = self.eye.read()
                    assert seen['quiet'], f'nothing was painted: {seen}'
                    if is_long:
                        kept.append((at, seen['places'][0]['last']))
                rows = max(rows, self.lines.counts(self.desk.process).get('ZxMessageRow', 0))
        self.desk.attach()
        self.desk.wait_says(f' {self.choice.messages - 1}')
        for what, kept in times.items():
            waits = [painted - at for at, painted in kept]
            self.table.add(f'{self.choice.messages} messages, click → painted {what}, p50', median(waits), 'ms', OPEN_MS,
                           f'longest {max(waits):.0f} ms of {len(waits)}; load {load():.1f}')
            busy = [sum(cpu for _, cpu in self.lines.since(at, painted)[1]) for at, painted in kept]
            self.table.add('… of it the processor in the main loop, p50', median(busy), 'ms', OPEN_MS, f'longest {max(busy):.0f} ms')
        self.table.add('rows that exist then', rows, 'rows', MOST_ROWS)

    # --- memory ---

    def clear_up(self):
        """Five chats in which nobody waits, whatever was measured before: Ctrl+J leads to who has come last."""
        for customer, contact in self.office.mine[OPEN_CHATS:]:
            self.office.agent.close_contact(contact)
            customer.line.close()
        del self.office.mine[OPEN_CHATS:]
        for _, contact in self.office.mine:
            newest = self.office.agent.get(f'/contacts/{contact}/messages?limit=1')['items'][0]
            self.office.answer(contact, '好的。', int(newest['id']))

    def memory(self):
        self.clear_up()
        self.office.come_back()
        begin_afresh(self.desk, self.eye, self.hand)
        pid, began, seen = self.desk.process.pid, time.monotonic(), []
        for number in range(self.choice.handled):
            self.handle(20 + number % (self.office.customers - 20))
            if (number + 1) % max(1, self.choice.handled // 10) == 0:
                pss, own = memory_mb(pid)
                seen.append((number + 1, own, pss))
                print(f'  {number + 1} chats: own {own:.1f} MB, PSS {pss:.1f} MB, {time.monotonic() - began:.0f} s', flush=True)
            if time.monotonic() - began > self.choice.handled_s:
                break
        wait_until(lambda: len(self.office.agent.all('/contacts?state=open')[0]) == OPEN_CHATS, 'each chat was ended and wrapped up')
        half = seen[len(seen) // 2 - 1:]
        n, (_, first, _), (_, last, pss) = half[-1][0] - half[0][0], half[0], half[-1]
        counted = self.lines.counts(self.desk.process)
        self.table.add(f'own memory, growth a 1,000 chats over the last {n}', 1000 * (last - first) / max(n, 1), 'MB', GROWTH_MB,
                       f'PSS {pss:.0f} MB, widgets of ours {sum(counted.values())}')

    def handle(self, number):
        """A customer comes, is answered twice, and the chat is ended and wrapped up, by keys alone."""
        customer = self.office.comer(number)
        self.eye.watching(LIST, least=600, quiet_ms=50)
        customer.says('开票提交报错，怎么办？')
        assert self.eye.read()['quiet'], 'nobody came into the list'
        for word in 'ok', 'so':
            if word == 'ok':
                self.hand.press('Control_L', 'j')
            for letter in word:
                self.hand.press(letter)
            self.hand.press('Return')
            customer.hears(word)
        self.eye.watching(FIELD, least=600, quiet_ms=50)  # the field for the summary comes, and has the keyboard
        self.end(customer)
        assert self.eye.read()['quiet'], 'nothing asks what it was about'
        customer.line.close()
        self.eye.watching(LIST, least=600, quiet_ms=50)  # else the next one takes his place and looks like him
        self.hand.press('d')
        self.hand.press('Return')
        assert self.eye.read()['quiet'], 'he stays in the list'

    def end(self, customer):
        for _ in range(3):
            self.hand.press('Control_L', 'Shift_L', 'w')
            for seconds in 3, 10:
                try:
                    return self.state(customer, 'wrap_up', seconds)
                except TimeoutError:  # the window did not know yet that he has his answer, and asks whether he may wait
                    self.hand.press('Return')
            print('  the chat did not end: its key is pressed again', flush=True)
        raise AssertionError('the chat does not end')

    @staticmethod
    def state(customer, state, seconds):
        customer.line.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == state, seconds)

    def close(self):
        self.desk.__exit__()
        self.eye.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('what', nargs='*', default=[], help='frames, opening, memory')
    parser.add_argument('--chats', type=int, default=20)
    parser.add_argument('--rate', type=float, default=10, help='messages a second in all')
    parser.add_argument('--seconds', type=float, default=30)
    parser.add_argument('--messages', type=int, default=10000)
    parser.add_argument('--openings', type=int, default=5)
    parser.add_argument('--handled', type=int, default=1000)
    parser.add_argument('--handled-s', type=float, default=470, help='ends the many chats, whatever their number')
    choice = parser.parse_args()
    print(f'{processor()}; load {load():.1f}', flush=True)
    Session()
    try:
        with Office(320) as office:
            bench = Bench(office, choice)
            try:
                bench.start()
                for what in choice.what or ['frames', 'opening', 'memory']:
                    getattr(bench, what)()
            except BaseException:
                print(f'the daemon said:\n{office.daemon.log}\nit {"runs" if office.daemon.process.poll() is None else "has ended"}')
                raise
            finally:
                bench.close()
    finally:
        Session.current.close()
    bench.table.show()
    print(f'\n{processor()}; load {load():.1f} at the end. Cairo renderer, Xvfb. Processor: of the main thread alone.')


if __name__ == '__main__':
    main()
