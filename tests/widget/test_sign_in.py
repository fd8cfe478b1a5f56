# SPDX-License-Identifier: GPL-3.0-or-later
"""How an agent signs in and out, and what the window tells of the connection."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import PASSWORD, Daemon  # noqa: E402
from desk import Desk, run  # noqa: E402


def a_wrong_password_is_told_and_the_right_one_signs_in():
    with Daemon() as daemon, Desk(server=daemon.url) as desk:
        desk.sign_in('ann', 'wrong')
        desk.wait_for('alert', 'password is wrong')
        desk.wait_focus('Password')
        desk.type(PASSWORD)
        desk.press('Return')
        desk.wait_for('push button', 'Ann, Ready')
        desk.wait_says('Live')


def in_chinese_too():
    with Daemon() as daemon, Desk(server=daemon.url, language='zh_CN') as desk:
        desk.sign_in('ann', 'wrong')
        desk.wait_for('alert', '登录名或密码不对')
        desk.type(PASSWORD)
        desk.press('Return')
        desk.wait_says('实时')


def the_next_start_needs_no_password_until_one_signs_out():
    with Daemon() as daemon, Desk(server=daemon.url) as desk:
        desk.sign_in('ann', PASSWORD)
        desk.wait_says('Live')
        desk.stop()
        desk.start()
        desk.wait_says('Live')
        desk.press('F10')
        desk.wait_for(None, 'Sign Out')
        desk.click(None, 'Sign Out')
        desk.wait_for('push button', 'Sign in')
        desk.stop()
        desk.start()
        desk.wait_for('push button', 'Sign in')


def a_disabled_account_is_shown_the_door_in_words():
    with Daemon() as daemon, Desk(server=daemon.url) as desk:
        desk.sign_in('ann', PASSWORD)
        desk.wait_says('Live')
        daemon.verb('user', 'disable', 'ann')
        desk.wait_for('alert', 'signed out')


def a_server_that_is_away_is_explained():
    with Desk(server='http://127.0.0.1:9') as desk:
        desk.sign_in('ann', PASSWORD)
        desk.wait_for('alert', 'nothing answers on this port')


def the_light_goes_offline_with_the_daemon_and_live_again_with_it():
    with Daemon() as daemon, Desk(server=daemon.url) as desk:
        desk.sign_in('ann', PASSWORD)
        desk.wait_says('Live')
        port = daemon.port
        daemon.kill()
        desk.wait_says('Offline since')
        daemon.start('--port', str(port))
        desk.wait_says('Live')


def every_control_of_the_sign_in_page_has_a_name():
    with Desk() as desk:
        desk.wait_for('push button', 'Sign in')
        desk.wait_named()


if __name__ == '__main__':
    run([a_wrong_password_is_told_and_the_right_one_signs_in, in_chinese_too,
         the_next_start_needs_no_password_until_one_signs_out,
         a_disabled_account_is_shown_the_door_in_words, a_server_that_is_away_is_explained,
         the_light_goes_offline_with_the_daemon_and_live_again_with_it,
         every_control_of_the_sign_in_page_has_a_name])
