# SPDX-License-Identifier: GPL-3.0-or-later
"""What agents do with contacts: one winner, nothing twice, nobody answers over somebody else."""
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from rules import rule, run  # noqa: E402
from talk import Agent, Problem, Visitor, new_uuid  # noqa: E402


def ask_something(daemon, words='My licence has expired.', org='hq'):
    """A visitor with one message; gives him, his socket and the number of the message."""
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', org)
    visitor = Visitor(daemon.port)
    ws = visitor.socket()
    return visitor, ws, visitor.say(ws, words)['seq']


def problem_of(act):
    try:
        act()
    except Problem as problem:
        return problem
    raise AssertionError('it was allowed')


@rule()
def a_customers_question_is_an_open_contact_with_its_last_line_and_one_unread(daemon):
    _, _, seq = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    items, as_of = ann.all('/contacts?state=open')
    assert len(items) == 1 and as_of >= seq
    contact = items[0]
    assert (contact['state'], contact['agent_id'], contact['unread'], contact['channel']) == ('queued', None, 1, 'web'), contact
    assert contact['last_message'] == {'author': 'customer', 'text': 'My licence has expired.', 'seq': seq,
                                       'sent_at': contact['last_message']['sent_at']}, contact
    one = ann.get(f'/contacts/{contact["id"]}')
    assert {k: v for k, v in one.items() if k != 'as_of'} == contact
    status, headers, _ = ann.http.ask('GET', f'/api/v1/contacts/{contact["id"]}', None, ann.headers())
    assert status == 200 and headers['ETag'] == f'"{contact["rev"]}"', headers
    assert not ann.all('/contacts?state=closed')[0]


@rule()
def of_many_who_accept_one_wins_and_the_others_learn_who(daemon):
    ask_something(daemon)
    agents = [Agent(daemon.port, login) for login in ('ann', 'lea', 'adm')]
    contact = agents[0].all('/contacts?state=open')[0][0]
    results = {}

    def try_it(agent):
        try:
            results[agent.me['login']] = agent.accept(contact['id'])
        except Problem as problem:
            results[agent.me['login']] = problem

    threads = [threading.Thread(target=try_it, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [login for login, result in results.items() if isinstance(result, dict)]
    assert len(winners) == 1, results
    for login, result in results.items():
        if login != winners[0]:
            assert (result.status, result.code, result.problem['by']) == (409, 'taken', winners[0].title()), result
    assert results[winners[0]]['state'] == 'active'


@rule()
def the_same_request_again_changes_nothing(daemon):
    ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    contact = ann.all('/contacts?state=open')[0][0]
    request = new_uuid()
    first, second = ann.accept(contact['id'], request), ann.accept(contact['id'], request)
    assert first['rev'] == second['rev'], (first, second)
    body = {'uuid': new_uuid(), 'text': 'Good day', 'seen_seq': first['last_message']['seq']}
    path = f'/contacts/{contact["id"]}/messages'
    answers = [ann.http.ask('POST', '/api/v1' + path, body, ann.headers()) for _ in range(2)]
    assert [a[0] for a in answers] == [201, 200], answers
    assert answers[0][2] == answers[1][2]
    assert len(ann.get(path)['items']) == 2


@rule()
def writing_to_a_waiting_contact_accepts_it(daemon):
    _, ws, seq = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    contact = ann.all('/contacts?state=open')[0][0]
    message = ann.write(contact['id'], 'I will look into it.', seq)
    assert (message['author'], message['agent_name'], message['internal'], message['contact_id']) == \
        ('agent', 'Ann', False, contact['id']), message
    now = ann.get(f'/contacts/{contact["id"]}')
    assert (now['state'], now['agent_id']) == ('active', ann.id), now
    answer = ws.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'agent')
    assert answer['json']['text'] == 'I will look into it.'


@rule()
def nobody_answers_over_a_colleague_or_a_newer_question(daemon):
    visitor, ws, seq = ask_something(daemon)
    ann, lea = Agent(daemon.port, 'ann'), Agent(daemon.port, 'lea')
    contact = ann.all('/contacts?state=open')[0][0]
    first = ann.write(contact['id'], 'One moment', seq)
    got = problem_of(lambda: lea.write(contact['id'], 'Hello?', seq))
    assert (got.status, got.code, got.problem['by'], got.problem['seq']) == \
        (409, 'answered-meanwhile', 'Ann', int(first['id'])), got
    newer = visitor.say(ws, 'It is urgent!')['seq']
    suggestion = {'article_id': '1', 'question_id': str(seq), 'edited': False}
    got = problem_of(lambda: ann.write(contact['id'], 'Restart it.', int(first['id']), suggestion=suggestion))
    assert (got.code, got.problem['seq']) == ('customer-wrote-meanwhile', newer), got
    edited = ann.write(contact['id'], 'Restart it, please.', int(first['id']), suggestion={**suggestion, 'edited': True})
    assert edited['extra']['suggestion']['edited'] is True, edited
    assert ann.write(contact['id'], 'Own words need no check.', int(first['id']))


@rule()
def a_colleague_cannot_write_to_what_another_owns_but_a_lead_can(daemon):
    _, _, seq = ask_something(daemon)
    ann, adm = Agent(daemon.port, 'ann'), Agent(daemon.port, 'adm')
    daemon.verb('user', 'add', 'bob', '--name', 'Bob', '--role', 'agent', '--scope', 'all', '--org', 'hq', '--password-stdin',
                stdin='correct horse\n')
    bob = Agent(daemon.port, 'bob')
    contact = ann.all('/contacts?state=open')[0][0]
    last = int(ann.write(contact['id'], 'Good day', seq)['id'])
    assert not bob.all('/contacts?state=open')[0], 'an owned contact is its owner\'s'
    got = problem_of(lambda: bob.write(contact['id'], 'Me too', last))
    assert (got.status, got.code) in ((409, 'taken'), (404, 'not-found')), got
    assert adm.write(contact['id'], 'I take part.', last)


@rule()
def a_closed_contact_takes_no_message_and_keeps_its_summary(daemon):
    _, ws, seq = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    contact = ann.all('/contacts?state=open')[0][0]
    path = f'/contacts/{contact["id"]}'
    ann.write(contact['id'], 'Done.', seq)
    closed = ann.post(path + '/close', {'request': new_uuid(), 'summary': 'Licence renewed'})
    assert (closed['state'], closed['summary']) == ('closed', 'Licence renewed') and closed['closed_at'], closed
    got = problem_of(lambda: ann.write(contact['id'], 'One more thing', closed['rev']))
    assert (got.status, got.code) == (409, 'over'), got
    assert ws.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == 'closed')
    assert [c['id'] for c in ann.all('/contacts?state=closed')[0]] == [contact['id']]
    assert not ann.all('/contacts?state=open')[0]


@rule()
def reading_goes_forwards_only_and_clears_unread(daemon):
    visitor, ws, seq = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    contact = ann.all('/contacts?state=open')[0][0]
    ann.accept(contact['id'])
    later = visitor.say(ws, 'Hello?')['seq']
    path = f'/contacts/{contact["id"]}'
    assert ann.get(path)['unread'] == 2
    for read, kept, unread in ((seq, seq, 1), (later, later, 0), (seq, later, 0), (10 ** 12, later, 0)):
        ann.put(path + '/read', {'seq': read})
        now = ann.get(path)
        assert (now['agent_read_seq'], now['unread']) == (kept, unread), (read, now)
    assert ws.until(lambda got: got.get('noun') == 'contact' and got['json']['agent_read_seq'] == later)


@rule('--visitor-rate', '1000')
def messages_come_newest_first_in_pages_without_gap_or_repeat(daemon):
    visitor, ws, _ = ask_something(daemon, '0')
    for i in range(1, 57):
        visitor.say(ws, f'{i}')
    ann = Agent(daemon.port, 'ann')
    path = f'/contacts/{ann.all("/contacts?state=open")[0][0]["id"]}/messages'
    texts, after = [], None
    while True:
        page = ann.get(f'{path}?limit=10' + (f'&after={after}' if after else ''))
        texts += [m['text'] for m in page['items']]
        after = page['next']
        if after is None:
            break
        visitor.say(ws, 'in between')
    assert texts == [f'{i}' for i in range(56, -1, -1)], texts


@rule()
def another_organisations_contact_does_not_exist(daemon):
    ask_something(daemon, org='west')
    wes, ed = Agent(daemon.port, 'wes'), Agent(daemon.port, 'ed')
    contact = wes.all('/contacts?state=open')[0][0]
    path = f'/contacts/{contact["id"]}'
    assert not ed.all('/contacts?state=open')[0]
    for act in (lambda: ed.get(path), lambda: ed.get(path + '/messages'), lambda: ed.accept(contact['id']),
                lambda: ed.write(contact['id'], 'hello', 0), lambda: ed.close_contact(contact['id']),
                lambda: ed.put(path + '/read', {'seq': 1})):
        assert problem_of(act).status == 404


@rule()
def what_is_not_well_formed_is_a_400_in_words(daemon):
    _, _, seq = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    path = f'/contacts/{ann.all("/contacts?state=open")[0][0]["id"]}'
    for method, where, body in (('POST', path + '/accept', {}), ('POST', path + '/accept', {'request': 'x'}),
                                ('POST', path + '/messages', {'uuid': new_uuid(), 'seen_seq': seq}),
                                ('POST', path + '/messages', {'uuid': new_uuid(), 'text': '', 'seen_seq': seq}),
                                ('POST', path + '/messages', {'uuid': new_uuid(), 'text': 'x' * 10001, 'seen_seq': seq}),
                                ('POST', path + '/messages', {'text': 'x', 'seen_seq': seq}), ('PUT', path + '/read', {'seq': 'x'}),
                                ('GET', '/contacts?state=mine', None), ('GET', '/contacts?limit=1000', None),
                                ('GET', path + '/messages?after=x', None)):
        got = problem_of(lambda m=method, w=where, b=body: ann.call(m, w, b))
        assert got.status == 400 and got.problem['detail'], (method, where, got)
    assert problem_of(lambda: ann.get('/contacts/999999')).status == 404
    assert problem_of(lambda: ann.get('/contacts/abc')).status == 404


if __name__ == '__main__':
    run()
