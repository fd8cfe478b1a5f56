#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The customers' tab, worked by keyboard in the real zuoxi: found by initials, edited beside a colleague, merged and
parted again."""
import contextlib

import desk
from daemon import Seed
from desk import wait_until
from talk import Agent, new_uuid
from test_chat import chat, visit

KNOWN = ({'name': '天成软件有限公司', 'kind': 'company', 'tier': 'super_vip', 'external_id': 'C-1',
          'people': [{'name': '刘洋', 'identities': [{'kind': 'phone', 'value': '+8613800002046', 'shared': False}]}]},
         {'name': '鼎盛建材', 'kind': 'company', 'tier': 'vip', 'people': [{'name': '何志强'}]},
         {'name': 'Meyer GmbH', 'kind': 'company', 'tier': 'regular'})


@contextlib.contextmanager
def tab(**options):
    """The tab of an agent who sees three customers; `boss` is an administrator elsewhere."""
    with chat(**options) as (daemon, window):
        boss = Agent(daemon.port, 'adm')
        made = [boss.post('/customers', {'request': new_uuid(), **customer}) for customer in KNOWN]
        window.press('alt+2')
        window.wait_focus('Search for customers')
        yield daemon, window, boss, made


def open_by(window, text, name):
    window.press('ctrl+f')
    window.wait_focus('Search for customers')
    window.type(text)
    window.wait_says('Found')
    window.wait_for('list item', name)
    window.press('Return')
    window.wait_focus('Edit the customer')


def initials_find_a_customer_and_enter_opens_it():
    with tab() as (_, window, _, _):
        window.wait_for('list item', 'Meyer GmbH, Regular')
        window.wait_says('Newest customers')
        window.type('tcrj')
        window.wait_for('list item', '天成软件有限公司, Super VIP, C-1 · 1 person')
        window.wait_gone('list item', 'Meyer GmbH')
        window.press('Down')
        window.wait_focus('天成软件有限公司')
        assert window.says('No customer is open')
        window.press('Return')
        window.wait_focus('Edit the customer')
        for words in ('No. C-1', 'Looked after by nobody', '刘洋', '+8613800002046', 'Customer added'):
            window.wait_says(words)
        assert not window.nameless(), window.nameless()
        open_by(window, '0000204', '+8613800002046')  # what was found stands in the row
        window.press('ctrl+f')
        window.type('zzqq')
        window.wait_says('Nobody found')
        window.press('Escape')
        window.wait_for('list item', 'Meyer GmbH, Regular')


def a_new_customer_is_entered_and_opened():
    with tab() as (_, window, boss, _):
        window.press('ctrl+n')
        window.wait_focus('Customer')
        window.type('Nordwind AG')
        window.press('Return')
        window.wait_for('label', 'Nordwind AG')
        window.wait_for('push button', 'Merge with…')
        window.wait_for('list item', 'Nordwind AG, Regular')
        assert boss.get('/customers')['items'][0]['name'] == 'Nordwind AG'


def what_a_colleague_changed_meanwhile_is_shown_before_it_is_overwritten():
    with tab() as (daemon, window, boss, (_, _, meyer)):
        open_by(window, 'meyer', 'Meyer GmbH')
        window.press('ctrl+e')
        window.wait_focus('Customer')
        daemon.ask('PATCH', f'/api/v1/customers/{meyer["id"]}', boss.token, {'name': 'Meyer & Sons'},
                   {'If-Match': f'"{meyer["rev"]}"'}).expect(200)
        window.press('ctrl+a')
        window.type('Meyer AG')
        window.press('Return')
        window.wait_says('Adm changed it to “Meyer & Sons” while you edited.')
        window.click('push button', 'Keep Mine')
        window.wait_focus('Edit the customer')
        window.wait_for('list item', 'Meyer AG, Regular')
        assert boss.get(f'/customers/{meyer["id"]}')['name'] == 'Meyer AG'


def two_become_one_and_two_again():
    with tab() as (daemon, window, boss, (tiancheng, dingsheng, _)):
        open_by(window, 'tc', '天成软件有限公司')
        window.press('ctrl+shift+m')
        window.wait_for('frame', 'Merge with another customer')
        window.wait_focus('Search for customers')
        window.type('dsjc')
        wait_until(lambda: sum('鼎盛建材, VIP' in n.name for n in window.tree() if n.role == 'list item') == 1,
                   'only the other one is found')
        window.press('Return')
        window.wait_says('“天成软件有限公司” stays and gets all people')
        window.press('Right')  # the other one stays
        window.wait_says('“鼎盛建材” stays and gets all people')
        assert not window.nameless(), window.nameless()
        window.click('push button', '_Merge')
        window.wait_says('Both are one customer now.')
        for words in ('何志强', '刘洋', 'Merged by Ann'):
            window.wait_says(words)
        gone = daemon.get(f'/api/v1/customers/{tiancheng["id"]}', boss.token).expect(404).json
        assert gone['into'] == dingsheng['id'], gone
        window.click('push button', 'Undo the merge with 天成软件有限公司')
        window.wait_says('The merge is undone')
        window.wait_for('label', '天成软件有限公司')
        assert [p['name'] for p in boss.get(f'/customers/{tiancheng["id"]}')['people']] == ['刘洋']


def what_a_colleague_did_is_read_from_the_timeline():
    with tab() as (daemon, window, _, (known, *_)):
        lea = Agent(daemon.port, 'lea')
        _, socket = visit(daemon, 'The till is dark.')
        contact = lea.all('/contacts?state=open')[0][0]
        lea.accept(contact['id'])
        lea.put(f'/contacts/{contact["id"]}/customer', {'request': new_uuid(), 'customer_id': known['id']})
        lea.write(contact['id'], 'Press the button twice.', lea.get(f'/contacts/{contact["id"]}')['rev'])
        lea.close_contact(contact['id'])
        socket.close()
        open_by(window, 'tc', '天成软件有限公司')
        window.wait_for('list item', 'The till is dark.')
        for _ in range(60):  # down the page to the timeline
            if 'The till is dark.' in (window.focused() or window.wait_focus('')).name:
                break
            window.press('Tab')
        window.press('Return')
        window.wait_says('Press the button twice.')
        window.wait_says('This chat has ended')
        assert not window.says('Lea has this chat'), 'nobody is told that he could answer'


if __name__ == '__main__':
    try:
        desk.run([initials_find_a_customer_and_enter_opens_it, a_new_customer_is_entered_and_opened,
                  what_a_colleague_changed_meanwhile_is_shown_before_it_is_overwritten, two_become_one_and_two_again,
                  what_a_colleague_did_is_read_from_the_timeline])
    finally:
        Seed.clear()
