# SPDX-License-Identifier: GPL-3.0-or-later
"""A routed queue: each contact is offered to one agent at a time, until somebody takes it."""
import os
import sys
from datetime import datetime, timedelta

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import wait_until  # noqa: E402
from routed import all_at_once, crowd, offer_of, online, retune, route  # noqa: E402
from rules import rule, run  # noqa: E402
from talk import Agent, Problem, Visitor, new_uuid  # noqa: E402


def refused(act):
    try:
        act()
    except Problem as problem:
        return problem.status, problem.code
    raise AssertionError('it was allowed')


def answer(agent, offer, verb, **more):
    return agent.post(f'/offers/{offer["id"]}/{verb}', {'request': new_uuid(), **more})


def change_queue(daemon, admin, queue, **changes):
    """As it is now, which every daemon hears of."""
    return daemon.ask('PATCH', f'/api/v1/queues/{queue["id"]}', admin.token, changes, {'If-Match': f'"{queue["rev"]}"'}).expect(200).json


def outcomes(daemon):
    return daemon.query('SELECT contact_id, agent_id, outcome FROM offer ORDER BY id')


def figure(daemon, name):
    words = daemon.get('/metrics').expect(200).body.decode()
    return int(words.split(f'\nzuoxid_routing_{name}_total ')[1].split('\n')[0])


def compared_twice(daemon):
    """All rows with what the router knows; what differed at the first time and was heard of before the second is no difference."""
    looks = figure(daemon, 'full_looks')
    wait_until(lambda: figure(daemon, 'full_looks') >= looks + 2, 'the desk to be compared')


def say(daemon, words='Hello?'):
    visitor = Visitor(daemon.port)
    ws = visitor.socket()
    visitor.say(ws, words)
    return visitor, ws


@rule()
def an_offer_is_accepted_or_goes_to_the_next(daemon):
    queue = route(daemon, 'ann', 'lea')
    ann, lea, ed = online(daemon, 'ann'), online(daemon, 'lea'), Agent(daemon.port, 'ed')
    hears = ann.stream()
    hears.receive()
    visitor, ws = say(daemon)
    offer = offer_of(ann)
    contact = ann.get(f'/contacts/{offer["contact_id"]}')
    assert contact['state'] == 'offered' and contact['agent_id'] is None, contact
    assert (offer['agent_id'], offer['queue_id'], offer['kind']) == (ann.id, queue['id'], 'new'), offer
    assert offer['why'][0] == {'why': 'least_loaded', 'n': 0, 'of': 4}, offer
    told = hears.until(lambda got: got.get('noun') == 'offer')
    assert told['id'] == offer['id'] and told['json']['contact_id'] == contact['id'], told
    seen = offer['contact']  # as it is now; what was told keeps nothing of the customer
    assert (seen['id'], seen['channel'], seen['text'], seen['entered_at']) == (contact['id'], 'web', 'Hello?', contact['created_at']), seen
    assert offer['wants_reason'] is False and not {'contact', 'wants_reason'} & set(told['json']), told
    # It is hers alone to answer; the lead sees it.
    assert ed.get('/offers')['items'] == [] and lea.get('/offers')['items'] == [offer]
    assert refused(lambda: answer(lea, offer, 'accept')) == (404, 'not-found')
    daemon.write("UPDATE queue SET decline = 'with_reason'")
    assert lea.get(f'/offers/{offer["id"]}')['wants_reason'] is True
    assert refused(lambda: answer(ann, offer, 'decline', reason='')) == (400, 'bad-field')
    declined = answer(ann, offer, 'decline', reason='lunch')
    assert (declined['outcome'], declined['reason']) == ('declined', 'lunch') and declined['ended_at'], declined
    assert 'contact' not in declined and refused(lambda: ed.get(f'/offers/{offer["id"]}')) == (404, 'not-found')
    again = offer_of(lea)
    assert again['contact_id'] == contact['id'] and {'why': 'refused', 'n': 1} in again['why'], again
    assert refused(lambda: answer(ann, offer, 'accept')) == (409, 'over')
    taken = answer(lea, again, 'accept')
    assert (taken['state'], taken['agent_id']) == ('active', lea.id), taken
    ws.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == 'active')
    assert [o for _, _, o in outcomes(daemon)] == ['declined', 'accepted']
    assert lea.get('/offers')['items'] == []
    # Who signs out has gone, and keeps nobody waiting.
    say(daemon, 'Anybody else?')
    second = offer_of(ann)
    ann.delete('/sessions/current')
    assert offer_of(lea)['contact_id'] == second['contact_id']
    assert ('offline', 'self') in daemon.query('SELECT presence, cause FROM presence_change')


@rule()
def it_is_said_why_a_contact_waits_and_why_it_came(daemon):
    queue = route(daemon, 'ann')
    ann, lea = online(daemon, 'ann'), online(daemon, 'lea')
    say(daemon)
    offer = offer_of(ann)
    path = f'/contacts/{offer["contact_id"]}/why'
    why = lea.get(path)
    assert why['queue'] == {'id': queue['id'], 'name': queue['name']}, why
    assert why['items'] == [{'why': 'offered', 'agent': ann.id, 'agent_name': ann.me['name'], 'until': offer['deadline']}], why
    declined = answer(ann, offer, 'decline')
    place, rest = lea.get(path)['items']
    assert place == {'why': 'place', 'n': 1, 'of': 1}, place
    until = datetime.fromisoformat(declined['ended_at']) + timedelta(seconds=15)
    assert (rest['why'], rest['of'], datetime.fromisoformat(rest['until'])) == ('rest', 1, until), rest
    ann.put('/me/presence', {'presence': 'break', 'reason': 'lunch'})
    assert lea.get(path)['items'][1] == {'why': 'nobody_online', 'n': 1}
    ann.accept(offer['contact_id'])
    assert lea.get(path)['items'] == [], 'she took it herself'
    ann.put('/me/presence', {'presence': 'online'})
    say(daemon, 'second')
    second = offer_of(ann)
    answer(ann, second, 'accept')
    assert lea.get(f'/contacts/{second["contact_id"]}/why')['items'] == second['why']
    change_queue(daemon, Agent(daemon.port, 'adm'), queue, method='pull')
    say(daemon, 'third')
    third = ann.all('/contacts?state=open')[0][-1]['id']
    assert lea.get(f'/contacts/{third}/why')['items'] == [{'why': 'place', 'n': 1, 'of': 1}, {'why': 'pull'}]


@rule()
def freed_capacity_takes_the_next_at_once(daemon):
    route(daemon, 'ann')
    daemon.write("""UPDATE agent SET capacity = '{"web":1}' WHERE login = 'ann'""")
    ann = online(daemon, 'ann')
    say(daemon)
    first = answer(ann, offer_of(ann), 'accept')
    _, leaver = say(daemon, 'second')
    say(daemon, 'third')
    waiting = [c for c in ann.all('/contacts?state=open')[0] if c['state'] == 'queued']
    assert len(waiting) == 2 and ann.get('/offers')['items'] == []
    ann.close_contact(first['id'])
    offer = offer_of(ann)
    assert offer['contact_id'] == waiting[0]['id'], 'who came first'
    leaver.send({'leave_queue': True, 'n': 100})  # while it rings
    wait_until(lambda: outcomes(daemon)[1][2] == 'withdrawn', 'the offer to go with its contact')
    assert offer_of(ann)['contact_id'] == waiting[1]['id']
    # Taken from the list, as ever: the offer follows.
    ann.accept(waiting[1]['id'])
    assert ann.get('/offers')['items'] == [] and outcomes(daemon)[-1][2] == 'accepted'


@rule()
def what_an_agent_can_do_counts_as_soon_as_it_is_changed(daemon):
    queue = route(daemon, 'ann')
    adm, ann = Agent(daemon.port, 'adm'), online(daemon, 'ann')

    def change_ann(**changes):
        known = next(a for a in adm.get('/agents')['items'] if a['id'] == ann.id)
        return daemon.ask('PATCH', f'/api/v1/agents/{ann.id}', adm.token, changes, {'If-Match': f'"{known["rev"]}"'}).expect(200).json
    change_ann(capacity={'web': 1})
    say(daemon)
    answer(ann, offer_of(ann), 'accept')
    say(daemon)
    second = next(c for c in adm.all('/contacts?state=open')[0] if c['state'] == 'queued')
    wait_until(lambda: [w['why'] for w in adm.get(f'/contacts/{second["id"]}/why')['items']][1:] == ['all_full'], 'she has her one')
    change_ann(capacity={'web': 2})
    answer(ann, offer_of(ann), 'accept')
    change_ann(capacity={'web': 3})
    queue = change_queue(daemon, adm, queue, skills=[{'name': 'SAP', 'level': 3}])
    say(daemon)
    third = next(c for c in adm.all('/contacts?state=open')[0] if c['state'] == 'queued')
    for skills in ([], [{'name': 'Sap', 'level': 2}, {'name': 'ERP', 'level': 5}]):
        change_ann(skills=skills)
        wait_until(lambda: [w['why'] for w in adm.get(f'/contacts/{third["id"]}/why')['items']][1:] == ['nobody_skilled'], 'she cannot do it')
    twice = daemon.ask('PATCH', f'/api/v1/agents/{ann.id}', adm.token, {'skills': [{'name': 'sap'}, {'name': 'ＳＡＰ'}]},
                       {'If-Match': f'"{next(a for a in adm.get("/agents")["items"] if a["id"] == ann.id)["rev"]}"'})
    assert (twice.status, twice.code) == (400, 'bad-field'), twice.json
    assert change_ann(skills=[{'name': 'Sap', 'level': 3}])['skills'] == [{'name': 'Sap', 'level': 3}], 'as it was typed'
    assert offer_of(ann)['contact_id'] == third['id'], 'whoever typed it'


@rule()
def who_lets_an_offer_run_out_is_asked_no_more_until_he_is_back(daemon):
    queue = route(daemon, 'ann', 'lea')
    retune(daemon, queue['id'], 'offer_s = 1')
    ann = online(daemon, 'ann')
    say(daemon)
    wait_until(lambda: outcomes(daemon)[-1][2] == 'timeout', 'the offer to run out')  # one found much too late is withdrawn
    contact, asked = str(outcomes(daemon)[0][0]), len(outcomes(daemon))
    me = [a for a in ann.get('/agents')['items'] if a['id'] == ann.id][0]
    assert me['missed_at'] and me['presence'] == 'online', me
    assert ann.get(f'/contacts/{contact}')['state'] == 'queued'
    retune(daemon, queue['id'], 'offer_s = 600')
    lea = online(daemon, 'lea')
    assert offer_of(lea)['contact_id'] == contact
    daemon.write('UPDATE offer SET ended_at_ms = ended_at_ms - 15000 WHERE ended_at_ms IS NOT NULL')  # they have rested
    lea.put('/me/presence', {'presence': 'break', 'reason': 'lunch'})
    wait_until(lambda: outcomes(daemon)[asked][2] == 'withdrawn', 'the offer to be taken from who is away')
    assert 'missed_at' not in ann.put('/me/presence', {'presence': 'online'})
    assert offer_of(ann)['contact_id'] == contact, 'a new round'
    causes = daemon.query('SELECT presence, reason, cause FROM presence_change ORDER BY id')
    assert causes[-2:] == [('break', 'lunch', 'self'), ('online', None, 'self')], causes


@rule('--away-seconds', '1')
def an_agent_who_vanishes_leaves_the_contact_its_place(daemon):
    route(daemon, 'ann', 'lea')
    ann = Agent(daemon.port, 'ann')
    stream = ann.stream()
    stream.receive()
    ann.put('/me/presence', {'presence': 'online'})
    say(daemon)
    offer = offer_of(ann)
    stream.close()
    wait_until(lambda: outcomes(daemon)[0][2] == 'withdrawn', 'the offer to be taken from who is gone')
    lea = online(daemon, 'lea')
    assert offer_of(lea)['contact_id'] == offer['contact_id']
    assert ('offline', 'network') in daemon.query('SELECT presence, cause FROM presence_change')


@rule('--away-seconds', '1', '--lost-seconds', '2')
def the_chats_of_an_agent_who_vanishes_go_to_the_next(daemon):
    route(daemon, 'ann', 'lea', method='pull')
    lea = online(daemon, 'lea')
    ann = online(daemon, 'ann')
    visitor, ws = say(daemon)
    say(daemon, 'Thank you.')
    talk, done = (c['id'] for c in ann.all('/contacts?state=open')[0])
    ann.accept(talk)
    ann.accept(done)
    ann.post(f'/contacts/{done}/close', {'request': new_uuid(), 'wrap_up': True})
    ann.put('/me/presence', {'presence': 'offline'})  # also who says that he goes
    ann.socket.close()
    told = ws.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'system')['json']
    assert told['system'] == {'code': 'vanished', 'who': ann.me['name']}, told
    waits = lea.get(f'/contacts/{talk}')
    assert (waits['state'], waits['agent_id']) == ('queued', None), waits
    assert lea.get(f'/contacts/{done}')['state'] == 'wrap_up', 'nobody waits there'
    assert daemon.query(f"SELECT went_by FROM leg WHERE contact_id = {talk}") == [('vanished',)]
    lea.accept(talk)
    ws.until(lambda got: got.get('noun') == 'contact' and got['json'].get('agent_name') == lea.me['name'])
    visitor.say(ws, 'There you are.')


@rule('--open-requests', '10000', '--routing-check-seconds', '1')
def of_a_hundred_who_want_one_contact_one_gets_it(daemon):
    others = crowd(daemon, 99)  # before anything is routed: rows that no event tells of
    route(daemon, 'ann')
    ann = online(daemon, 'ann')
    say(daemon)
    offer = offer_of(ann)
    wishes = [(f'/contacts/{offer["contact_id"]}/accept', token) for _, token in others]
    wishes.insert(50, (f'/offers/{offer["id"]}/accept', ann.token))
    answers = all_at_once(daemon.port, wishes)
    won = [answer for status, answer in answers if status == 200]
    assert sorted(status for status, _ in answers) == [200] + [409] * 99, answers[:3]
    assert {answer['code'] for status, answer in answers if status == 409} <= {'taken', 'over'}, answers
    owners = daemon.query(f'SELECT state, agent_id FROM contact WHERE id = {offer["contact_id"]}')
    assert owners == [('active', int(won[0]['agent_id']))], owners
    ended = outcomes(daemon)
    assert [o for _, _, o in ended] == ['accepted' if won[0]['agent_id'] == ann.id else 'withdrawn'], ended
    # What the router keeps between two looks is what the rows say.
    say(daemon, 'The next one')
    answer(ann, offer_of(ann), 'accept')
    compared_twice(daemon)
    assert figure(daemon, 'differences') == 0, daemon.log


@rule('--routing-check-seconds', '1')
def what_changed_without_a_word_is_found_in_time(daemon):
    route(daemon, 'ann', 'lea')
    people = {agent.id: agent for agent in (online(daemon, 'ann'), online(daemon, 'lea'))}
    say(daemon)
    wait_until(lambda: outcomes(daemon), 'an offer')
    asked = people.pop(str(outcomes(daemon)[0][1]))
    other, = people

    def is_found():
        """Once more when it was looked over without that: a router that was new just then has read it from the row."""
        room = 1 + figure(daemon, 'full_looks') % 2
        daemon.write(f"""UPDATE agent SET capacity = '{{"phone":{room}}}' WHERE id = {other}""")
        compared_twice(daemon)
        return figure(daemon, 'differences') > 0
    wait_until(is_found, 'it to be said')
    assert 'than any event had told' in daemon.log
    say(daemon, 'Who else is there?')
    wait_until(lambda: len(outcomes(daemon)) == 2, 'another offer')
    assert outcomes(daemon)[1][1] == int(asked.id), 'the other has no room for it'


@rule('--away-seconds', '1')
def when_the_daemon_was_away_itself_agents_have_time_to_come_back(daemon):
    route(daemon, 'ann', method='pull')
    ann = online(daemon, 'ann')
    say(daemon)
    contact = ann.all('/contacts?state=open')[0][0]['id']
    ann.accept(contact)
    daemon.stop()
    daemon.write("UPDATE lease SET expires_at_ms = 1 WHERE name LIKE 'agent/%'")  # an hour ago, say
    daemon.start()
    wait_until(lambda: daemon.query("SELECT presence FROM agent WHERE login = 'ann'") == [('offline',)], 'it to see that she is not there')
    assert daemon.query(f'SELECT state FROM contact WHERE id = {contact}') == [('active',)]


@rule()
def an_offer_that_ran_out_while_the_daemon_was_away_was_not_missed(daemon):
    route(daemon, 'ann')
    ann = online(daemon, 'ann')
    say(daemon)
    offer = offer_of(ann)
    daemon.stop()
    daemon.write('UPDATE offer SET made_at_ms = made_at_ms - 1200000, deadline_ms = deadline_ms - 1200000')
    daemon.start()
    wait_until(lambda: len(outcomes(daemon)) == 2, 'it to be offered anew')
    assert outcomes(daemon)[0][1:] == (int(ann.id), 'withdrawn') and outcomes(daemon)[1][0] == int(offer['contact_id']), outcomes(daemon)
    assert daemon.query("SELECT missed_at_ms FROM agent WHERE login = 'ann'") == [(None,)]
    # Nor does it stand the longer when the clock was set back instead.
    daemon.stop()
    daemon.write('UPDATE offer SET made_at_ms = made_at_ms + 1200000, deadline_ms = deadline_ms + 1200000 WHERE ended_at_ms IS NULL')
    daemon.start()
    wait_until(lambda: [o for _, _, o in outcomes(daemon)] == ['withdrawn', 'withdrawn', None], 'it to be offered once more')


@rule()
def from_a_queue_that_is_not_routed_nothing_is_offered(daemon):
    queue = route(daemon, 'ann', method='pull')
    ann = online(daemon, 'ann')
    say(daemon)
    contact = ann.all('/contacts?state=open')[0][0]
    assert contact['state'] == 'queued'
    assert daemon.query("SELECT count(*) FROM lease WHERE name = 'router'") == [(0,)], 'it does nothing at all'
    adm = Agent(daemon.port, 'adm')
    daemon.ask('PATCH', f'/api/v1/queues/{queue["id"]}', adm.token, {'method': 'round_robin'}, {'If-Match': f'"{queue["rev"]}"'}).expect(200)
    offer = offer_of(ann)
    assert offer['contact_id'] == contact['id']


@rule()
def time_off_duty_is_no_waiting_for_work(daemon):
    route(daemon, 'ann', 'lea', method='longest_idle')
    daemon.write("UPDATE agent SET idle_since_ms = 1 WHERE login = 'lea'")  # she ended her last contact yesterday, say
    daemon.write("UPDATE agent SET idle_since_ms = 2 WHERE login = 'ann'")
    ann, _ = online(daemon, 'ann'), online(daemon, 'lea')
    say(daemon)
    wait_until(lambda: outcomes(daemon), 'an offer')
    assert outcomes(daemon)[0][1] == int(ann.id), 'who came to work first'


@rule()
def what_is_put_before_a_group_is_offered_to_it_alone(daemon):
    route(daemon, 'ann', method='pull')
    ann, lea = online(daemon, 'ann'), online(daemon, 'lea')
    adm = Agent(daemon.port, 'adm')
    line = adm.post('/groups', {'request': new_uuid(), 'name': 'Second line', 'members': [ann.id, lea.id]})
    say(daemon)
    contact = ann.all('/contacts?state=open')[0][0]
    ann.accept(contact['id'])
    ann.post(f'/contacts/{contact["id"]}/transfer', {'request': new_uuid(), 'group_id': line['id'], 'note': 'Yours?'})
    offer = offer_of(lea)
    assert (offer['contact_id'], offer['kind'], offer['by_id'], offer['note']) == (contact['id'], 'transfer', ann.id, 'Yours?'), offer
    lea.put('/me/presence', {'presence': 'break', 'reason': 'lunch'})
    assert offer_of(ann)['contact_id'] == contact['id'], 'she alone is left'
    answer(ann, offer_of(ann), 'accept')
    # Nothing is left to decide: from a pull queue nothing is offered.
    say(daemon, 'second')
    assert len([c for c in ann.all('/contacts?state=open')[0] if c['state'] == 'queued']) == 1
    assert ann.get('/offers')['items'] == []


@rule()
def who_waits_too_long_is_told_and_what_he_wrote_is_answered_later(daemon):
    queue = route(daemon, 'ann', method='pull')
    ann, adm = online(daemon, 'ann'), Agent(daemon.port, 'adm')
    silent = Visitor(daemon.port)
    his, words = silent.socket(), silent.message('never mind')
    his.send(words)
    his.until(lambda got: got.get('ack') == words['n'])
    his.send({'n': 9, 'recall': words['uuid']})
    wait_until(lambda: daemon.query('SELECT count(*) FROM message WHERE recalled_at_ms IS NOT NULL') == [(1,)], 'it to be taken back')
    queue = change_queue(daemon, adm, queue, most_wait_s=1)
    visitor, ws = say(daemon)
    told = ws.until(lambda got: got.get('noun') == 'contact' and got['json'].get('left'))['json']
    assert told['state'] == 'queued' and told['unreached'] is True, told
    line = ws.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'system')['json']
    assert line['system'] == {'code': 'overflow'}, line
    wait_until(lambda: daemon.query("SELECT count(*) FROM contact WHERE state = 'abandoned'") == [(1,)], 'who wrote nothing to be let go')
    # Who writes again waits on: he was told once.
    visitor.say(ws, 'I am still here')
    wait_until(lambda: not any('left' in c for c in ann.all('/contacts?state=open')[0]), 'him to wait again')
    _, second = say(daemon, 'second')
    second.until(lambda got: got.get('noun') == 'contact' and got['json'].get('left'))
    live, left = (c for c in ann.all('/contacts?state=open')[0])
    assert live['state'] == left['state'] == 'queued' and 'left' not in live and left['left'], (live, left)
    # Somebody is free after all: first who waits, then what was left.
    change_queue(daemon, adm, queue, method='least_loaded')
    wait_until(lambda: len(ann.get('/offers')['items']) == 2, 'both to be offered')
    assert [o['contact_id'] for o in ann.get('/offers')['items']] == [live['id'], left['id']]
    taken = answer(ann, ann.get('/offers')['items'][1], 'accept')
    assert (taken['id'], taken['state']) == (left['id'], 'active'), taken


@rule()
def behind_as_many_as_may_wait_nobody_else_waits(daemon):
    queue = route(daemon, 'ann', method='pull')
    ann, adm = online(daemon, 'ann'), Agent(daemon.port, 'adm')
    change_queue(daemon, adm, queue, most_waiting=2)
    (_, first), (_, second) = say(daemon), say(daemon)
    places = [ws.until(lambda got: got.get('frame') == 'queue')['place'] for ws in (first, second)]
    assert places == [1, 2], places
    visitor, third = say(daemon, 'Is anybody there?')
    told = third.until(lambda got: got.get('noun') == 'contact' and got['json'].get('left'))['json']
    assert (told['state'], told['unreached']) == ('queued', True), 'what he wrote is kept, and he is asked how to reach him'
    line = third.until(lambda got: got.get('noun') == 'message' and got['json']['author'] == 'system')['json']
    assert line['system'] == {'code': 'overflow'}, line
    # Nobody else has heard of it: both stand where they stood.
    waiting = ann.all('/contacts?state=open')[0]
    assert [c.get('left', False) for c in waiting] == [False, False, True], waiting
    why = [adm.get(f'/contacts/{c["id"]}/why')['items'][0] for c in waiting]
    assert [(w['why'], w['n']) for w in why] == [('place', 1), ('place', 2), ('place', 3)], 'what was left stands last'
    # Who writes again waits on behind them, and is not sent away twice; it is the next who is.
    visitor.say(third, 'I do wait')
    assert third.until(lambda got: got.get('frame') == 'queue')['place'] == 3
    _, fourth = say(daemon)
    fourth.until(lambda got: got.get('noun') == 'contact' and got['json'].get('left'))
    # As soon as one is taken there is room for another.
    ann.accept(waiting[0]['id'])
    assert second.until(lambda got: got.get('frame') == 'queue' and got['place'] == 1)['before'] == 0
    assert third.until(lambda got: got.get('frame') == 'queue' and got['place'] == 2)['before'] == 1
    _, fifth = say(daemon)
    assert fifth.until(lambda got: got.get('frame') == 'queue' or got.get('noun') == 'contact' and got['json'].get('left')).get('place') == 3
    left = [c.get('left', False) for c in ann.all('/contacts?state=open')[0]]
    assert left == [False, False, False, True, False], left


if __name__ == '__main__':
    run()
