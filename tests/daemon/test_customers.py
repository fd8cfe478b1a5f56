#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The customer panel's data, and who may see it."""
import datetime
import json
import os

from rules import rule, run
from talk import Visitor, new_uuid

SAMPLE = {
    'orgs': [{'key': 'hq', 'name': 'hq'}, {'key': 'east', 'name': 'east', 'parent': 'hq'},
             {'key': 'west', 'name': 'west', 'parent': 'hq'}],
    'customers': [
        {'external_id': 'E-1', 'org': 'east', 'name': 'Ostwerk', 'kind': 'company', 'tier': 'vip', 'owner': 'lea',
         'note': 'Careful', 'identities': [{'kind': 'phone', 'value': '+49 (30) 1234-5', 'shared': True}],
         'people': [{'name': 'Ida', 'title': 'Head', 'lang': 'de',
                     'identities': [{'kind': 'mail', 'value': ' Ida@OSTWERK.example '}]}],
         'contracts': [{'name': 'Gold', 'level': 'A', 'starts_days': -10, 'ends_days': 20, 'modules': ['Stock', 'Till']}],
         'products': [{'name': 'Shop', 'version': '2.0', 'modules': [], 'installed_days': -5}]},
        {'external_id': 'W-1', 'org': 'west', 'name': 'Westwerk', 'kind': 'company', 'tier': 'regular'},
    ],
    'contacts': [{'customer': 'E-1', 'person': 'Ida', 'agent': 'ed', 'days_ago': n, 'minutes': 5, 'summary': f'case {n}',
                  'messages': [{'author': 'customer', 'text': f'question {n}\nmore'}, {'author': 'agent', 'text': 'answer'}]}
                 for n in range(1, 8)],
}


def import_sample(daemon, sample=None, check=True):
    path = os.path.join(daemon.folder, 'sample.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(sample or SAMPLE, file)
    return daemon.verb('import', 'sample', path, check=check)


def customer_id(daemon, number):
    return daemon.query(f"SELECT id FROM customer WHERE external_id = '{number}'")[0][0]


@rule()
def the_panel_gets_the_whole_customer(daemon):
    import_sample(daemon)
    customer = daemon.get(f'/api/v1/customers/{customer_id(daemon, "E-1")}', daemon.sign_in('ann')).expect(200).json
    today = datetime.date.today()
    assert customer['name'] == 'Ostwerk' and customer['tier'] == 'vip' and customer['owner']['name'] == 'Lea'
    ida = customer['people'][0]
    assert {**ida['identities'][0], 'id': 0} == {'id': 0, 'person_id': ida['id'], 'kind': 'mail', 'value': 'ida@ostwerk.example', 'shared': False}
    assert {**customer['identities'][0], 'id': 0} == {'id': 0, 'person_id': None, 'kind': 'phone', 'value': '+493012345', 'shared': True}
    assert customer['contracts'][0]['ends_on'] == str(today + datetime.timedelta(20))
    assert customer['contracts'][0]['modules'] == ['Stock', 'Till'] and customer['products'][0]['modules'] == []


@rule()
def another_organisations_customer_does_not_exist_for_me(daemon):
    import_sample(daemon)
    east, west = customer_id(daemon, 'E-1'), customer_id(daemon, 'W-1')
    ed = daemon.sign_in('ed')
    daemon.get(f'/api/v1/customers/{east}', ed).expect(200)
    hidden, none = daemon.get(f'/api/v1/customers/{west}', ed), daemon.get('/api/v1/customers/987654', ed)
    assert hidden.status == none.status == 404 and hidden.body == none.body
    assert daemon.get(f'/api/v1/customers/{west}/contacts', ed).expect(404).body == none.body
    daemon.verb('user', 'set', 'ed', '--scope', 'all')
    daemon.get(f'/api/v1/customers/{west}', ed).expect(200)
    daemon.get('/api/v1/customers/x', ed).expect(404)


@rule()
def who_has_the_conversation_sees_whose_it_is(daemon):
    """A customer of another branch writes to ours: the agent who may see the contact sees the customer."""
    import_sample(daemon)
    daemon.verb('channel', 'add', 'web', '--name', 'Web', '--org', 'east', '--origin', 'http://localhost:1')
    visitor = Visitor(daemon.port)
    ed, west = daemon.sign_in('ed'), customer_id(daemon, 'W-1')
    with visitor.socket() as socket:
        visitor.say(socket, 'Hello?')
        daemon.get(f'/api/v1/customers/{west}', ed).expect(404)
        daemon.write(f'UPDATE contact SET customer_id = {west}')
        daemon.get(f'/api/v1/customers/{west}', ed).expect(200)
        contact = daemon.get('/api/v1/contacts', ed).json['items'][0]
        daemon.ask('POST', f'/api/v1/contacts/{contact["id"]}/accept', daemon.sign_in('lea'), {'request': new_uuid()}).expect(200)
        daemon.get(f'/api/v1/customers/{west}', ed).expect(404)


@rule()
def an_unchanged_customer_is_not_sent_again(daemon):
    import_sample(daemon)
    path, ann = f'/api/v1/customers/{customer_id(daemon, "E-1")}', daemon.sign_in('ann')
    tag = daemon.get(path, ann).expect(200).headers['etag']
    again = daemon.get(path, ann, {'If-None-Match': tag}).expect(304)
    assert again.body == b'' and again.headers['etag'] == tag
    daemon.get(path, ann, {'If-None-Match': '"1"'}).expect(200)


@rule()
def the_past_is_listed_newest_first_page_by_page(daemon):
    import_sample(daemon)
    path, ann = f'/api/v1/customers/{customer_id(daemon, "E-1")}/contacts', daemon.sign_in('ann')
    found, after = [], ''
    while True:
        page = daemon.get(f'{path}?limit=3{after}', ann).expect(200).json
        assert page['as_of'] == daemon.head
        found += page['items']
        if page['next'] is None:
            break
        after = f'&after={page["next"]}'
    assert [c['summary'] for c in found] == [f'case {n}' for n in range(1, 8)]
    assert found[0]['subject'] == 'question 1 more' and found[0]['person_name'] == 'Ida'
    assert found[0]['agent_name'] == 'Ed' and found[0]['state'] == 'closed'
    for query in ('limit=0', 'limit=201', 'limit=x', 'after=0', 'after=-1', "after=1'"):
        assert daemon.get(f'{path}?{query}', ann).expect(400).code == 'bad-query'


@rule()
def the_past_of_another_organisation_stays_there(daemon):
    import_sample(daemon)
    west, east = customer_id(daemon, 'W-1'), customer_id(daemon, 'E-1')
    daemon.write(f'UPDATE contact SET customer_id = {west} WHERE customer_id = {east}')
    wes, lea = daemon.sign_in('wes'), daemon.sign_in('lea')
    assert daemon.get(f'/api/v1/customers/{west}/contacts', wes).expect(200).json['items'] == []
    assert len(daemon.get(f'/api/v1/customers/{west}/contacts', lea).expect(200).json['items']) == 7


@rule()
def importing_twice_changes_nothing(daemon):
    assert '2 customers, 7 past contacts' in import_sample(daemon).stdout
    head = daemon.head
    assert '0 customers, 0 past contacts' in import_sample(daemon).stdout
    assert daemon.head == head
    assert 'PROBLEM' not in daemon.verb('check').stdout


@rule()
def a_bad_customer_leaves_nothing_half_done(daemon):
    bad = json.loads(json.dumps(SAMPLE))
    bad['customers'][1]['people'] = [{'name': 'Thief', 'identities': [{'kind': 'mail', 'value': 'ida@ostwerk.example'}]}]
    failed = import_sample(daemon, bad, check=False)
    assert failed.returncode == 1 and 'customers[1]' in failed.stderr and 'belongs to somebody else' in failed.stderr
    assert daemon.query("SELECT count(*) FROM customer WHERE external_id = 'W-1'")[0][0] == 0
    assert daemon.query("SELECT count(*) FROM person WHERE name = 'Thief'")[0][0] == 0
    assert 'PROBLEM' not in daemon.verb('check').stdout


if __name__ == '__main__':
    run()
