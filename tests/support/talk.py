# SPDX-License-Identifier: GPL-3.0-or-later
"""An agent and a visitor as their programs behave: real sign-in, real session, ticket and cookie."""
import http.client
import json
import select
import uuid

from daemon import PASSWORD
from ws import WebSocket


class Problem(Exception):
    """An answer of 400 or more."""

    def __init__(self, status, problem):
        super().__init__(f'{status} {problem}')
        self.status = status
        self.problem = problem
        self.code = problem.get('code') if isinstance(problem, dict) else None


def new_uuid():
    return str(uuid.uuid4())


class Http:
    """Requests over one kept connection."""

    def __init__(self, port):
        self.port = port
        self.connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)

    def ask(self, method, path, body=None, headers=None):
        """(status, headers, parsed body)"""
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = dict(headers or {})
        if data is not None:
            sent['Content-Type'] = 'application/json'
        if self.connection.sock and select.select([self.connection.sock], [], [], 0)[0]:
            self.connection.close()  # it was silent for so long that the daemon has hung up
        try:
            self.connection.request(method, path, data, sent)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        return answer.status, answer.headers, json.loads(text) if text else None

    def close(self):
        self.connection.close()


class Agent:
    """One signed-in agent."""

    def __init__(self, port, login, password=PASSWORD):
        self.http = Http(port)
        self.port = port
        answer = self.call('POST', '/sessions', {'login': login, 'password': password, 'client': 'test'}, signed=False)
        self.token, self.me, self.rights = answer['token'], answer['agent'], answer['rights']
        self.id = self.me['id']

    def headers(self):
        return {'Authorization': f'Bearer {self.token}'}

    def call(self, method, path, body=None, signed=True):
        status, _, answer = self.http.ask(method, '/api/v1' + path, body, self.headers() if signed else None)
        if status >= 400:
            raise Problem(status, answer)
        return answer

    def get(self, path):
        return self.call('GET', path)

    def post(self, path, body):
        return self.call('POST', path, body)

    def put(self, path, body):
        return self.call('PUT', path, body)

    def delete(self, path):
        return self.call('DELETE', path)

    def all(self, path):
        """All items of a list, page by page, and the `as_of` of its first page."""
        items, after, as_of = [], None, None
        while True:
            page = self.get(path + ('&' if '?' in path else '?') + 'limit=200' + (f'&after={after}' if after else ''))
            items += page['items']
            as_of = page['as_of'] if as_of is None else as_of
            after = page['next']
            if after is None:
                return items, as_of

    def stream(self, since=None, port=None, **options):
        query = '' if since is None else f'?since={since}'
        return WebSocket(port or self.port, '/api/v1/events' + query, self.headers(), **options)

    def accept(self, contact_id, request=None):
        return self.post(f'/contacts/{contact_id}/accept', {'request': request or new_uuid()})

    def write(self, contact_id, text, seen_seq, **more):
        return self.post(f'/contacts/{contact_id}/messages', {'uuid': new_uuid(), 'text': text, 'seen_seq': seen_seq, 'internal': False,
                                                              **more})

    def close_contact(self, contact_id):
        return self.post(f'/contacts/{contact_id}/close', {'request': new_uuid()})


class Visitor:
    """One visitor's browser: keeps its cookie."""

    def __init__(self, port, channel='web', stated=None):
        self.port = port
        self.channel = channel
        self.stated = stated  # what the page says of him, unsigned
        self.page, self.lang = {'title': 'Test', 'url': 'http://localhost/test'}, 'en'
        self.cookie = None
        self.number = 0

    def origin(self):
        return f'http://127.0.0.1:{self.port}'

    def session(self, since=None):
        """Starts or renews the session; the answer has the ticket for one socket."""
        body = {'page': self.page, 'lang': self.lang}
        if self.stated:
            body['stated'] = self.stated
        if since is not None:
            body['since'] = since
        headers = {'Origin': self.origin(), 'Sec-Fetch-Site': 'same-origin'}
        if self.cookie:
            headers['Cookie'] = self.cookie
        http_ = Http(self.port)
        try:
            status, got, answer = http_.ask('POST', f'/widget/{self.channel}/session', body, headers)
        finally:
            http_.close()
        if status >= 400:
            raise Problem(status, answer)
        if got['Set-Cookie']:
            self.cookie = got['Set-Cookie'].split(';')[0]
        return answer

    def socket(self, since=None, ticket=None, **options):
        ticket = ticket or self.session()['ticket']
        query = '' if since is None else f'&since={since}'
        return WebSocket(self.port, f'/widget/socket?ticket={ticket}{query}', {'Origin': self.origin(), 'Cookie': self.cookie}, **options)

    def message(self, text, message_uuid=None):
        """A message as it goes over the socket."""
        self.number += 1
        return {'n': self.number, 'uuid': message_uuid or new_uuid(), 'text': text}

    def say(self, socket_, text):
        """Sends and waits for the acknowledgement."""
        message = self.message(text)
        socket_.send(message)
        return socket_.until(lambda got: got.get('ack') == message['n'] or got.get('refused') == message['n'])
