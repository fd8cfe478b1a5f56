# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator sets up in the window, by the keyboard alone."""
import contextlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import PASSWORD, Daemon  # noqa: E402
from desk import Desk, run, wait_until  # noqa: E402
from talk import Agent, Visitor, new_uuid  # noqa: E402

DEADLINE_S = 60
SETTINGS = {'en': 'Settings', 'zh_CN': '管理'}
LIVE = {'en': 'Live', 'zh_CN': '实时'}
PAGES = ('Staff', 'Groups', 'Queues', 'Organisations', 'Channels', 'Office hours', 'Categories', 'Quick replies', 'Products',
         'Tiers and contracts', 'Own fields', 'Audit trail')


@contextlib.contextmanager
def at_settings(daemon, login='adm', **options):
    """The desk of an administrator who looks at the list of pages."""
    with Desk(server=daemon.url, **options) as desk:
        desk.sign_in(login, PASSWORD)
        desk.wait_says(LIVE[desk.language], DEADLINE_S)
        desk.to_settings = f'alt+{tabs(desk).index(SETTINGS[desk.language]) + 1}'
        desk.press(desk.to_settings)
        desk.wait_focus('人员' if desk.language == 'zh_CN' else 'Staff', DEADLINE_S)
        yield desk


def tabs(desk):
    """The names of the rail's tabs."""
    names, inside = [], None
    for node in desk.tree():
        if inside is not None and node.depth <= inside:
            inside = None
        if node.role == 'list' and node.name in ('Pages', '页面'):
            inside = node.depth
        elif inside is not None and node.role == 'list item':
            names.append(node.name.split(',')[0])
    return names


def go(desk, page):
    """From wherever the keyboard is, to a page of the settings."""
    desk.press(desk.to_settings, 'Home', *['Down'] * PAGES.index(page))
    desk.wait_focus(page, DEADLINE_S)


def to_list(desk, name, tabs_above=0):
    """To the row of that name in the page's list: filter, new, list."""
    desk.press(desk.to_settings, *['Tab'] * (3 + tabs_above), 'Home')
    tab_to(desk, name, lambda node: node.role == 'list item' and node.name.split(',')[0] == name, 'Down')


def tab_to(desk, name, claim=None, key='Tab'):
    """Tab (or another key) until the keyboard is where it should be."""
    claim = claim or (lambda node: name in node.name)
    for _ in range(40):
        node = desk.focused()
        if node and claim(node):
            return node
        desk.press(key)
    raise AssertionError(f'{name} cannot be reached; at {desk.focused()}\n{desk.described()}')


def fill(desk, name, text):
    desk.press('Tab')
    tab_to(desk, name, lambda node: name in node.name and node.role in ('text', 'entry', 'password text'))
    desk.press('ctrl+a')
    desk.type(text)


def start(desk, page, first):
    go(desk, page)
    desk.press('ctrl+n')
    desk.wait_focus(first, DEADLINE_S)


def save(desk):
    desk.press('ctrl+s')


def saved(desk, name):
    """Waits until the new thing's row has the keyboard."""
    wait_until(lambda: (lambda node: node.role == 'list item' and node.name == name)(desk.focused()),
               lambda: f'{name} is saved; at {desk.focused()}', DEADLINE_S)


def items(agent, path):
    return agent.get(f'/{path}?limit=200')['items']


def one(agent, path, **members):
    """The record with these members, as soon as the server has it."""
    def look():
        return next((item for item in items(agent, path) if all(item.get(k) == v for k, v in members.items())), None)
    return wait_until(look, f'{path} has {members}', DEADLINE_S)


def a_group_is_made_changed_refused_deleted_and_brought_back():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        adm = Agent(daemon.port, 'adm')
        go(desk, 'Groups')
        desk.wait_says('A group is the people who know the same things', DEADLINE_S)
        start(desk, 'Groups', 'Group name')
        save(desk)
        desk.wait_says('Please fill this in.')
        desk.type('Billing')
        desk.press('Tab', 'Tab', 'Home')  # organisation, members
        tab_to(desk, 'Ann', key='Down')
        desk.press('space')
        save(desk)
        saved(desk, 'Billing')
        group = one(adm, 'groups', name='Billing')
        assert len(group['members']) == 1, group

        desk.press('ctrl+n')
        desk.wait_focus('Group name')
        desk.type('Billing')
        save(desk)
        desk.wait_says('Something else has this already.')
        desk.wait_focus('Group name')
        desk.press('ctrl+a')
        desk.type('Second line')
        save(desk)
        saved(desk, 'Second line')

        to_list(desk, 'Billing')
        fill(desk, 'Group name', 'Invoices')
        desk.wait_for('list item', 'Billing, Not saved')
        save(desk)
        one(adm, 'groups', name='Invoices')
        desk.wait_for('list item', 'Invoices', DEADLINE_S)

        tab_to(desk, 'Delete')
        desk.press('space')
        desk.wait_says('Delete “Invoices”?')
        desk.wait_says('Its members keep their accounts')
        tab_to(desk, 'Delete')
        with desk.reading_news():
            desk.press('space')
            desk.wait_gone('list item', 'Invoices', DEADLINE_S)
            desk.click('push button', 'Undo')
            desk.wait_for('list item', 'Invoices', DEADLINE_S)
        assert len(one(adm, 'groups', name='Invoices')['members']) == 1


def what_is_not_saved_stays_and_others_changes_stand_beside_it():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        lea = Agent(daemon.port, 'adm')
        kind = lea.post('/contract-kinds', {'request': new_uuid(), 'name': 'Gold', 'level': 'A', 'warn_days': 30})
        lea.post('/contract-kinds', {'request': new_uuid(), 'name': 'Silver', 'level': 'B', 'warn_days': 30})

        def other_hand(**members):
            seen = next(item for item in items(lea, 'contract-kinds') if item['id'] == kind['id'])
            status, _, answer = lea.http.ask('PATCH', f'/api/v1/contract-kinds/{kind["id"]}', members,
                                             {**lea.headers(), 'If-Match': f'"{seen["rev"]}"'})
            assert status == 200, answer

        go(desk, 'Tiers and contracts')
        tab_to(desk, 'Contract kinds')
        desk.press('space')
        desk.wait_for('list item', 'Gold', DEADLINE_S)
        to_list(desk, 'Gold', 2)
        fill(desk, 'Level of service', 'AA')
        to_list(desk, 'Silver', 2)
        go(desk, 'Groups')
        go(desk, 'Tiers and contracts')
        tab_to(desk, 'Contract kinds')
        desk.press('space')
        desk.wait_for('list item', 'Gold, Not saved')

        other_hand(hours='7×24')  # does not meet what is written here
        to_list(desk, 'Gold', 2)
        wait_until(lambda: any(node.text == '7×24' for node in desk.tree() if node.name == 'Hours'), 'the hours follow')
        save(desk)
        assert one(lea, 'contract-kinds', level='AA')['hours'] == '7×24'
        to_list(desk, 'Gold', 2)

        fill(desk, 'Level of service', 'mine')
        other_hand(level='theirs')
        save(desk)
        desk.wait_says('has changed this meanwhile')
        desk.wait_says('There now: theirs')
        desk.wait_focus('Save mine anyway')
        desk.press('space')
        one(lea, 'contract-kinds', level='mine')

        to_list(desk, 'Gold', 2)
        other_hand(name='Zinc')  # goes behind Silver, and the keyboard with it
        desk.wait_focus('Zinc', DEADLINE_S)
        desk.press('Up')
        desk.wait_focus('Silver')
        desk.press('Down')

        other = next(item for item in items(lea, 'contract-kinds') if item['name'] == 'Zinc')
        with desk.reading_news():
            status, _, _ = lea.http.ask('DELETE', f'/api/v1/contract-kinds/{other["id"]}', None,
                                        {**lea.headers(), 'If-Match': f'"{other["rev"]}"'})
            assert status == 204, status
            desk.wait_says('Somebody else has deleted “Zinc”.', DEADLINE_S)


def a_new_person_can_sign_in_and_a_closed_one_cannot():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        adm = Agent(daemon.port, 'adm')
        start(desk, 'Staff', 'Name')
        desk.type('Nina')
        fill(desk, 'Login', 'ann')
        fill(desk, 'First password', 'short')
        save(desk)
        desk.wait_says('This is too short: at least 10 characters, please.')
        desk.wait_focus('First password')
        desk.press('ctrl+a')
        desk.type('long enough 42')
        tab_to(desk, 'Role')
        desk.press('space', 'End', 'Return')  # administrator
        save(desk)
        desk.wait_says('Something else has this already.', DEADLINE_S)
        desk.wait_focus('Login')
        desk.press('ctrl+a')
        desk.type('nina')
        save(desk)
        saved(desk, 'Nina')
        nina = one(adm, 'agents', login='nina')
        assert (nina['role'], nina['scope']) == ('admin', 'subtree'), nina
        daemon.sign_in('nina', 'long enough 42')

        fill(desk, 'New password', 'another one 42')
        with desk.reading_news():
            desk.press('Return')
            desk.wait_says('The new password is set.', DEADLINE_S)
        daemon.sign_in('nina', 'another one 42')

        tab_to(desk, 'Account is closed', key='shift+Tab')
        desk.press('space')
        save(desk)
        desk.wait_for('list item', 'Nina, Closed', DEADLINE_S)
        assert daemon.try_sign_in('nina', 'another one 42').status == 401


def an_empty_installation_comes_to_its_first_chat():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        adm = Agent(daemon.port, 'adm')
        start(desk, 'Organisations', 'Organisation name')
        desk.type('North')
        save(desk)
        one(adm, 'orgs', name='North')
        go(desk, 'Channels')
        desk.wait_says('A channel is a way for customers to reach you', DEADLINE_S)
        start(desk, 'Channels', 'Channel name')
        desk.type('Web shop')
        fill(desk, 'Key', 'shop')
        fill(desk, 'Name that visitors see', 'Example Support')
        fill(desk, 'Web sites', 'www.example.com')
        fill(desk, 'Colour', '#ffd400')
        desk.wait_says('is hard to read')
        desk.press('ctrl+a')
        desk.type('#0b6b5f')
        desk.wait_says('easy to read')
        save(desk)
        desk.wait_says('“www.example.com” is not the address of a web site.')
        desk.wait_focus('Web sites')
        desk.press('ctrl+a')
        desk.type('http://localhost:1')
        save(desk)
        saved(desk, 'Web shop')
        desk.wait_says('data-channel="shop"')
        desk.wait_says(f'{daemon.url}/widget/zuoxi.js')

        tab_to(desk, 'Make a key')
        desk.press('space')
        desk.wait_focus('Copy key', DEADLINE_S)
        desk.wait_for('push button', 'Remove key k1')
        tab_to(desk, 'I have kept it')
        desk.press('space')
        desk.wait_gone('push button', 'Copy key')
        tab_to(desk, 'Remove key k1')
        desk.press('space')
        desk.wait_says('Remove the key “k1”?')
        tab_to(desk, 'Remove', lambda node: node.role == 'push button' and node.name.endswith('Remove'))
        desk.press('space')
        desk.wait_gone('push button', 'Remove key k1', DEADLINE_S)

        visitor = Visitor(daemon.port, 'shop')
        visitor.say(visitor.socket(), 'Is anybody there?')
        desk.press('alt+1')
        desk.wait_says('Is anybody there?', DEADLINE_S)


def every_page_takes_a_new_thing():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        adm = Agent(daemon.port, 'adm')
        start(desk, 'Quick replies', 'Title')
        desk.type('Hello')
        fill(desk, 'Shortcut', 'hello')
        fill(desk, 'Text', 'Good morning {{name}}, this is {{agent}}.')
        desk.wait_says('Good morning Ms Liu, this is Li Na.')
        save(desk)
        one(adm, 'replies', shortcut='hello')

        start(desk, 'Office hours', 'Name of the hours')
        desk.type('Support')
        fill(desk, 'Time zone', 'Asia/Shanghai')
        fill(desk, 'Week', '1-5 0830')
        save(desk)
        desk.wait_says('1-5 08:30')  # the refusal says how a good line looks
        desk.press('ctrl+a')
        desk.type('1-5 08:30-18:00')
        save(desk)
        assert one(adm, 'calendars', name='Support')['week'] == '1-5 08:30-18:00'
        start(desk, 'Categories', 'Category name')
        desk.type('Billing')
        save(desk)
        one(adm, 'categories', name='Billing')

        start(desk, 'Products', 'Product name')
        desk.type('Accounting')
        fill(desk, 'Modules', 'Ledger')
        desk.press('Return')
        desk.type('Invoices')
        save(desk)
        assert one(adm, 'catalog-products', name='Accounting')['modules'] == ['Ledger', 'Invoices']
        desk.press(desk.to_settings, 'Tab', 'Tab', 'space')  # the second of the page's two tabs
        desk.wait_says('Name the versions of your products')
        desk.press('ctrl+n')
        fill(desk, 'Version', '12.1')
        fill(desk, 'Released on', '31.3.2026')
        save(desk)
        desk.wait_says('This is not a day.')
        desk.press('ctrl+a')
        desk.type('2026-03-31')
        save(desk)
        version = one(adm, 'catalog-versions', version='12.1')
        assert (version['state'], version['released_on']) == ('current', '2026-03-31'), version

        start(desk, 'Own fields', 'Field name')
        desk.type('Region')
        fill(desk, 'Key', 'region')
        tab_to(desk, 'Kind')
        desk.press('space', 'End', 'Return')
        fill(desk, 'Choices', 'North')
        desk.press('Return')
        desk.type('South')
        save(desk)
        assert one(adm, 'fields', key='region')['choices'] == ['North', 'South']

        go(desk, 'Audit trail')
        desk.wait_for('list item', 'Own field added', DEADLINE_S)
        desk.wait_for('list item', 'Quick reply added')
        tab_to(desk, 'To what it was done')
        desk.press('space', 'End', 'Return')  # own fields
        desk.wait_gone('list item', 'Quick reply added', DEADLINE_S)
        desk.wait_for('list item', 'Own field added', DEADLINE_S)


def a_queue_says_who_gets_the_next_customer_and_a_person_what_he_can_do():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        adm = Agent(daemon.port, 'adm')
        adm.post('/groups', {'request': new_uuid(), 'name': 'First line'})
        start(desk, 'Queues', 'Queue name')
        desk.type('Support')
        tab_to(desk, 'Who gets the next customer')
        assert not any(node.name == 'Keep for the last agent' and node.role == 'text' for node in desk.tree())
        desk.run('mousemove', '2', '2')  # not where the choices open: it would choose, too
        desk.press('space', 'Down', 'Return')  # most room
        fill(desk, 'Keep for the last agent', '30')
        fill(desk, 'Time to accept', '3')
        save(desk)
        desk.wait_says('Please take a number from 5 to 600.')
        desk.wait_focus('Time to accept')
        desk.press('ctrl+a')
        desk.type('45')
        save(desk)
        desk.wait_says('Please fill this in.', DEADLINE_S)  # nobody serves it
        desk.wait_focus('First line')
        desk.press('space')
        tab_to(desk, 'Add a skill')
        desk.press('space')
        desk.wait_focus('Skill')
        desk.type('English')
        tab_to(desk, 'Skill level')
        desk.press('space', 'End', 'Return')
        fill(desk, 'Wrap-up time', '90')
        save(desk)
        saved(desk, 'Support')
        queue = one(adm, 'queues', name='Support')
        assert (queue['method'], queue['regular_s'], queue['offer_s'], queue['wrap_up_s'], len(queue['groups'])) == ('least_loaded', 30, 45, 90, 1), queue
        assert queue['skills'] == [{'name': 'English', 'level': 5}], queue

        go(desk, 'Staff')
        to_list(desk, 'Ann')
        fill(desk, 'Chats at once', '31')
        save(desk)
        desk.wait_says('Please take a number from 1 to 30.')
        desk.press('ctrl+a')
        desk.type('2')
        desk.wait_says('In use: English')
        tab_to(desk, 'Add a skill')
        desk.press('space')
        desk.type('English')
        desk.press('Tab', 'Tab')
        desk.wait_focus('Remove English')
        save(desk)
        ann = one(adm, 'agents', login='ann', capacity={'web': 2})
        assert ann['skills'] == [{'name': 'English', 'level': 3}], ann
        go(desk, 'Audit trail')
        desk.wait_says('Chats at once: 4 → 2', DEADLINE_S)
        desk.wait_says('English 3')


def tiers_and_quick_replies_are_changed_and_the_trail_names_them():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        adm = Agent(daemon.port, 'adm')
        adm.post('/replies', {'request': new_uuid(), 'title': 'Hello', 'shortcut': 'hi', 'text': 'Hello!', 'org_id': adm.me['org_id']})
        go(desk, 'Quick replies')
        desk.wait_for('list item', 'Hello', DEADLINE_S)
        to_list(desk, 'Hello')
        fill(desk, 'Text', 'Hello {{name}}, this is {{agent}}.')
        desk.wait_says('Hello Ms Liu, this is Li Na.')  # how it will read
        save(desk)
        one(adm, 'replies', text='Hello {{name}}, this is {{agent}}.')

        go(desk, 'Tiers and contracts')
        desk.wait_for('list item', 'VIP', DEADLINE_S)
        desk.press(desk.to_settings, *['Tab'] * 4, 'Home', 'Down')  # two tabs, the filter; none can be added
        fill(desk, 'Tier name', 'Gold')
        fill(desk, 'Greeting', 'Good morning {{nmae}}')
        save(desk)
        tier = one(adm, 'tiers', name='Gold')
        assert (tier['word'], tier['greeting']) == ('vip', 'Good morning {{nmae}}'), tier
        desk.wait_for('list item', 'Gold', DEADLINE_S)
        daemon.verb('channel', 'add', 'web', '--name', 'Web', '--origin', 'http://localhost:1', '--org', 'hq')
        visitor = Visitor(daemon.port)
        visitor.say(visitor.socket(), 'Hello')
        contact = adm.accept(adm.all('/contacts?state=open')[0][0]['id'])
        group = adm.post('/groups', {'request': new_uuid(), 'name': 'Second line', 'members': [adm.id]})
        adm.post(f'/contacts/{contact["id"]}/transfer', {'request': new_uuid(), 'group_id': group['id']})
        go(desk, 'Audit trail')
        desk.wait_for('list item', f'Contact passed on #{contact["id"]}', DEADLINE_S)
        desk.wait_says('From: Adm\nTo: Second line')
        desk.wait_for('list item', 'Quick reply changed: Hello', DEADLINE_S)
        desk.wait_says('Tier name: — → Gold')


def what_an_administrator_types_offline_is_kept_and_sent_later():
    with Daemon('sqlite') as daemon, at_settings(daemon) as desk:
        start(desk, 'Groups', 'Group name')
        desk.type('Night shift')
        daemon.stop()
        desk.wait_says('Not connected. This is from', DEADLINE_S)
        save(desk)
        desk.wait_for('alert', 'this is not saved yet')
        go(desk, 'Channels')  # was never looked at while there was a server
        desk.wait_says('This could not be loaded', DEADLINE_S)
        daemon.start('--port', str(daemon.port))
        desk.wait_gone(None, 'Not connected. This is from', DEADLINE_S)
        desk.wait_says('A channel is a way for customers to reach you', DEADLINE_S)
        go(desk, 'Groups')
        desk.wait_says('New group')
        save(desk)
        one(Agent(daemon.port, 'adm'), 'groups', name='Night shift')


def who_may_not_set_up_has_no_such_page_and_loses_it_with_the_right():
    with Daemon('sqlite') as daemon:
        daemon.verb('user', 'add', 'boss', '--name', 'Boss', '--role', 'admin', '--scope', 'own', '--org', 'hq',
                    '--password-stdin', stdin=PASSWORD + '\n')
        with at_settings(daemon, 'boss') as desk:
            start(desk, 'Staff', 'Name')
            desk.type('Nina')
            fill(desk, 'Login', 'nina')
            fill(desk, 'First password', 'long enough 42')
            tab_to(desk, 'Sees the customers of')
            desk.press('space', 'End', 'Return')
            save(desk)
            desk.wait_says('Please choose something within your own rights.', DEADLINE_S)
            desk.wait_focus('Sees the customers of')
            start(desk, 'Groups', 'Group name')
            adm = Agent(daemon.port, 'adm')
            assert all(agent['login'] != 'nina' for agent in items(adm, 'agents'))
            boss = one(adm, 'agents', login='boss')

            def become(role):
                seen = one(adm, 'agents', login='boss')
                status, _, answer = adm.http.ask('PATCH', f'/api/v1/agents/{boss["id"]}', {'role': role},
                                                 {**adm.headers(), 'If-Match': f'"{seen["rev"]}"'})
                assert status == 200, answer

            with desk.reading_news():
                become('lead')
                wait_until(lambda: 'Settings' not in tabs(desk), 'the page is closed', DEADLINE_S)
                desk.wait_says('you no longer have the right to use it')
            become('admin')
            wait_until(lambda: 'Settings' in tabs(desk), 'the page is there again', DEADLINE_S)
        with Desk(server=daemon.url) as desk:
            desk.sign_in('ann', PASSWORD)
            desk.wait_says('Live', DEADLINE_S)
            assert 'Settings' not in tabs(desk), tabs(desk)


if __name__ == '__main__':
    run([a_group_is_made_changed_refused_deleted_and_brought_back,
         what_is_not_saved_stays_and_others_changes_stand_beside_it, a_new_person_can_sign_in_and_a_closed_one_cannot,
         an_empty_installation_comes_to_its_first_chat,
         tiers_and_quick_replies_are_changed_and_the_trail_names_them,
         a_queue_says_who_gets_the_next_customer_and_a_person_what_he_can_do,
         what_an_administrator_types_offline_is_kept_and_sent_later, every_page_takes_a_new_thing,
         who_may_not_set_up_has_no_such_page_and_loses_it_with_the_right])
