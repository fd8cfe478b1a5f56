# SPDX-License-Identifier: GPL-3.0-or-later
"""A vendor's site: its channel, the key that it signs identities with, and its visitors' browsers."""
import importlib.util
import os

from daemon import SOURCE, ask
from talk import Visitor

SHOP = 'http://localhost:1'
shop = importlib.util.module_from_spec(spec := importlib.util.spec_from_file_location(
    'shop', os.path.join(SOURCE, 'data/demo/shop/serve.py')))
spec.loader.exec_module(shop)


def open_channel(daemon, key='web', *more):
    daemon.verb('channel', 'add', key, '--name', 'Web', '--team', 'Help', '--origin', SHOP, '--org', 'hq', *more)


def new_key(daemon, kid='k1', channel='web'):
    return daemon.verb('channel', 'key', channel, kid).stdout.strip()


def sign(key, sub='liu', channel='web', kid='k1', now=None, **claims):
    return shop.sign_identity({'sub': sub, **claims}, channel, kid, key, now)


class Browser(Visitor):
    """A visitor whose page says more about him."""

    def start(self, **body):
        headers = {'Origin': self.origin(), 'Sec-Fetch-Site': 'same-origin'}
        if self.cookie:
            headers['Cookie'] = self.cookie
        answer = ask(self.port, 'POST', f'/widget/{self.channel}/session', None,
                     {'page': {'title': 'Invoices', 'url': 'http://localhost/erp'}, 'lang': 'zh-Hans', **body}, headers)
        if 'set-cookie' in answer.headers:
            self.cookie = answer.headers['set-cookie'].split(';')[0]
        return answer

    def chat(self, text, **body):
        """Starts a session, says one thing; the open socket."""
        socket = self.socket(ticket=self.start(**body).expect(200).json['ticket'])
        got = self.say(socket, text)
        assert 'ack' in got, got
        return socket
