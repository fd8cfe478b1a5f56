#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out, and what ends a sign-in."""
import threading

from daemon import PASSWORD, Daemon, wait_until
from rules import rule, run
from ws import WebSocket


def events(daemon, token, since=None):
    path = '/api/v1/events' + (f'?since={since}' if since is not None else '')
    return WebSocket(daemon.port, path, {'Authorization': 'Bearer ' + token})


def audit(daemon, action):
    return daemon.query(f"SELECT obj_id, detail, address FROM audit WHERE action = '{action}' ORDER BY id")


@rule()
def the_right_password_opens_and_says_who_i_am(daemon):
    answer = daemon.try_sign_in('ann').expect(201).json
    assert len(answer['token']) == 64
    assert answer['agent']['login'] == 'ann' and answer['agent']['org_name'] == 'hq'
    assert answer['rights']['role'] == 'agent' and len(answer['rights']['orgs']) == 3
    assert daemon.get('/api/v1/me', answer['token']).expect(200).json['rights'] == answer['rights']


@rule()
def a_login_is_the_same_in_any_case(daemon):
    daemon.try_sign_in('  ANN ').expect(201)


@rule()
def a_wrong_password_and_an_unknown_login_look_the_same(daemon):
    wrong = daemon.try_sign_in('ann', 'not the password')
    unknown = daemon.try_sign_in('nobody', 'not the password')
    assert wrong.status == unknown.status == 401
    assert wrong.code == unknown.code == 'wrong-password' and wrong.body == unknown.body


@rule('--lockout-tries', '100')
def an_unknown_login_takes_as_long_as_a_wrong_password(daemon):
    """Told by the processor's time, which other programs on this machine disturb less than the clock's."""
    def worked():
        with open(f'/proc/{daemon.process.pid}/stat', encoding='ascii') as stat:
            fields = stat.read().rsplit(') ', 1)[1].split()
        return int(fields[11]) + int(fields[12])
    daemon.verb('user', 'passwd', 'ann', stdin=PASSWORD + '\n')  # at full strength
    took = {'ann': 0, 'nobody': 0}
    for _ in range(8):
        for login in took:
            before = worked()
            daemon.try_sign_in(login, 'not the password').expect(401)
            took[login] += worked() - before
    assert 0.5 < took['ann'] / took['nobody'] < 2, took


@rule('--lockout-tries', '3', '--lockout-seconds', '60')
def guessing_locks_the_account_for_a_while(daemon):
    for _ in range(3):
        daemon.try_sign_in('ann', 'a guess at it').expect(401)
    locked = daemon.try_sign_in('ann').expect(429)
    assert locked.code == 'locked' and 1 <= int(locked.headers['retry-after']) <= 60
    daemon.try_sign_in('ed').expect(201)
    daemon.write('UPDATE failure SET until_ms = 1')  # the minute is over
    daemon.try_sign_in('ann').expect(201)


@rule('--lockout-tries', '4')
def guesses_at_the_same_time_are_all_counted(daemon):
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(daemon.try_sign_in('ann', 'a guess at it').status))
               for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(401) == 4 and statuses.count(429) == 8, statuses


@rule('--lockout-tries', '3')
def the_right_password_forgets_earlier_mistakes(daemon):
    for _ in range(2):
        daemon.try_sign_in('ann', 'a guess at it').expect(401)
        daemon.try_sign_in('ann', 'a guess at it').expect(401)
        daemon.try_sign_in('ann').expect(201)


@rule()
def signing_out_ends_the_token_and_its_sockets_at_once(daemon):
    token, other = daemon.sign_in('ann'), daemon.sign_in('ann')
    with events(daemon, token) as socket, events(daemon, other) as stays:
        daemon.ask('DELETE', '/api/v1/sessions/current', token).expect(204)
        assert daemon.get('/api/v1/me', token).expect(401).code == 'not-signed-in'
        assert socket.close_code() == 4401
        daemon.ask('PUT', '/api/v1/me/presence', other, {'presence': 'online'}).expect(200)
        stays.until(lambda frame: frame.get('noun') == 'agent')
    daemon.get('/api/v1/me', other).expect(200)

    def presence():
        return daemon.query("SELECT presence, presence_reason FROM agent WHERE login = 'ann'")
    assert presence() == [('online', None)], 'she is still signed in elsewhere'
    daemon.ask('DELETE', '/api/v1/sessions/current', other).expect(204)
    assert presence() == [('offline', None)], 'now she has gone'


@rule()
def a_disabled_account_is_out_at_once_and_stays_out(daemon):
    token = daemon.sign_in('ann')
    daemon.ask('PUT', '/api/v1/me/presence', token, {'presence': 'online'}).expect(200)
    with events(daemon, token) as socket:
        daemon.verb('user', 'disable', 'ann')
        assert daemon.get('/api/v1/me', token).status == 401
        assert socket.close_code() == 4401
    said = daemon.query('SELECT presence, cause FROM presence_change ORDER BY id')
    assert said == [('online', 'self'), ('offline', 'system')], said
    assert daemon.try_sign_in('ann').expect(401).code == 'wrong-password'
    daemon.verb('user', 'enable', 'ann')
    daemon.get('/api/v1/me', token).expect(401)
    daemon.sign_in('ann')


@rule()
def a_new_password_ends_the_old_ones_sessions(daemon):
    token = daemon.sign_in('ann')
    daemon.ask('PUT', '/api/v1/me/presence', token, {'presence': 'online'}).expect(200)
    daemon.verb('user', 'passwd', 'ann', stdin='a new password\n')
    daemon.get('/api/v1/me', token).expect(401)
    assert daemon.query("SELECT presence FROM agent WHERE login = 'ann'") == [('offline',)]
    daemon.try_sign_in('ann').expect(401)
    daemon.sign_in('ann', 'a new password')


@rule()
def a_made_up_token_opens_nothing(daemon):
    for token in ('0' * 64, 'x', '0' * 65, daemon.sign_in('ann')[:-1]):
        assert daemon.get('/api/v1/me', token).expect(401).code == 'not-signed-in'
    daemon.get('/api/v1/me').expect(401)


@rule()
def rights_follow_role_scope_and_the_tree(daemon):
    names = {org: name for org, name in daemon.query('SELECT id, name FROM org')}

    def sees(token):
        return sorted(names[int(org)] for org in daemon.get('/api/v1/me', token).json['rights']['orgs'])
    ed = daemon.sign_in('ed')
    assert sees(ed) == ['east'] and sees(daemon.sign_in('ann')) == ['east', 'hq', 'west']
    daemon.verb('user', 'set', 'ed', '--scope', 'all')
    assert sees(ed) == ['east', 'hq', 'west']
    daemon.verb('org', 'add', 'south', '--parent', 'east')
    names.update(daemon.query('SELECT id, name FROM org'))
    daemon.verb('user', 'set', 'ed', '--scope', 'subtree')
    assert sees(ed) == ['east', 'south']


@rule()
def changed_rights_reach_the_open_stream(daemon):
    token = daemon.sign_in('ed')
    with events(daemon, token) as socket:
        daemon.verb('user', 'set', 'ed', '--scope', 'all')
        rights = socket.until(lambda frame: frame.get('noun') == 'rights')
        assert rights['json']['scope'] == 'all' and len(rights['json']['orgs']) == 3


@rule('--away-seconds', '1')
def an_agent_who_vanishes_goes_offline_and_comes_back(daemon):
    token, watcher = daemon.sign_in('ann'), daemon.sign_in('lea')

    def presence():
        agents = daemon.get('/api/v1/agents', watcher).json['items']
        return next((a['presence'], a.get('presence_reason')) for a in agents if a['login'] == 'ann')
    with events(daemon, token):
        daemon.ask('PUT', '/api/v1/me/presence', token, {'presence': 'online'}).expect(200)
        assert presence() == ('online', None)
    wait_until(lambda: presence() == ('offline', 'network'), 'ann is offline by the network')
    with events(daemon, token):
        wait_until(lambda: presence() == ('online', None), 'ann is back')
        daemon.ask('PUT', '/api/v1/me/presence', token, {'presence': 'break', 'reason': 'lunch'}).expect(200)
    wait_until(lambda: presence() == ('offline', 'network'), 'her break is taken by the network')
    with events(daemon, token):
        wait_until(lambda: presence()[0] != 'offline', 'ann is back')
        assert presence() == ('break', 'lunch'), 'who was at lunch is not offered anything'
    daemon.ask('PUT', '/api/v1/me/presence', token, {'presence': 'offline'}).expect(200)
    with events(daemon, token) as socket:
        assert socket.receive()['hello']
        assert presence()[0] == 'offline'


@rule()
def who_signed_in_and_who_tried_is_written_down(daemon):
    daemon.try_sign_in('ann', 'a guess at it').expect(401)
    daemon.try_sign_in('my secret typed as login'.replace(' ', '-'), 'a guess at it').expect(401)
    daemon.sign_in('ann')
    ann = daemon.query("SELECT id FROM agent WHERE login = 'ann'")[0][0]
    assert [row[0] for row in audit(daemon, 'sign-in.failed')] == [ann, None]
    assert audit(daemon, 'sign-in') == [(ann, 'test', '127.0.0.1')]
    daemon.verb('user', 'disable', 'ann')
    assert audit(daemon, 'agent.change')[0][1] == '{"disabled":[false,true]}'
    assert len(audit(daemon, 'org.add')) == 3
    assert 'secret-typed' not in str(daemon.query('SELECT detail FROM audit'))


@rule()
def secrets_are_neither_in_the_log_nor_in_the_database(daemon):
    token = daemon.sign_in('ann')
    daemon.get(f'/api/v1/nothing?token={token}').expect(404)
    daemon.try_sign_in('ann', 'a guess at it').expect(401)
    daemon.stop()
    for secret in (token, PASSWORD, 'a guess at it'):
        assert secret not in daemon.log
    hashes = daemon.query('SELECT password_hash FROM agent')
    assert hashes and all(row[0].startswith('$argon2id$') for row in hashes)
    rows = str(daemon.query('SELECT * FROM token')) + str(daemon.query('SELECT * FROM event'))
    assert token not in rows
    daemon.start()


@rule()
def a_second_daemon_hears_that_a_session_ended(daemon):
    with Daemon(daemon.store, beside=daemon) as second:
        token = daemon.sign_in('ann')
        second.get('/api/v1/me', token).expect(200)
        with events(second, token) as socket:
            assert socket.receive()['hello']
            daemon.ask('DELETE', '/api/v1/sessions/current', token).expect(204)
            assert socket.close_code() == 4401
        second.get('/api/v1/me', token).expect(401)


if __name__ == '__main__':
    run()
