#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The customers' tab, worked by keyboard in the real zuoxi: found by initials, edited beside a colleague, merged and
parted again."""
import contextlib

import desk
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


def open_by(window, text, name, focus='Edit the customer'):
    window.press('ctrl+f')
    window.wait_focus('Search for customers')
    window.type(text)
    window.wait_says('Found')
    window.wait_for('list item', name)
    window.press('Return')
    window.wait_focus(focus)


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
        window.wait_named()
        open_by(window, '0000204', '+8613800002046')  # what was found stands in the row
        window.press('ctrl+f')
        window.type('zzqq')
        window.wait_says('Nobody found')
        window.press('Escape')
        window.wait_for('list item', 'Meyer GmbH, Regular')


def who_walks_the_list_stays_where_he_is_when_it_is_loaded_again():
    with tab() as (daemon, window, boss, _):
        window.wait_for('list item', 'Meyer GmbH, Regular')
        wait_until(lambda: 'Meyer GmbH' in window.focused().name or window.press('Down'), 'he is at Meyer')
        boss.post('/customers', {'request': new_uuid(), 'name': 'Aurora', 'kind': 'company', 'tier': 'regular'})
        daemon.stop()
        daemon.start(port=daemon.port)
        window.wait_for('list item', 'Aurora, Regular')
        window.wait_focus('Meyer GmbH')
        window.press('Return')
        window.wait_for('push button', 'Edit the customer')
        window.wait_says('Meyer GmbH')
        assert not window.says('No customer is open')


def a_new_customer_is_entered_and_opened():
    with tab() as (_, window, boss, _):
        window.press('ctrl+n')
        window.wait_focus('Customer')
        window.type('Nordwind AG')
        window.press('Tab', 'Tab', 'Tab')
        window.wait_focus('Organisation')  # there are several in sight
        window.press('space')
        window.wait_for('label', 'west')
        window.press('End', 'Return')
        window.click('push button', 'Save')
        window.wait_for('label', 'Nordwind AG')
        window.wait_for('push button', 'Merge with…')
        window.wait_for('list item', 'Nordwind AG, Regular')
        orgs = {org['id']: org['name'] for org in boss.get('/orgs')['items']}
        made = boss.get('/customers')['items'][0]
        assert (made['name'], orgs[made['org_id']]) == ('Nordwind AG', 'west'), made


def all_that_belongs_to_a_customer_is_added_and_changed_on_its_page():
    with tab() as (_, window, boss, (known, *_)):
        open_by(window, 'tcrj', '天成软件有限公司')
        for add, field, text in (('Add a note', 'Note', 'Calls before ten'), ('Add a contract', 'Contract', 'Gold'),
                                 ('Add a product', 'Product', 'Till'), ('Add a person', 'Name', 'Zhang Lei')):
            window.click('push button', add)
            window.wait_focus(field)
            window.type(text)
            window.press('Return')
            window.wait_for('list item', text)
            window.wait_focus(text)
        window.press('F2')
        window.wait_focus('Name')
        window.press('ctrl+a')
        window.type('Zhang Rui')
        window.press('Return')
        window.wait_for('list item', 'Zhang Rui')
        now = boss.get(f'/customers/{known["id"]}')
        assert [[part[key] for part in now[name]] for name, key in (('people', 'name'), ('contracts', 'name'), ('products', 'name'),
                                                                    ('notes', 'text'))] == \
            [['刘洋', 'Zhang Rui'], ['Gold'], ['Till'], ['Calls before ten']], now


def offline_refused_and_empty_are_said_and_nothing_typed_is_lost():
    with chat() as (daemon, window):
        window.press('alt+2')
        window.wait_says('There are no customers yet')
        boss = Agent(daemon.port, 'adm')
        meyer = boss.post('/customers', {'request': new_uuid(), 'name': 'Meyer GmbH', 'kind': 'company', 'tier': 'regular'})
        boss.post('/customers', {'request': new_uuid(), 'name': 'Nordwind AG', 'kind': 'company', 'tier': 'regular'})
        open_by(window, 'meyer', 'Meyer GmbH')
        window.press('ctrl+e')
        window.wait_focus('Customer')
        window.press('ctrl+a')
        window.type('Meyer AG')
        open_by(window, 'nordwind', 'Nordwind AG')  # with no form of another one's
        open_by(window, 'meyer', 'Meyer GmbH', 'Customer')
        assert window.focused().text == 'Meyer AG', window.focused()
        daemon.stop()
        window.wait_says('Not connected. This is from')
        window.press('Return')
        window.wait_says('What you typed is kept')
        window.press('ctrl+f')
        window.type('nobody asked for this')
        window.wait_for('push button', 'Try again')
        daemon.start('--port', str(daemon.port))
        window.wait_gone(None, 'Not connected. This is from', 60)
        window.wait_says('Nobody found')  # asked again by itself
        window.click('push button', 'Save')
        window.wait_focus('Edit the customer')
        boss = Agent(daemon.port, 'adm')
        now = boss.get(f'/customers/{meyer["id"]}')
        assert now['name'] == 'Meyer AG', now
        daemon.verb('user', 'set', 'ann', '--scope', 'own')
        west = next(org['id'] for org in boss.get('/orgs')['items'] if org['name'] == 'west')
        daemon.ask('PATCH', f'/api/v1/customers/{meyer["id"]}', boss.token, {'org_id': west},
                   {'If-Match': f'"{now["rev"]}"'}).expect(200)
        window.wait_says('belongs to an organisation that you do not see')
        assert not window.says('Meyer AG')


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
        window.press('Escape')
        window.wait_gone('frame', 'Merge with another customer')
        window.run('windowfocus', window.window)  # a window manager would give it back
        window.wait_focus('Edit the customer')
        window.press('ctrl+shift+m')
        window.wait_focus('Search for customers')
        window.type('dsjc')
        wait_until(lambda: sum('鼎盛建材, VIP' in n.name for n in window.tree() if n.role == 'list item') == 1,
                   'only the other one is found')
        window.press('Return')
        window.wait_says('“天成软件有限公司” stays and gets all people')
        window.press('Right')  # the other one stays
        window.wait_says('“鼎盛建材” stays and gets all people')
        window.wait_named()
        with window.reading_news():
            window.click('push button', '_Merge')
            window.wait_says('Both are one customer now.')
        for words in ('何志强', '刘洋', 'Merged by Ann'):
            window.wait_says(words)
        gone = daemon.get(f'/api/v1/customers/{tiancheng["id"]}', boss.token).expect(404).json
        assert gone['into'] == dingsheng['id'], gone
        with window.reading_news():
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
    desk.run([initials_find_a_customer_and_enter_opens_it, who_walks_the_list_stays_where_he_is_when_it_is_loaded_again, a_new_customer_is_entered_and_opened,
              all_that_belongs_to_a_customer_is_added_and_changed_on_its_page,
              offline_refused_and_empty_are_said_and_nothing_typed_is_lost,
              what_a_colleague_changed_meanwhile_is_shown_before_it_is_overwritten, two_become_one_and_two_again,
              what_a_colleague_did_is_read_from_the_timeline])
