# SPDX-License-Identifier: GPL-3.0-or-later
"""The course of a contact: it ends, is wrapped up, colleagues join, somebody takes it over, it goes on."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import ask  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, Problem, Visitor, new_uuid  # noqa: E402
from ws import text  # noqa: E402


def ask_something(daemon, words='My licence has expired.', org='hq'):
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', org)
    visitor = Visitor(daemon.port)
    ws = visitor.socket()
    return visitor, ws, visitor.say(ws, words)['seq']


def refused(act):
    try:
        act()
    except Problem as problem:
        return problem.status, problem.code
    raise AssertionError('it was allowed')


def of(noun, wanted):
    return lambda got: got.get('noun') == noun and wanted(got.get('json') or {})


def system(code):
    return of('message', lambda json: json.get('extra', {}).get('system', {}).get('code') == code)


def end(agent, contact, **more):
    return agent.post(f'/contacts/{contact["id"]}/close', {'request': new_uuid(), **more})


@rule()
def an_ended_contact_waits_for_its_category_and_the_customer_goes_on_with_the_same_agent(daemon):
    visitor, ws, seq = ask_something(daemon)
    ann, bob = Agent(daemon.port, 'ann'), Agent(daemon.port, 'adm')
    category = daemon.verb('category', 'add', 'Licence', '--org', 'hq').stdout.split()[-1]
    contact = ann.all('/contacts?state=open')[0][0]
    path = f'/contacts/{contact["id"]}'
    ann.put('/me/presence', {'presence': 'online'})
    ann.accept(contact['id'])
    assert refused(lambda: ann.put(path + '/wrap-up', {'request': new_uuid(), 'done': True})) == (409, 'not-ended')
    ended = end(ann, contact, wrap_up=True)
    assert (ended['state'], ended['ended_by'], ended['closed_at']) == ('wrap_up', 'agent', None), ended
    assert ws.until(of('contact', lambda json: json['state'] == 'wrap_up'))['json']['ended_by'] == 'agent'
    assert [c['id'] for c in ann.all('/contacts?state=open')[0]] == [contact['id']]
    assert refused(lambda: ann.write(contact['id'], 'One more thing', ended['rev'] + 9)) == (409, 'over')
    assert ann.write(contact['id'], 'For us: it was the date', 0, internal=True)['internal']
    # What he writes now is another contact, with her who is still there; this one is wrapped up.
    visitor.say(ws, 'And another thing')
    old, new = ann.all('/contacts?state=open')[0]
    assert (new['state'], new['agent_id'], new['continues_id']) == ('active', ann.id, old['id']), new
    assert visitor.session()['contact']['continues'] == old['uuid']
    assert refused(lambda: ann.put(path + '/wrap-up', {'request': new_uuid(), 'category_id': '999999'})) == (400, 'bad-field')
    saved = ann.put(path + '/wrap-up', {'request': new_uuid(), 'category_id': category, 'summary': 'Expired'})
    assert (saved['state'], saved['category'], saved['summary']) == ('wrap_up', 'Licence', 'Expired'), saved
    taken_back = ann.put(path + '/wrap-up', {'request': new_uuid(), 'category_id': None, 'summary': ''})
    assert (taken_back.get('category_id'), taken_back.get('summary') or '') == (None, ''), taken_back
    ann.put(path + '/wrap-up', {'request': new_uuid(), 'category_id': category, 'summary': 'Expired'})
    done = ann.put(path + '/wrap-up', {'request': new_uuid(), 'done': True})
    assert (done['state'], done['category_id'], done['summary']) == ('closed', category, 'Expired') and done['closed_at'], done
    # When she is away he waits for whoever comes.
    end(ann, new)
    ann.put('/me/presence', {'presence': 'break', 'reason': 'lunch'})
    visitor.say(ws, 'Still there?')
    again = bob.all('/contacts?state=open')[0][0]
    assert again['state'] == 'queued'
    # So he does when she let an offer run out and has not said since that she is back.
    ann.put('/me/presence', {'presence': 'online'})
    ann.accept(again['id'])
    end(ann, again)
    daemon.write(f'UPDATE agent SET missed_at_ms = 1 WHERE id = {ann.id}')
    visitor.say(ws, 'And now?')
    again = bob.all('/contacts?state=open')[0][0]
    assert again['state'] == 'queued'
    # And when she has no place left for him: what she wraps up holds one too.
    ann.put('/me/presence', {'presence': 'online'})
    ann.accept(again['id'])
    daemon.verb('user', 'set', 'ann', '--at-once', 'web=1')
    end(ann, again, wrap_up=True)
    visitor.say(ws, 'Is she there?')
    assert [c['state'] for c in bob.all('/contacts?state=open')[0]] == ['wrap_up', 'queued']


@rule('--require-category')
def where_a_category_is_wanted_nothing_closes_without(daemon):
    ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    contact = ann.all('/contacts?state=open')[0][0]
    ann.accept(contact['id'])
    far = daemon.verb('category', 'add', 'Theirs', '--org', 'west').stdout.split()[-1]
    own = daemon.verb('category', 'add', 'Ours', '--org', 'hq').stdout.split()[-1]
    assert refused(lambda: end(ann, contact)) == (400, 'bad-field')
    assert refused(lambda: end(ann, contact, category_id=far)) == (400, 'bad-field')
    assert end(ann, contact, wrap_up=True)['state'] == 'wrap_up', 'it can still end for the customer'
    assert end(ann, contact, category_id=own)['state'] == 'closed'


def queue_with(daemon, **values):
    adm = Agent(daemon.port, 'adm')
    return adm.post('/queues', {'request': new_uuid(), 'name': 'Line', 'channels': [c['id'] for c in adm.get('/channels')['items']], **values})


@rule('--require-category')
def the_time_of_wrap_up_ends_it_unless_it_owes_a_category_and_is_given_once_more(daemon):
    visitor, ws, _ = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    stream = ann.stream(since=0)
    contact = ann.all('/contacts?state=open')[0][0]
    path = f'/contacts/{contact["id"]}'
    ann.accept(contact['id'])
    assert refused(lambda: ann.post(path + '/extend', {'request': new_uuid()})) == (409, 'not-ended')
    assert 'wrap_until' not in end(ann, contact, wrap_up=True), 'no queue: as long as it takes'
    assert refused(lambda: ann.post(path + '/extend', {'request': new_uuid()})) == (409, 'untimed')
    ann.put(path + '/wrap-up', {'request': new_uuid(), 'done': True})
    queue_with(daemon, wrap_up_s=10)
    daemon.write('UPDATE queue SET wrap_up_s = 1')
    # There is no category to choose: it ends by itself.
    ws.send({'end': True, 'n': 1})
    visitor.say(ws, 'Me again')
    contact = ann.all('/contacts?state=open')[0][0]
    ann.accept(contact['id'])
    ended = end(ann, contact, wrap_up=True)
    assert ended['wrap_extended'] is False and ended['wrap_until'] > ended['ended_at'], ended
    closed = stream.until(lambda got: got.get('id') == contact['id'] and got['json']['state'] == 'closed')['json']
    assert 'wrap_until' not in closed and closed['closed_at'] >= ended['wrap_until'], closed
    # Now there is one, and it is wanted: what owes it stays, until it is chosen.
    category = daemon.verb('category', 'add', 'Licence', '--org', 'hq').stdout.split()[-1]
    visitor.say(ws, 'And again')
    contact = ann.all('/contacts?state=open')[0][0]
    path = f'/contacts/{contact["id"]}'
    ann.accept(contact['id'])
    ended, request = end(ann, contact, wrap_up=True), {'request': new_uuid()}
    longer = ann.post(path + '/extend', request)
    assert longer['wrap_extended'] is True and longer['wrap_until'] > ended['wrap_until'], longer
    assert ann.post(path + '/extend', request)['wrap_until'] == longer['wrap_until'], 'sent twice'
    assert refused(lambda: ann.post(path + '/extend', {'request': new_uuid()})) == (409, 'extended')
    ann.put(path + '/wrap-up', {'request': new_uuid(), 'category_id': category, 'summary': 'Expired'})
    closed = stream.until(lambda got: got.get('id') == contact['id'] and got['json']['state'] == 'closed')['json']
    assert (closed['category'], closed['summary']) == ('Licence', 'Expired') and closed['closed_at'] >= longer['wrap_until'], closed
    day = ann.get('/me/day')
    assert day['handled'] == 3 and day['mean_handle_ms'] * 3 >= day['wrap_ms'] >= 3000, day
    assert day['missed'] == day['ratings'] == 0 and 'rating_mean' not in day, day


@rule()
def a_visitor_ends_behind_all_that_he_wrote(daemon):
    visitor, ws, _ = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    stream = ann.stream(since=0)
    contact = ann.all('/contacts?state=open')[0][0]
    ann.accept(contact['id'])
    words = [visitor.message(f'thanks {i}') for i in range(5)]
    after = visitor.message('one thing more')
    ws.send_bytes(b''.join(map(text, [*words, {'end': True, 'n': 99}, after])))
    assert ws.until(lambda got: 'ended' in got)['ended'] == contact['uuid']
    ws.until(lambda got: got.get('ack') == after['n'])
    ended = stream.until(of('contact', lambda json: json['state'] == 'wrap_up'))['json']
    assert (ended['ended_by'], ended['agent_id']) == ('customer', ann.id)
    old, new = ann.all('/contacts?state=open')[0]
    assert (old['state'], new['continues_id']) == ('wrap_up', old['id'])
    mine = [m['text'] for m in ann.get(f'/contacts/{old["id"]}/messages')['items'] if m['author'] == 'customer']
    assert mine == ['thanks 4', 'thanks 3', 'thanks 2', 'thanks 1', 'thanks 0', 'My licence has expired.'], mine
    # Who only waits, leaves: nobody owes anything.
    ws.send({'leave_queue': True, 'n': 100})
    assert ws.until(lambda got: 'ended' in got)['ended'] == new['uuid']
    assert ann.get(f'/contacts/{new["id"]}')['state'] in ('abandoned', 'wrap_up')
    other = Visitor(daemon.port)
    other_ws = other.socket()
    other_ws.send({'end': True, 'n': 1})
    assert other_ws.until(lambda got: 'refused' in got)['code'] == 'no-contact'
    other.say(other_ws, 'Hello?')
    other_ws.send({'leave_queue': True, 'n': 2})
    gone = other_ws.until(of('contact', lambda json: json['state'] == 'abandoned'))['json']
    assert gone['ended_by'] == 'customer'
    assert ann.all('/contacts?state=closed')[0][-1]['state'] == 'abandoned'


@rule()
def a_guest_from_anywhere_sees_one_contact_and_writes_to_it_until_he_leaves(daemon):
    visitor, ws, seq = ask_something(daemon)
    ann, wes, ed = (Agent(daemon.port, login) for login in ('ann', 'wes', 'ed'))
    contact = ann.all('/contacts?state=open')[0][0]
    path = f'/contacts/{contact["id"]}'
    ann.accept(contact['id'])
    stream = wes.stream()
    stream.until(lambda got: 'hello' in got)
    assert refused(lambda: wes.get(path)) == (404, 'not-found')
    wish = {'request': new_uuid(), 'agent_id': wes.id, 'note': 'You know this machine'}
    invited = ann.post(path + '/guests', wish)
    assert ann.post(path + '/guests', wish)['rev'] == invited['rev'], 'once'
    assert [(g['id'], g['name'], g['by']) for g in invited['guests']] == [(wes.id, 'Wes', 'Ann')]
    assert stream.until(of('contact', lambda json: 'guests' in json))['id'] == contact['id']
    line = stream.until(system('invited'))['json']
    assert line['internal'] and line['extra']['system'] == {'code': 'invited', 'who': 'Wes', 'by': 'Ann', 'note': 'You know this machine'}
    assert [c['id'] for c in wes.all('/contacts?state=open')[0]] == [contact['id']]
    assert len(wes.get(path + '/messages')['items']) == 2
    # The customer's next words come by the fast path, and to a stream that resumes as well.
    said = visitor.say(ws, 'It says error 7')['seq']
    assert stream.until(of('message', lambda json: json.get('text') == 'It says error 7'))['seq'] == said
    with wes.stream(since=said - 1) as again:
        assert again.until(of('message', lambda json: json.get('text') == 'It says error 7'))['seq'] == said
    assert wes.write(contact['id'], 'Error 7 is the cable', 0, internal=True)['internal']
    answer = wes.write(contact['id'], 'Please check the cable.', said)
    assert ws.until(of('message', lambda json: json.get('author') == 'agent'))['json']['name'] == 'Wes'
    assert refused(lambda: wes.post(path + '/guests', {'request': new_uuid(), 'agent_id': ed.id})) == (409, 'taken')
    assert refused(lambda: ann.post(path + '/guests', {'request': new_uuid(), 'agent_id': ann.id})) == (409, 'guest')
    # He leaves by himself; nothing of it reaches him any more.
    assert wes.call('DELETE', f'{path}/guests/{wes.id}', {'request': new_uuid()}) is None
    gone = stream.until(lambda got: got.get('noun') == 'contact' and got['kind'] == 'gone')
    assert gone['id'] == contact['id']
    last = visitor.say(ws, 'The cable was loose')['seq']
    with wes.stream(since=gone['seq']) as again:
        assert again.until(lambda got: got.get('beat', {}).get('upto', 0) >= last), 'live'
        assert refused(lambda: wes.get(path)) == (404, 'not-found')
    assert refused(lambda: wes.write(contact['id'], 'Good', 10 ** 9)) == (404, 'not-found')
    # No word of his coming and going ever reached the customer.
    shown = visitor.session()['messages']
    assert [m['author'] for m in shown] == ['customer', 'customer', 'agent', 'customer'], shown
    assert answer['agent_id'] == wes.id


@rule()
def who_oversees_takes_over_and_the_former_owner_stays(daemon):
    visitor, ws, seq = ask_something(daemon)
    ann, adm = Agent(daemon.port, 'ann'), Agent(daemon.port, 'adm')
    contact = ann.all('/contacts?state=open')[0][0]
    path = f'/contacts/{contact["id"]}'
    ann.accept(contact['id'])
    stream = ann.stream()
    stream.until(lambda got: 'hello' in got)
    assert refused(lambda: ann.post(path + '/take', {'request': new_uuid()})) == (403, 'not-allowed')
    taken = adm.post(path + '/take', {'request': new_uuid()})
    assert (taken['agent_id'], taken['state'], [g['id'] for g in taken['guests']]) == (adm.id, 'active', [ann.id]), taken
    assert stream.until(of('contact', lambda json: json['agent_id'] == adm.id))['kind'] == 'put'
    assert ws.until(of('contact', lambda json: json.get('agent_name') == 'Adm'))
    assert ann.write(contact['id'], 'My colleague goes on.', 10 ** 9)
    assert refused(lambda: end(ann, contact)) == (409, 'taken')
    # Four at most, and an owner is never his own guest.
    for number in range(3):
        daemon.verb('user', 'add', f'g{number}', '--name', f'G{number}', '--org', 'west', '--password-stdin', stdin='correct horse\n')
    guests = [id for (id,) in daemon.query("SELECT id FROM agent WHERE login LIKE 'g_'")]
    for guest in guests:
        adm.post(path + '/guests', {'request': new_uuid(), 'agent_id': str(guest)})
    wes = daemon.query("SELECT id FROM agent WHERE login = 'wes'")[0][0]
    assert refused(lambda: adm.post(path + '/guests', {'request': new_uuid(), 'agent_id': str(wes)})) == (409, 'full')
    assert len(adm.get(path)['guests']) == 4


def visit(visitor, method, path, body=None):
    """A request of the conversation's page; (status, parsed body or text)."""
    answer = ask(visitor.port, method, f'/widget/web/{path}', None, body,
                 {'Origin': visitor.origin(), 'Sec-Fetch-Site': 'same-origin', 'Cookie': visitor.cookie})
    return answer.status, answer.json if answer.headers.get('content-type', '').endswith('json') else answer.body.decode()


@rule()
def a_rating_is_given_once_after_the_end_and_read_by_agents_alone(daemon):
    visitor, ws, seq = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    contact = ann.all('/contacts?state=open')[0][0]
    given = {'contact': contact['uuid'], 'stars': 2, 'reasons': ['slow', 'unsolved'], 'comment': 'I waited long'}
    ann.accept(contact['id'])
    status, problem = visit(visitor, 'POST', 'rating', given)
    assert (status, problem['code']) == (409, 'not-ended')
    end(ann, contact)
    for wrong in ({'stars': 6}, {'stars': 0}, {'reasons': ['nice']}, {'comment': 'x' * 1001}, {'contact': 'x'}):
        assert visit(visitor, 'POST', 'rating', {**given, **wrong})[0] == 400, wrong
    stranger = Visitor(daemon.port)
    stranger.session()
    assert visit(stranger, 'POST', 'rating', given)[0] == 404
    assert visit(visitor, 'POST', 'rating', given)[0] == 204
    assert ws.until(of('contact', lambda json: json.get('rating') == 2))
    assert visit(visitor, 'POST', 'rating', {**given, 'stars': 3, 'comment': None})[0] == 204
    rated = ann.get(f'/contacts/{contact["id"]}')
    assert (rated['rating'], rated['rating_reasons'], rated.get('rating_comment')) == (3, ['slow', 'unsolved'], None), rated
    assert visitor.session()['contact']['rating'] == 3
    lines = [m['extra']['system'] for m in ann.get(f'/contacts/{contact["id"]}/messages')['items'] if m['author'] == 'system']
    assert lines == [{'code': 'rated', 'stars': 2}, {'code': 'ended', 'who': 'Ann', 'by': 'agent'}], lines
    daemon.write('UPDATE contact SET rated_at_ms = rated_at_ms - 700000')
    status, problem = visit(visitor, 'POST', 'rating', given)
    assert (status, problem['code']) == (409, 'too-late')


@rule()
def a_message_is_left_with_a_way_to_answer_it(daemon):
    visitor, ws, _ = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    waiting = ann.all('/contacts?state=open')[0][0]
    left = {'request': new_uuid(), 'text': 'Please call me', 'name': 'Liu Yang', 'reach': '138 0000 2046'}
    for wrong in ('', 'Liu', '12', 'liu@'):
        status, problem = visit(visitor, 'POST', 'message', {**left, 'reach': wrong})
        assert (status, problem['code']) == (422, 'bad-reach') and 'li@example.com' in problem['detail'], (wrong, problem)
    status, answer = visit(visitor, 'POST', 'message', left)
    assert (status, answer) == (201, {'contact': waiting['uuid']}), 'who waited waits no more'
    assert visit(visitor, 'POST', 'message', left) == (200, answer)
    contact = ann.get(f'/contacts/{waiting["id"]}')
    assert (contact['left'], contact['left_name'], contact['left_reach'], contact['state']) == (True, 'Liu Yang', '+8613800002046', 'queued')
    assert contact['last_message']['text'] == 'Please call me'
    assert ws.until(of('contact', lambda json: json.get('left')))
    other = Visitor(daemon.port)
    other.session()
    assert visit(other, 'POST', 'message', {**left, 'request': new_uuid(), 'reach': 'Liu@Example.COM'})[0] == 201
    new = ann.all('/contacts?state=open')[0][-1]
    assert (new['left'], new['left_reach'], new['name']) == (True, 'liu@example.com', 'Liu Yang')
    # What he has sent before goes along.
    file, headers = new_uuid(), {'Origin': other.origin(), 'Sec-Fetch-Site': 'same-origin', 'Cookie': other.cookie}
    sent = ask(daemon.port, 'POST', '/widget/web/files', None, 'Error 7\n'.encode(), {**headers, 'Zuoxi-Name': 'error.log', 'Zuoxi-Uuid': file})
    assert sent.status == 201, sent.body
    assert visit(other, 'POST', 'message', {**left, 'request': new_uuid(), 'text': '', 'files': [file]})[0] == 201
    lines = [m for m in ann.get(f'/contacts/{new["id"]}/messages')['items'] if m['author'] == 'customer']
    assert [f['name'] for f in lines[0]['extra']['files']] == ['error.log'], lines
    assert visit(other, 'POST', 'message', {**left, 'request': new_uuid(), 'files': [new_uuid()]})[0] == 400
    nobody = Visitor(daemon.port)
    nobody.cookie = 'x=y'
    assert visit(nobody, 'POST', 'message', left)[0] == 403


@rule()
def who_left_a_message_out_of_hours_and_writes_again_in_hours_waits_again(daemon):
    visitor, ws, _ = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    daemon.verb('calendar', 'add', 'Never', '--org', 'hq', '--timezone', 'UTC', '--week', '1 08:00-08:01', '--off', '2020-01-01..2099-01-01')
    daemon.verb('calendar', 'add', 'Always', '--org', 'hq', '--timezone', 'UTC', '--week', '1-7 00:00-24:00')
    daemon.verb('channel', 'add', 'web', '--calendar', 'Never', '--update')
    waiting = ann.all('/contacts?state=open')[0][0]
    left = {'request': new_uuid(), 'text': 'Please call me', 'name': 'Liu Yang', 'reach': '138 0000 2046'}
    assert visit(visitor, 'POST', 'message', left)[0] == 201
    assert ws.until(of('contact', lambda json: json.get('left')))
    visitor.say(ws, 'It is urgent')
    stream = ann.stream()
    path = f'/contacts/{waiting["id"]}'
    assert ann.get(path)['left'], 'out of hours nobody waits'
    daemon.verb('channel', 'add', 'web', '--calendar', 'Always', '--update')
    ws.send(visitor.message('Are you there now?'))
    assert ws.until(of('contact', lambda json: not json.get('left')))['json']['state'] == 'queued'
    assert ws.until(lambda got: got.get('frame') == 'queue')['place'] == 1, 'he has a place again'
    assert stream.until(of('contact', lambda json: not json.get('left')))['id'] == waiting['id'], 'the same contact'
    assert stream.until(system('came_back'))['json']['extra']['system']['who'] == 'Liu Yang'
    back = ann.get(path)
    assert (back['left_reach'], back['waiting_since'], back['created_at']) == ('+8613800002046', waiting['waiting_since'], waiting['created_at']), \
        'none of its clocks begins anew'
    visitor.say(ws, 'Hello?')
    assert [m['author'] for m in ann.get(path + '/messages')['items']].count('system') == 2, 'told once'
    # Left again, and to a page that opens later; the agent who has it is talked with, whatever the hours.
    assert visit(visitor, 'POST', 'message', {**left, 'request': new_uuid()})[0] == 201
    assert ann.get(path)['left']
    daemon.verb('channel', 'add', 'web', '--calendar', 'Never', '--update')
    ann.accept(waiting['id'])
    later = visitor.socket()
    later.send(visitor.message('Thank you'))
    assert later.until(of('contact', lambda json: not json.get('left')))['json']['agent_name'] == 'Ann'
    assert daemon.query('SELECT count(*) FROM contact')[0][0] == 1, 'one conversation'
    assert visitor.session()['contact'].get('left') is None


@rule()
def a_transcript_has_every_public_word_and_no_internal_one(daemon):
    visitor, ws, seq = ask_something(daemon, 'It does not print')
    ann = Agent(daemon.port, 'ann')
    contact = ann.all('/contacts?state=open')[0][0]
    ann.write(contact['id'], 'Which printer?', seq)
    ann.write(contact['id'], 'He always forgets the cable', seq, internal=True)
    path = f'transcript?contact={contact["uuid"]}'
    status, own = visit(visitor, 'GET', path + '&lang=zh-Hans')
    assert status == 200 and 'It does not print' in own and 'Which printer?' in own and '您' in own and 'Ann' in own, own
    assert 'cable' not in own
    theirs = ask(daemon.port, 'GET', f'/api/v1/contacts/{contact["id"]}/transcript.txt?lang=en', ann.token)
    assert theirs.status == 200 and 'Customer' in theirs.body.decode() and 'cable' not in theirs.body.decode()
    assert theirs.headers['content-disposition'].startswith('attachment')
    stranger = Visitor(daemon.port)
    stranger.session()
    assert visit(stranger, 'GET', path)[0] == 404


@rule()
def who_waits_is_told_his_place_and_when_somebody_is_there(daemon):
    visitor, ws, _ = ask_something(daemon)
    ann = Agent(daemon.port, 'ann')
    assert ws.until(lambda got: got.get('frame') == 'queue') == {'frame': 'queue', 'place': 1, 'before': 0, 'wait_ms': None}
    other = Visitor(daemon.port)
    other_ws = other.socket()
    other.say(other_ws, 'Me too')
    assert other_ws.until(lambda got: got.get('frame') == 'queue')['place'] == 2
    assert visitor.session()['desk']['wait_ms'] is None, 'nobody was accepted: no wait can be told'
    first = ann.all('/contacts?state=open')[0][0]
    ann.accept(first['id'])
    assert other_ws.until(lambda got: got.get('frame') == 'queue')['place'] == 1, 'the next'
    adm = Agent(daemon.port, 'adm')
    channel, = adm.get('/channels')['items']
    queue = adm.post('/queues', {'request': new_uuid(), 'name': 'Web', 'channels': [channel['id']], 'opening': 'Good morning!'})
    assert other_ws.until(lambda got: got.get('frame') == 'queue' and got.get('opening') == 'Good morning!')['place'] == 1
    daemon.verb('queue', 'set', queue['name'], '--opening', '')
    assert other_ws.until(lambda got: got.get('frame') == 'queue' and 'opening' not in got)['place'] == 1
    # Office hours that are never, then always: told as they change.
    never = adm.post('/calendars', {'request': new_uuid(), 'name': 'Gone', 'timezone': 'Asia/Shanghai', 'week': '1 08:00-08:01',
                                    'off': '2020-01-01..2099-01-01'})
    answer = ask(daemon.port, 'PATCH', f'/api/v1/channels/{channel["id"]}', adm.token, {'calendar_id': never['id'], 'reply_promise_min': 120},
                 {'If-Match': f'"{channel["rev"]}"'})
    assert answer.status == 200, answer.body
    assert other_ws.until(lambda got: got.get('frame') == 'desk' and not got['open'])
    desk = other.session()['desk']
    assert (desk['open'], desk['opens_at'], desk['timezone'], desk['promise_minutes']) == (False, None, 'Asia/Shanghai', 120), desk
    assert desk['hours'] == [{'days': [1], 'from': '08:00', 'to': '08:01'}]
    answer = ask(daemon.port, 'PATCH', f'/api/v1/calendars/{never["id"]}', adm.token, {'week': '1-7 00:00-24:00', 'off': None},
                 {'If-Match': f'"{never["rev"]}"'})
    assert answer.status == 200, answer.body
    assert other_ws.until(lambda got: got.get('frame') == 'desk' and got['open'])
    # How long it takes is said when it is known.
    daemon.write(f'UPDATE contact SET accepted_at_ms = created_at_ms + 60000 WHERE id = {first["id"]}')
    for _ in range(2):
        more = Visitor(daemon.port)
        more_ws = more.socket()
        more.say(more_ws, 'And me')
        newest = ann.all('/contacts?state=open')[0][-1]['id']
        ann.accept(newest)
        daemon.write(f'UPDATE contact SET accepted_at_ms = created_at_ms + 60000 WHERE id = {newest}')
    last = Visitor(daemon.port)
    last_ws = last.socket()
    last.say(last_ws, 'And me')
    assert last_ws.until(lambda got: got.get('frame') == 'queue') == {'frame': 'queue', 'place': 2, 'before': 1, 'wait_ms': 60000}


if __name__ == '__main__':
    run()
