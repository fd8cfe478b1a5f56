#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sign-in is remembered in the keyring and nowhere else; without one it lasts as long as the program."""
import os
import tempfile

from daemon import wait_until
from probe import Keyring, Probe
from rules import rule, run


def files_hold(folder, text):
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), 'rb') as file:
                if text.encode() in file.read():
                    return True
    return False


def revoked(daemon):
    return daemon.query('SELECT count(*) FROM token WHERE revoked_at_ms IS NOT NULL')[0][0]


@rule()
def a_remembered_sign_in_comes_back_until_signed_out(daemon):
    with Keyring() as keyring, tempfile.TemporaryDirectory() as home:
        with Probe(home, keyring) as probe:
            assert probe.ask('restore') == {'re': 'restore', 'ok': True, 'signed_in': False}
            probe.sign_in(daemon.url, 'ann', remember=True)
            assert probe.state()['session_only'] is False
            probe.quit()
        with Probe(home, keyring) as probe:
            assert probe.ask('restore')['signed_in']
            probe.until(lambda: probe.state()['light'] == 'live', 'live again')
            assert probe.state()['me'] == 'Ann' and probe.state()['server'] == daemon.url
            assert probe.ask('sign-out')['ok']
            assert 'reason' not in probe.hear('signed-out')
            assert revoked(daemon) == 1
            probe.quit()
        with Probe(home, keyring) as probe:
            assert not probe.ask('restore')['signed_in']
            probe.quit()


@rule()
def another_profile_and_another_server_restore_nothing(daemon):
    with Keyring() as keyring, tempfile.TemporaryDirectory() as home:
        with Probe(home, keyring) as probe:
            probe.sign_in(daemon.url, 'ann', remember=True)
            probe.quit()
        with Probe(home, keyring, profile='second') as probe:
            assert not probe.ask('restore')['signed_in']
            probe.quit()
        with Probe(home, keyring) as probe:
            assert not probe.ask('restore', 'http://127.0.0.1:1')['signed_in']
            probe.quit()


@rule()
def a_revoked_token_is_forgotten(daemon):
    with Keyring() as keyring, tempfile.TemporaryDirectory() as home:
        with Probe(home, keyring) as probe:
            probe.sign_in(daemon.url, 'ann', remember=True)
            probe.quit()
        daemon.verb('user', 'disable', 'ann')
        with Probe(home, keyring) as probe:
            said = probe.ask('restore')
            assert said['ok'] and not said['signed_in'], said
            probe.quit()
        daemon.verb('user', 'enable', 'ann')
        with Probe(home, keyring) as probe:  # forgotten, not merely refused
            assert not probe.ask('restore')['signed_in']
            probe.quit()


@rule()
def a_server_that_is_away_leaves_the_token_where_it_is(daemon):
    with Keyring() as keyring, tempfile.TemporaryDirectory() as home:
        with Probe(home, keyring) as probe:
            probe.sign_in(daemon.url, 'ann', remember=True)
            probe.quit()
        port = daemon.port
        daemon.kill()
        with Probe(home, keyring) as probe:
            said = probe.ask('restore')
            assert not said['ok'] and said['problem'] == 'nobody-there', said
            daemon.start('--port', str(port))
            assert probe.ask('restore')['signed_in']
            probe.quit()


@rule()
def without_a_keyring_the_sign_in_is_for_this_session_and_says_so(daemon):
    with tempfile.TemporaryDirectory() as home:
        with Probe(home) as probe:
            probe.sign_in(daemon.url, 'ann', remember=True)
            assert probe.state()['session_only'] is True
            probe.quit()
        with Probe(home) as probe:
            said = probe.ask('restore')
            assert said['ok'] and not said['signed_in']
            probe.quit()


@rule()
def no_token_and_no_password_on_disk_or_in_logs(daemon):
    with tempfile.TemporaryDirectory() as home, Probe(home) as probe:
        os.environ['G_MESSAGES_DEBUG'] = 'all'
        try:
            probe.kill()
            probe.start()
            probe.sign_in(daemon.url, 'ann', 'correct horse')
        finally:
            del os.environ['G_MESSAGES_DEBUG']
        probe.quit()
        wait_until(lambda: os.path.getsize(os.path.join(home, 'probe-log')) > 0, 'something was logged')
        assert not files_hold(home, 'correct horse') and not files_hold(home, 'Bearer')


if __name__ == '__main__':
    run()
