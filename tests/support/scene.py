# SPDX-License-Identifier: GPL-3.0-or-later
"""A support centre at work, for tests of the window: zuoxid with the sample data and articles, and
customers who write from the shop's page.

    with Scene() as scene:
        liu = scene.customer('liuyang@tiancheng', '刘洋', '天成软件有限公司')
        liu.says('提交开票报错 E-3107')"""
import datetime
import importlib.util
import os
import tempfile
from urllib.parse import quote

from daemon import SOURCE, Daemon, ask, place
from talk import Visitor, new_uuid

PASSWORD = 'zuoxi-demo'
CHANNEL = 'shop'
SHOP = 'http://localhost:1'


def load_shop():
    spec = importlib.util.spec_from_file_location('shop', os.path.join(SOURCE, 'data/demo/shop/serve.py'))
    shop = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shop)
    return shop


class Customer(Visitor):
    """Somebody on the shop's page; `identity` makes a fresh signed identity, or is None; `stated` is
    what the page says of him unsigned."""

    def __init__(self, port, identity, page, lang, stated=None):
        super().__init__(port, CHANNEL, stated)
        self.identity, self.page, self.lang = identity, page, lang
        self.line = None

    def come(self):
        body = {'page': self.page, 'lang': self.lang}
        if self.stated:
            body['stated'] = self.stated
        if self.identity:
            body['identity'] = self.identity()
        headers = {'Origin': self.origin(), 'Sec-Fetch-Site': 'same-origin'}
        if self.cookie:
            headers['Cookie'] = self.cookie
        answer = ask(self.port, 'POST', f'/widget/{CHANNEL}/session', None, body, headers)
        assert answer.status == 200, answer.body
        if 'set-cookie' in answer.headers:
            self.cookie = answer.headers['set-cookie'].split(';')[0]
        self.line = self.socket(ticket=answer.json['ticket'])

    def says(self, text):
        if self.line is None:
            self.come()
        got = self.say(self.line, text)
        assert 'ack' in got, got

    def leaves(self, text, reach):
        """A message for later, and how to answer it."""
        if self.line is None:
            self.come()
        left = {'request': new_uuid(), 'text': text, 'reach': reach}
        answer = ask(self.port, 'POST', f'/widget/{CHANNEL}/message', None, left,
                     {'Origin': self.origin(), 'Sec-Fetch-Site': 'same-origin', 'Cookie': self.cookie})
        assert answer.status == 201, answer.body

    def sends(self, text, *files):
        """A message with files, (name, bytes) each."""
        uuids = [ask(self.port, 'POST', f'/widget/{CHANNEL}/files', None, content, {
            'Origin': self.origin(), 'Sec-Fetch-Site': 'same-origin', 'Cookie': self.cookie, 'Zuoxi-Name': quote(name),
            'Zuoxi-Uuid': new_uuid()}).expect(201).json['uuid'] for name, content in files]
        message = {**self.message(text), 'files': uuids}
        self.line.send(message)
        self.line.until(lambda got: got.get('ack') == message['n'])

    def hears(self, text, timeout=60):
        """Waits until an agent's message with these words has come."""
        return self.line.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'agent' and
                               text in got['json']['text'], timeout)


class SampleDaemon(Daemon):
    """On an empty store: the sample brings its own organisations."""

    def make_place(self):
        self.folder = tempfile.mkdtemp(prefix='zx-scene-')
        self.where = place(self.store, self.folder, None)


class Scene:
    """`daemon` is the real one; everybody in data/demo/sample.json can sign in with PASSWORD."""

    def __init__(self, *options):
        self.daemon = SampleDaemon('sqlite', *options)
        self.day = None

    def __enter__(self):
        self.daemon.__enter__()
        try:
            self.fill()
        except BaseException:
            self.__exit__()
            raise
        return self

    def fill(self):
        daemon = self.daemon
        self.day = datetime.date.today()
        daemon.verb('import', 'sample', os.path.join(SOURCE, 'data/demo/sample.json'), '--password-stdin',
                    stdin=PASSWORD)
        daemon.verb('import', 'articles', os.path.join(SOURCE, 'data/demo/articles'))
        daemon.verb('channel', 'add', CHANNEL, '--name', '官网', '--team', '天枢软件客服', '--org', '天枢软件',
                    '--origin', SHOP)
        self.key = daemon.verb('channel', 'key', CHANNEL, 'k1').stdout.split()[-1]
        self.shop = load_shop()
        daemon.stop()
        daemon.start(port=daemon.port)  # so that it has the articles

    def days_left(self, days):
        """Of so many that the sample gives something from its import on: one less after midnight."""
        return days - (datetime.date.today() - self.day).days

    def customer(self, account=None, name=None, company=None, lang='zh-Hans', product=None, version=None,
                 title='开票管理', url='http://localhost:1/erp'):
        claims = {k: v for k, v in (('sub', account), ('name', name), ('company', company), ('product', product),
                                    ('version', version)) if v}
        identity = (lambda: self.shop.sign_identity(claims, CHANNEL, 'k1', self.key)) if account else None
        return Customer(self.daemon.port, identity, {'title': title, 'url': url}, lang)

    def stranger(self, lang='zh-Hans', title='天枢 ERP 8.2', **stated):
        """Somebody who at most says who he is: name, company, phone …"""
        return Customer(self.daemon.port, None, {'title': title, 'url': 'http://localhost:1/'}, lang, stated)

    def __exit__(self, *_):
        self.daemon.__exit__()
