#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers are found by whatever is known of them, by who may see them, as soon as it is known."""
import json
import os
from urllib.parse import quote

from daemon import Daemon, wait_until
from rules import rule, run
from talk import new_uuid

ORGS = [{'key': 'hq', 'name': 'hq'}, {'key': 'east', 'name': 'east', 'parent': 'hq'},
        {'key': 'west', 'name': 'west', 'parent': 'hq'}]


def customer(number, org, name, tier='regular', people=(), **more):
    return {'external_id': number, 'org': org, 'name': name, 'kind': 'company', 'tier': tier, **more,
            'people': [{'name': n, 'title': '', 'lang': 'zh', 'identities': [{'kind': k, 'value': v} for k, v in ids]}
                       for n, *ids in people]}


KNOWN = [
    customer('E-1001', 'east', '天成软件', 'vip', [('刘洋', ('phone', '+8613800138000'), ('mail', 'liu@tc.example')), ('单雄信',)],
             owner='lea', identities=[{'kind': 'phone', 'value': '+86 755 8234 5678', 'shared': True}]),
    customer('E-1002', 'east', '天成南方贸易'),
    customer('W-1001', 'west', '天成西部', 'super_vip', [('Zoë Ångström', ('account', 'zoe-77'))]),
]


def add(daemon, customers):
    path = os.path.join(daemon.folder, 'sample.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'orgs': ORGS, 'customers': customers}, file)
    daemon.verb('import', 'sample', path)


def found(daemon, token, query, limit=50):
    return daemon.get(f'/api/v1/customers?q={quote(query)}&limit={limit}', token).expect(200).json['items']


def names(daemon, token, query):
    return [c['name'] for c in found(daemon, token, query)]


@rule()
def a_customer_is_found_by_any_part_and_only_in_sight(daemon):
    add(daemon, KNOWN)
    daemon.stop()
    daemon.start()  # all is there when the daemon starts, and the first question waits for it
    lea, ed, wes = (daemon.sign_in(who) for who in ('lea', 'ed', 'wes'))
    for query in ('天成软件', '软', 'tcrj', 'tianchengruan', '刘洋', 'ly', 'sxx', '138 0013', '8234567', 'LIU@', 'e-1001', '軟件 劉'):
        assert names(daemon, lea, query) == ['天成软件'], (query, names(daemon, lea, query))
        assert names(daemon, ed, query) == ['天成软件'] and names(daemon, wes, query) == [], query
    for query in ('zoe', 'ANGSTROM', 'zoe-77', 'tcxb'):
        assert names(daemon, wes, query) == ['天成西部'] and names(daemon, ed, query) == [], query
    # Best first: of equal fits the higher tier, then the newest.
    assert names(daemon, lea, '天成') == ['天成西部', '天成软件', '天成南方贸易']
    assert names(daemon, ed, 'tc') == ['天成软件', '天成南方贸易']
    [item] = found(daemon, lea, 'rj')
    assert item['match'] == {'what': 'initials', 'text': '天成软件', 'marks': [[2, 4]]}, item
    assert (item['tier'], item['kind'], item['external_id'], item['owner_name'], item['people_count']) == (
        'vip', 'company', 'E-1001', 'Lea', 2)
    assert len(found(daemon, lea, '天成', limit=2)) == 2
    daemon.get(f'/api/v1/customers?q={"x" * 201}', lea).expect(400)
    daemon.get('/api/v1/customers?q=x').expect(401)


@rule()
def without_a_query_the_newest_come_page_by_page(daemon):
    add(daemon, [customer(f'N-{n}', 'west' if n % 3 == 0 else 'east', f'Customer {n}') for n in range(1, 10)])
    ed, after, seen = daemon.sign_in('ed'), '', []
    while after is not None:
        page = daemon.get(f'/api/v1/customers?limit=4{after and "&after=" + after}', ed).expect(200).json
        seen += [c['name'] for c in page['items']]
        assert all(c['match'] is None for c in page['items'])
        after = page['next']
    assert seen == [f'Customer {n}' for n in range(9, 0, -1) if n % 3 != 0]
    assert daemon.get('/api/v1/customers?q=%20%20', ed).expect(200).json['items'][0]['name'] == 'Customer 8'


@rule()
def what_has_just_become_known_is_found_at_every_daemon(daemon):
    lea = daemon.sign_in('lea')
    assert names(daemon, lea, '天成') == []
    add(daemon, KNOWN[:1])  # by another program
    wait_until(lambda: names(daemon, lea, 'tcrj') == ['天成软件'], 'the new customer is found')
    if daemon.store != 'postgres':
        return
    with Daemon('postgres', beside=daemon) as second:
        assert names(second, lea, 'tcrj') == ['天成软件']
        add(daemon, KNOWN[1:2])
        for each in (daemon, second):
            wait_until(lambda each=each: names(each, lea, '贸易') == ['天成南方贸易'], 'both daemons know it')


@rule()
def a_merged_customer_is_not_found_until_the_merge_is_undone(daemon):
    add(daemon, KNOWN[:2])
    lea = daemon.sign_in('lea')
    wait_until(lambda: len(names(daemon, lea, '天成')) == 2, 'both are found')
    [one], [other] = found(daemon, lea, 'tcrj'), found(daemon, lea, 'tcnf')
    path = f'/api/v1/customers/{other["id"]}'
    survivor = daemon.ask('POST', path + '/merge', lea, {'request': new_uuid(), 'from_id': one['id']},
                          {'If-Match': f'"{other["rev"]}"'}).expect(200).json
    wait_until(lambda: names(daemon, lea, 'tcrj') == [] and names(daemon, lea, '刘洋') == ['天成南方贸易'], 'only the survivor is found')
    assert [c['name'] for c in daemon.get('/api/v1/customers', lea).json['items']] == ['天成南方贸易']
    daemon.ask('POST', f'{path}/merges/{survivor["merges"][0]["id"]}/undo', lea, {'request': new_uuid()}).expect(200)
    wait_until(lambda: names(daemon, lea, '刘洋') == ['天成软件'], 'both are found again')


if __name__ == '__main__':
    run()
