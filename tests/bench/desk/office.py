# SPDX-License-Identifier: GPL-3.0-or-later
"""A support centre with many customers: five chats that one agent has already, and as many more
customers with contracts and products as a day brings."""
import json
import os
import tempfile

from daemon import SOURCE
from scene import PASSWORD, Scene
from talk import Agent

AGENT = 'lin'
OPEN_CHATS, TURNS = 5, 15
MANY = str(10 ** 7)
LIMITS = ['--visitor-rate', MANY, '--visitor-sessions', MANY, '--open-requests', MANY]
QUESTIONS = ['月结之后开票点提交就报错 E-3107，税号校验未通过', '年终盘点怎么录入差异', '打印模板的表头怎么改',
             '用户登录被锁定，怎么解锁', '报表导出 Excel 很慢', '升级到 8.2 之前要准备什么']

TITLES = ['开票报错 E-3107', '库存盘点', '打印模板', '登录提示', '报表导出', '升级到 8.2']  # of their answers


class Office(Scene):
    def __init__(self, customers):
        super().__init__(*LIMITS)
        self.customers = customers
        self.mine = []  # (customer, contact id) of the open chats

    def fill(self):
        super().fill()
        with open(os.path.join(SOURCE, 'data/demo/sample.json'), encoding='utf-8') as text:
            sample = json.load(text)
        model = json.dumps(sample['customers'][0], ensure_ascii=False)
        sample['customers'] = [self.like(json.loads(model), number) for number in range(self.customers)]
        sample['contacts'] = []
        with tempfile.NamedTemporaryFile('w', suffix='.json', encoding='utf-8') as out:
            json.dump(sample, out, ensure_ascii=False)
            out.flush()
            self.daemon.verb('import', 'sample', out.name, '--password-stdin', stdin=PASSWORD)
        self.agent = Agent(self.daemon.port, AGENT, PASSWORD)
        for number in range(OPEN_CHATS):
            self.mine.append(self.open_chat(number))

    @staticmethod
    def like(customer, number):
        """The model customer as another one."""
        customer.update(external_id=f'N-{number}', name=company(number), identities=[])
        customer['people'] = [{'name': person(number), 'title': '信息部', 'lang': 'zh',
                               'identities': [{'kind': 'account', 'value': account(number)}]}]
        return customer

    def comer(self, number):
        """The customer of that number on the shop's page, connected, silent yet."""
        customer = self.customer(account(number), person(number), company(number))
        customer.come()
        return customer

    def contact_of(self, number):
        """The open contact of that customer."""
        items, _ = self.agent.all('/contacts?state=open')
        return next(item['id'] for item in items if item['company'] == company(number))

    def open_chat(self, number):
        customer = self.comer(number)
        asked = customer.say(customer.line, QUESTIONS[number % len(QUESTIONS)])['seq']
        contact = self.contact_of(number)
        for turn in range(TURNS):
            self.answer(contact, f'第 {turn + 1} 步：请按说明检查设置，再试一次，然后告诉我结果。', asked)
            if turn < TURNS - 1:
                text = f'第 {turn + 1} 步做完了，结果还是一样，请继续看看。' if turn < TURNS - 2 else QUESTIONS[number % len(QUESTIONS)]
                asked = customer.say(customer.line, text)['seq']
        return customer, contact

    def come_back(self):
        """The customers of the open chats connect anew: who says nothing for a minute is cut off."""
        for customer, _ in self.mine:
            customer.line.close()
            customer.come()

    def answer(self, contact, text, asked):
        self.agent.write(contact, text, asked)


def company(number):
    return f'长河机械第{number:03}分厂'


def person(number):
    return f'王{number:03}'


def account(number):
    return f'wang{number}@changhe'
