#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""zuoxid's commands, its options, and how it starts and ends."""
import os
import signal
import subprocess
import sys
import tempfile

from daemon import DEADLINE_S, PASSWORD, ZUOXID, ask, environment, run_verb, wait_until
from rules import rule, run
from talk import Visitor
from ws import WebSocket

COMMANDS = ('serve', 'user add', 'user list', 'user passwd', 'user disable', 'user enable', 'user role', 'user scope',
            'org add', 'org list', 'channel add', 'channel list', 'channel key', 'import articles', 'import customers', 'import sample', 'backup', 'restore', 'check')


@rule()
def every_command_explains_itself(daemon):
    helped = run_verb([], '--help').stdout
    for command in COMMANDS:
        assert f'  {command} ' in helped, command
        text = run_verb([], *command.split(), '--help').stdout
        assert f'zuoxid {command}' in text and '--data=DIR' in text, command
    listed = [line[2:18].strip() for line in helped.splitlines() if line.startswith('  ')]
    assert sorted(listed) == sorted(COMMANDS)


@rule()
def a_mistyped_command_is_told_from_a_failed_one(daemon):
    for words in (('usr',), ('user', 'ad'), ('user', 'add'), ('user', 'add', 'a', 'b'), ('user', 'list', '--nothing'),
                  ('serve', '--port', '70000'), ('serve', '--lockout-tries', '0')):
        failed = daemon.verb(*words, check=False)
        assert failed.returncode == 2 and 'zuoxid' in failed.stderr, (words, failed)
    for words, why in ((('user', 'disable', 'nobody'), 'no such account'), (('user', 'add', 'ann'), 'is taken'),
                       (('user', 'add', 'bob', '--org', 'nowhere'), 'no organisation'),
                       (('user', 'role', 'ann', 'king'), 'agent, engineer, lead, admin'),
                       (('org', 'add', ''), '1 to 100 characters'), (('org', 'add', 'x', '--parent', 'y'), 'no organisation'),
                       (('import', 'sample', '/nothing'), 'No such file'), (('channel', 'key', 'none', 'k1'), 'channel'),
                       (('serve', '--port', '0', '--trusted-proxy', 'here'), 'no address block'),
                       (('serve', '--port', '0', '--listen', 'here'), 'no address')):
        failed = daemon.verb(*words, check=False)
        assert failed.returncode == 1 and why in failed.stderr, (words, failed)


@rule()
def a_password_comes_by_standard_input_and_is_long_enough(daemon):
    assert daemon.verb('user', 'passwd', 'ann', check=False, stdin='').returncode == 1
    assert 'at least 8' in daemon.verb('user', 'passwd', 'ann', check=False, stdin='short\n').stderr
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
def a_fresh_installation_needs_an_organisation_first(daemon):
    with tempfile.TemporaryDirectory() as folder:
        where = ['--data', folder]
        failed = run_verb(where, 'user', 'add', 'ann', check=False)
        assert failed.returncode == 1 and 'zuoxid org add' in failed.stderr
        run_verb(where, 'org', 'add', 'Here')
        run_verb(where, 'user', 'add', 'ann', '--password-stdin', stdin=PASSWORD + '\n')
        assert run_verb(where, 'user', 'list').stdout == 'ann\tann\tagent\tsubtree\tHere\toffline\n'
        assert os.stat(folder).st_mode & 0o777 == 0o700


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
    wait_until(lambda: not os.path.exists(f'/proc/{pid}') or 'zombie' in open(f'/proc/{pid}/status', encoding='ascii').read(),
               'the daemon has ended')


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
