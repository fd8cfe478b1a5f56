# SPDX-License-Identifier: GPL-3.0-or-later
"""A shift at the desk: customers come and ask, the agent clicks and answers, and the eye tells when the
window shows it."""
import time

from eye import now_ms
from office import OPEN_CHATS, QUESTIONS, TITLES, company

PANEL_MS = 50
SETTLE = {'least': 100}  # pixels; fewer are a clock's digits
ROW = {'least': 600, 'quiet_ms': 100}
CHECK_EVERY = 10


class Shift:
    def __init__(self, office, desk, eye, hand):
        self.office, self.desk, self.eye, self.hand = office, desk, eye, hand
        self.window = None  # its places, once zuoxi is read
        self.next = OPEN_CHATS  # the customer who comes next
        self.acknowledged = []
        self.asked = {}  # contact → number of its customer's last message
        self.question = list(range(OPEN_CHATS))  # that each open chat asked last
        self.shown = None  # the question whose answers are shown

    def click_row(self, name):
        self.hand.point(*self.window.wait_row(name))
        return self.hand.click()

    def painted(self, began):
        """For each place that was watched: (first, last) change in ms since then."""
        seen = self.eye.read()
        assert seen['quiet'], f'what was awaited was not painted: {seen}'
        return [(place['first'] - began, place['last'] - began) for place in seen['places']]

    # --- the five open chats ---

    def learn_places(self):
        """Clicks each, to learn where its answers begin."""
        for number in range(OPEN_CHATS):
            self.eye.watching(self.window.conversation)
            self.painted(self.click_row(company(number)))
            self.desk.wait_for('list item', TITLES[self.question[number]])
            self.window.learn_split()
            self.shown = self.question[number]

    def other(self, *questions):
        """A question that is none of these: its answers look different."""
        return next(k for i in range(len(QUESTIONS)) if (k := (i + self.next) % len(QUESTIONS)) not in questions)

    def ask(self, number, question):
        """Gives the time of the acknowledgement."""
        customer, contact = self.office.mine[number]
        self.question[number] = question
        began = now_ms()
        got = customer.say(customer.line, QUESTIONS[question])
        at = now_ms()
        assert 'ack' in got, got
        self.acknowledged.append(at - began)
        self.asked[contact] = got['seq']
        return at

    def answer(self, number):
        contact = self.office.mine[number][1]
        self.office.answer(contact, '请按文章里的步骤处理，好了告诉我。', self.asked[contact])

    def all_ask(self):
        self.office.come_back()
        for number in range(OPEN_CHATS):
            self.ask(number, (number + 1) % len(QUESTIONS))

    def all_answered(self):
        for number in range(OPEN_CHATS):
            self.answer(number)

    # --- event → painted ---

    def events(self, most, seconds):
        """(what, target in ms, times) of each kind."""
        row, bubble, answers = ([] for _ in range(3))
        unknown, known = ([[], [], []] for _ in range(2))  # customer panel, answers, conversation
        self.office.come_back()
        end = time.monotonic() + seconds
        for round_ in range(most):
            if time.monotonic() > end:
                break
            number = round_ % OPEN_CHATS
            question = self.other(self.shown, self.question[number])
            customer = self.comes(question, row)
            self.clicked(company(self.next), unknown, round_ % CHECK_EVERY == 0)
            self.leaves(customer)
            self.clicked(company(number), known, round_ % CHECK_EVERY == 0)
            self.asks_more(number, bubble, answers)
        return [('customer writes first (acknowledged) → row painted', PANEL_MS, row),
                ('click, customer never seen → customer panel', PANEL_MS, unknown[0]),
                ('… → answers', PANEL_MS, unknown[1]),
                ('… → conversation, to the last change', None, unknown[2]),
                ('click, customer known → customer panel', PANEL_MS, known[0]),
                ('… → answers', PANEL_MS, known[1]),
                ('… → conversation, to the last change', None, known[2]),
                ('customer asks (acknowledged) → bubble painted', PANEL_MS, bubble),
                ('… → answers', PANEL_MS, answers)]

    def comes(self, question, row):
        """A new customer's first message until it stands in the list."""
        customer = self.office.comer(self.next)
        self.hand.point(*self.away())
        self.eye.watching(self.window.list, **ROW)
        began = now_ms()
        got = customer.say(customer.line, QUESTIONS[question])
        at = now_ms()
        assert 'ack' in got, got
        self.acknowledged.append(at - began)
        row.append(self.painted(at)[0][0])
        return customer

    def away(self):
        """A place of the window where nothing lights up under the pointer."""
        x, y, width, height = self.window.conversation
        return x + width // 2, y + height // 2

    def clicked(self, name, times, check):
        place = self.window.wait_row(name)
        self.hand.point(*place)
        self.eye.watching(self.window.customer_place(), self.window.answers_place(), self.window.conversation, **SETTLE)
        for kind, (_, at) in zip(times, self.painted(self.hand.click())):
            kind.append(at)
        assert not check or self.window.customer_says(name), f'the panel does not show {name}'

    def leaves(self, customer):
        contact = self.office.contact_of(self.next)
        self.office.agent.accept(contact)
        self.office.agent.close_contact(contact)
        self.window.wait_no_row(company(self.next))
        customer.line.close()
        self.next += 1

    def asks_more(self, number, bubble, answers):
        question = self.other(self.question[number])
        self.eye.watching(self.window.conversation, self.window.answers_place(), **SETTLE)
        at = self.ask(number, question)
        (first, _), (_, last) = self.painted(at)
        bubble.append(first)
        answers.append(last)
        self.shown = question
        self.answer(number)

    # --- many chats ---

    def handle(self, most, seconds, measure):
        """Takes, answers and closes chats with the keyboard; gives (`measure` half way, how many)."""
        end, half, done = time.monotonic() + seconds, None, 0
        began = time.monotonic()
        while done < most and time.monotonic() < end:
            self.handle_one()
            done += 1
            if half is None and (done >= most / 2 or time.monotonic() - began > seconds / 2):
                half = measure()
        return half, done

    def state(self, customer, state):
        customer.line.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == state, 20)

    def handle_one(self):
        customer = self.office.comer(self.next)
        customer.says(QUESTIONS[self.next % len(QUESTIONS)])
        self.window.wait_row(company(self.next))
        self.hand.press('Control_L', 'j')
        self.hand.press('Control_L', 'Return')
        self.state(customer, 'active')
        for word in 'ok', 'so':
            for letter in word:
                self.hand.press(letter)
            self.hand.press('Return')
            customer.hears(word)
            customer.says('好的，我试一下，谢谢。')
        contact = self.office.contact_of(self.next)
        self.office.agent.close_contact(contact)
        self.state(customer, 'closed')
        customer.line.close()
        self.window.wait_no_row(company(self.next))
        self.next += 1
