#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""zuoxid's commands, its options, and how it starts and ends."""
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile

from daemon import DEADLINE_S, PASSWORD, SOURCE, ZUOXID, ask, environment, run_verb, wait_until
from rules import rule, run
from talk import Visitor
from ws import WebSocket

COMMANDS = ('serve', 'setup', 'user add', 'user list', 'user set', 'user passwd', 'user disable', 'user enable',
            'org add', 'org list', 'org set', 'channel key', 'import articles', 'import customers', 'import sample',
            'person export', 'person erase', 'backup', 'restore', 'check',
            *(f'{noun} {verb}' for noun in ('group', 'queue', 'reply', 'category', 'calendar', 'catalog-product', 'catalog-version', 'contract-kind', 'field')
              for verb in ('add', 'set', 'remove', 'list')),
            'channel add', 'channel set', 'channel list', 'tier set', 'tier list')


@rule()
def every_command_explains_itself(daemon):
    if daemon.store != 'sqlite':
        return  # the store has no part in it
    helped = run_verb([], '--help').stdout
    for command in COMMANDS:
        text = run_verb([], *command.split(), '--help').stdout
        assert f'zuoxid {command}' in text and '--data=DIR' in text, command
    listed = [line[2:24].strip() for line in helped.splitlines() if line.startswith('  ')]
    assert sorted(listed) == sorted(COMMANDS)


@rule()
def a_mistyped_command_is_told_from_a_failed_one(daemon):
    for words in (('usr',), ('user', 'ad'), ('user', 'add'), ('user', 'add', 'a', 'b'), ('user', 'list', '--nothing'),
                  ('serve', '--port', '70000'), ('serve', '--lockout-tries', '0')):
        failed = daemon.verb(*words, check=False)
        assert failed.returncode == 2 and 'zuoxid' in failed.stderr, (words, failed)
    for words, why in ((('user', 'disable', 'nobody'), 'no such account'), (('user', 'add', 'ann'), 'is taken'),
                       (('user', 'add', 'bob', '--org', 'nowhere'), 'no organisation'),
                       (('user', 'set', 'ann', '--role', 'king'), 'agent, engineer, lead, admin'),
                       (('org', 'add', ''), '1 to 100 characters'), (('org', 'add', 'x', '--parent', 'y'), 'no organisation'),
                       (('import', 'sample', '/nothing'), 'No such file'), (('channel', 'key', 'none', 'k1'), 'channel'),
                       (('serve', '--port', '0', '--trusted-proxy', 'here'), 'no address block'),
                       (('serve', '--port', '0', '--listen', 'here'), 'no address')):
        failed = daemon.verb(*words, check=False)
        assert failed.returncode == 1 and why in failed.stderr, (words, failed)


@rule()
def a_password_comes_by_standard_input_and_is_long_enough(daemon):
    assert daemon.verb('user', 'passwd', 'ann', check=False, stdin='').returncode == 1
    assert 'at least 10' in daemon.verb('user', 'passwd', 'ann', check=False, stdin='short\n').stderr
    daemon.verb('user', 'passwd', 'ann', stdin='pass with spaces \n')
    daemon.verb('user', 'add', 'bob')
    daemon.try_sign_in('bob', '').expect(401)
    daemon.try_sign_in('bob').expect(401)


@rule()
def the_configuration_file_says_the_same_as_options(daemon):
    path = os.path.join(daemon.folder, 'zuoxid.conf')

    def configure(text):
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[zuoxid]\n' + text)
    configure('lockout-tries=1\nlockout-seconds=60\ntrusted-proxy=127.0.0.0/8;10.0.0.0/8\n')
    daemon.stop()
    daemon.start()
    daemon.try_sign_in('ann', 'a bad guess', {'X-Forwarded-For': '203.0.113.9'}).expect(401)
    daemon.try_sign_in('ann', headers={'X-Forwarded-For': '203.0.113.9'}).expect(429)
    daemon.stop()
    daemon.start('--lockout-tries', '7')
    daemon.try_sign_in('ed', 'a bad guess').expect(401)
    daemon.try_sign_in('ed').expect(201)
    for text, why in (('lockout-tries=none\n', 'lockout-tries'), ('passwort=1\n', 'no option'), ('port=99999\n', 'port')):
        configure(text)
        failed = daemon.verb('user', 'list', check=False)
        assert failed.returncode == 2 and why in failed.stderr, failed
    configure('')


@rule()
def the_sample_configuration_holds_every_option_and_no_other(daemon):
    with open(os.path.join(SOURCE, 'data/zuoxid.conf'), encoding='utf-8') as file:
        lines = file.read().splitlines()
    said = [line.lstrip('#') for line in lines if re.fullmatch(r'#?[a-z-]+=.*', line)]
    options = set(re.findall(r'--([a-z-]+)', run_verb([], 'serve', '--help').stdout)) - {'help', 'config', 'list-endpoints'}
    assert sorted(line.split('=')[0] for line in said) == sorted(options), set(line.split('=')[0] for line in said) ^ options
    path = os.path.join(daemon.folder, 'all.conf')
    mine = {'data': daemon.folder, 'database': os.path.join(daemon.folder, 'other.db'), 'key-file': os.path.join(daemon.folder, 'key'),
            'sql-dir': os.path.join(SOURCE, 'data/sql'), 'web-dir': os.path.join(SOURCE, 'data/web')}
    with open(path, 'w', encoding='utf-8') as file:
        file.write('[zuoxid]\n' + ''.join(f'{k}={mine.get(k, v)}\n' for k, v in (line.split('=', 1) for line in said)))
    assert run_verb([], 'org', 'add', 'Here', '--config', path).stdout == '1\n' and os.path.exists(mine['database'])
    assert 'metrics' in run_verb([], 'serve', '--list-endpoints', '--config', path).stdout


@rule()
def a_fresh_installation_needs_an_organisation_first(daemon):
    with tempfile.TemporaryDirectory() as folder:
        where = ['--data', folder]
        failed = run_verb(where, 'user', 'add', 'ann', check=False)
        assert failed.returncode == 1 and 'zuoxid setup' in failed.stderr
        run_verb(where, 'org', 'add', 'Here')
        run_verb(where, 'user', 'add', 'ann', '--password-stdin', stdin=PASSWORD + '\n')
        assert run_verb(where, 'user', 'list').stdout == 'ann\tann\tagent\tsubtree\tHere\toffline\tweb 4\t\n'
        assert os.stat(folder).st_mode & 0o777 == 0o700


@rule()
def an_empty_installation_says_what_to_run_and_that_works(daemon):
    with tempfile.TemporaryDirectory() as folder:
        where = ['--data', folder] if daemon.store == 'sqlite' else daemon.where
        if daemon.store == 'postgres':
            for table in ('agent', 'org', 'event'):
                daemon.write(f'DELETE FROM {table}')
        with subprocess.Popen([ZUOXID, 'serve', *where, '--port', '0', '--exit-with-parent'], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=environment()) as empty:
            port = int(empty.stdout.readline().split('=')[1])
            said = [empty.stderr.readline() for _ in range(2)]
            assert 'no administrator yet' in said[0] and 'zuoxid setup --data' in said[1], said
            words = shlex.split(said[1])[1:]
            if daemon.store == 'postgres':
                words[words.index('--database') + 1] = daemon.where[-1]
            assert run_verb(words[1:5], 'setup', '--org', 'Us', '--login', 'boss', '--password-stdin', stdin='weak\n', check=False).returncode == 1
            run_verb([], *words, stdin=PASSWORD + '\n')
            again = run_verb([], *words, stdin=PASSWORD + '\n', check=False)
            assert again.returncode == 1 and 'an administrator already' in again.stderr
            session = ask(port, 'POST', '/api/v1/sessions', None, {'login': 'admin', 'password': PASSWORD}).expect(201).json
            assert session['rights']['role'] == 'admin' and session['rights']['scope'] == 'all'
            assert session['agent']['org_name'] == 'Our company' and session['agent']['name'] == 'Administrator'
            empty.send_signal(signal.SIGTERM)
            assert empty.wait(DEADLINE_S) == 0


@rule()
def whatever_can_be_set_up_can_be_set_up_from_the_shell(daemon):
    verb = daemon.verb
    verb('group', 'add', '一线', '--org', 'hq', '--member', 'ann', '--member', 'LEA', '--note', 'first line')
    assert verb('group', 'list').stdout == '一线\thq\tann,lea\tfirst line\n'
    verb('channel', 'add', 'shop', '--name', 'Shop', '--org', 'east', '--origin', 'https://a.example', '--origin', 'https://b.example')
    verb('queue', 'add', 'Web', '--group', '一线', '--channel', 'shop', '--most-wait-s', '60')
    assert verb('queue', 'list').stdout == 'Web\thq\t一线\tshop\t\t60\t\tpull\t\t\t\tfreely\t\t\n'
    verb('queue', 'set', 'Web', '--most-wait-s', '', '--name', 'Pages', '--method', 'round_robin', '--offer-s', '30')
    assert 'say at least one' in verb('queue', 'set', 'Pages', '--group', '', check=False).stderr
    verb('queue', 'set', 'Pages', '--group', '', '--method', 'pull')
    assert verb('queue', 'list').stdout == 'Pages\thq\t\tshop\t\t\t\tpull\t30\t\t\tfreely\t\t\n'
    verb('reply', 'add', 'hi', '--title', 'Hi', '--text', 'Hello {{name}}\nHow are you?')
    assert 'hi\thq\tHi\tHello {{name}} How are you?' in verb('reply', 'list').stdout
    verb('catalog-product', 'add', 'ERP', '--module', 'GL', '--module', '应收')
    verb('catalog-version', 'add', '12', '--product', 'ERP', '--state', 'current', '--released-on', '2026-03-31')
    assert verb('catalog-version', 'list').stdout == '12\tERP\tcurrent\t2026-03-31\n'
    verb('tier', 'set', 'vip', '--name', '贵宾', '--greeting', '{{name}}，您好')
    verb('field', 'add', 'area', '--label', 'Area', '--kind', 'choice', '--choice', 'North', '--choice', 'South')
    verb('channel', 'add', 'shop', '--team', 'Us', '--update')
    verb('org', 'set', 'west', '--name', 'far west')
    verb('user', 'set', 'wes', '--name', 'Wes W', '--role', 'engineer', '--scope', 'subtree', '--org', 'hq')
    assert 'wes\tWes W\tengineer\tsubtree\thq\t' in verb('user', 'list').stdout
    for words, why in ((('group', 'add', '一线'), 'already'), (('group', 'remove', '一线', '--help'), None),
                       (('queue', 'set', 'Web', '--name', 'x'), 'no queue'), (('queue', 'set', 'Pages', '--most-waiting', 'many'), 'number'),
                       (('catalog-product', 'remove', 'ERP'), 'in use'), (('group', 'set', '一线', '--member', 'nobody'), 'no account'),
                       (('user', 'set', 'adm', '--role', 'agent'), 'last administrator'),
                       (('channel', 'set', 'shop', '--brand', 'red'), 'colour'), (('tier', 'set', 'gold', '--name', 'x'), 'no tier')):
        done = verb(*words, check=False)
        assert done.returncode == (0 if why is None else 1) and (why or '') in done.stderr, (words, done)
    assert verb('tier', 'add', 'gold', check=False).returncode == 2
    verb('group', 'remove', '一线')
    actions = [row[0] for row in daemon.query("SELECT action FROM audit WHERE actor_id IS NULL AND action NOT LIKE 'agent.%' ORDER BY id")]
    assert actions[3:6] == ['group.add', 'channel.add', 'queue.add'] and actions[-1] == 'group.remove', actions
    assert 'PROBLEM' not in verb('check').stdout


@rule()
def check_finds_what_leads_nowhere(daemon):
    report = daemon.verb('check').stdout
    assert 'agents: 5\n' in report and 'organisations: 3\n' in report and 'PROBLEM' not in report
    daemon.write("INSERT INTO person (customer_id, name, rev) VALUES (4711, 'Nobody', 1)")
    found = daemon.verb('check', check=False)
    assert found.returncode == 1 and 'PROBLEM person.customer_id leads to no customer: 1' in found.stdout
    daemon.write('DELETE FROM person')
    daemon.write('UPDATE counter SET n = n + 1')
    assert 'PROBLEM the counter' in daemon.verb('check', check=False).stdout
    daemon.write('UPDATE counter SET n = n - 1')
    daemon.write('DELETE FROM event WHERE seq = 4')
    assert 'PROBLEM events are missing inside the log: 1' in daemon.verb('check', check=False).stdout


@rule()
def sigterm_says_goodbye_and_ends_well(daemon):
    token = daemon.sign_in('ann')
    with WebSocket(daemon.port, '/api/v1/events', {'Authorization': 'Bearer ' + token}) as socket:
        assert socket.receive()['hello']
        daemon.stop()
        assert socket.close_code() == 1001
    daemon.start()
    daemon.get('/api/v1/me', token).expect(200)


@rule()
def the_daemon_ends_with_the_program_that_started_it(daemon):
    starter = (f'import subprocess, sys\n'
               f'p = subprocess.Popen({[ZUOXID, "serve", *daemon.where, "--port", "0", "--exit-with-parent"]!r},\n'
               f'                     stdout=subprocess.PIPE, text=True)\n'
               f'print(p.pid, p.stdout.readline().strip(), flush=True)\n'
               f'sys.stdin.read()\n')
    with subprocess.Popen([sys.executable, '-c', starter], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env=environment()) as parent:
        pid, _, ready = parent.stdout.readline().partition(' ')
        assert ask(int(ready.split('=')[1]), 'GET', '/healthz').status == 200
        parent.send_signal(signal.SIGKILL)
        parent.wait(DEADLINE_S)
    def has_ended():
        try:
            with open(f'/proc/{pid}/status', encoding='ascii') as status:
                return 'zombie' in status.read()
        except OSError:
            return True
    wait_until(has_ended, 'the daemon has ended')


@rule()
def a_port_that_is_taken_is_said(daemon):
    failed = daemon.verb('serve', '--port', str(daemon.port), check=False)
    assert failed.returncode == 1 and str(daemon.port) in failed.stderr


@rule()
def a_new_channel_and_its_key_work_while_the_daemon_runs(daemon):
    daemon.verb('channel', 'add', 'help', '--name', 'Help', '--origin', 'http://localhost:1', '--team', 'Us')
    assert Visitor(daemon.port, 'help').session()['team'] == 'Us'
    key = daemon.verb('channel', 'key', 'help', 'k1').stdout.strip()
    assert len(key) == 43 and key not in daemon.log
    assert 'help\t' in daemon.verb('channel', 'list').stdout
    sealed = str(daemon.query('SELECT * FROM secret')) + str(daemon.query('SELECT * FROM audit'))
    assert key not in sealed
    assert os.stat(os.path.join(daemon.folder, 'master.key')).st_mode & 0o777 == 0o600


if __name__ == '__main__':
    run()
