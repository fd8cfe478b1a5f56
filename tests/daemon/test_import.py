#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers out of CSV files: what is read, what is refused, and what a killed import leaves."""
import csv
import os
import signal
import subprocess
import uuid

from daemon import DEADLINE_S, ZUOXID, environment, wait_until
from rules import rule, run


def write(daemon, text, encoding='utf-8', name='list.csv'):
    path = os.path.join(daemon.folder, name)
    with open(path, 'wb') as file:
        file.write(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def take(daemon, text, *options, encoding='utf-8', check=True):
    return daemon.verb('import', 'customers', *options, write(daemon, text, encoding), check=check)


def customers(daemon):
    """name → the whole customer, as an agent sees it."""
    token = daemon.sign_in('lea')
    ids = daemon.query('SELECT id, name FROM customer ORDER BY id')
    return {name: daemon.get(f'/api/v1/customers/{number}', token).expect(200).json for number, name in ids}


def content(daemon):
    """Everything that an import writes, with the numbers."""
    return [daemon.query(f'SELECT * FROM {table} ORDER BY id')
            for table in ('customer', 'person', 'identity', 'contract', 'product', 'audit')] + [daemon.head]


CHINESE = ('客户编号,客户名称,客户类型,等级,机构,负责人,联系人,职务,电话,邮箱,账号,合同,服务级别,开始日期,到期日期,产品,版本,模块,安装日期,备注\r\n'
           'C-1,天成软件有限公司,公司,超级VIP,hq,ann,刘洋,财务主管,13800002046,Liu@Tiancheng.example,liuyang,A 类,A,'
           '2026/1/5,2027年1月4日,天枢 ERP,8.2.1,"财务、库存,开票",20250301,"第一行\r\n第二行"\r\n'
           'C-1,,,,,,张蕾,,,,zhanglei,,,,,天枢 HR,5.0,考勤,,\r\n'
           '\r\n'
           'C-2,孙晓梅,个人,普通,east,,,,13900001111,,,,,,,,,,,=1+1\r\n')


@rule()
def a_table_in_chinese_is_understood_in_every_usual_encoding(daemon):
    said = take(daemon, CHINESE, encoding='gb18030').stdout
    assert 'read: GB18030' in said and 'customers: 2 added, 0 changed, 0 as they were' in said, said
    assert 'new parts: 3 people, 5 identities, 1 contracts, 2 products' in said, said
    found = customers(daemon)
    first, second = found['天成软件有限公司'], found['孙晓梅']
    assert (first['external_id'], first['kind'], first['tier'], first['owner']['name']) == ('C-1', 'company', 'super_vip', 'Ann')
    assert first['note'] == '第一行\n第二行'
    people = {p['name']: p for p in first['people']}
    assert people['刘洋']['title'] == '财务主管'
    assert {(i['kind'], i['value']) for i in people['刘洋']['identities']} >= {('mail', 'liu@tiancheng.example'), ('account', 'liuyang')}
    assert [i['value'] for i in people['张蕾']['identities']] == ['zhanglei']
    contract, = first['contracts']
    assert (contract['name'], contract['starts_on'], contract['ends_on']) == ('A 类', '2026-01-05', '2027-01-04')
    assert {p['name']: p['modules'] for p in first['products']} == {'天枢 ERP': ['财务', '库存', '开票'], '天枢 HR': ['考勤']}
    assert second['kind'] == 'person' and second['people'][0]['name'] == '孙晓梅' and second['note'] == '=1+1'
    assert second['people'][0]['identities'][0]['kind'] == 'phone'
    before = content(daemon)
    for encoding, name in (('utf-8', 'UTF-8'), ('utf-8-sig', 'UTF-8'), ('utf-16', 'UTF-16LE'), ('gb18030', 'GB18030')):
        said = take(daemon, CHINESE, encoding=encoding).stdout
        assert f'read: {name}' in said and '0 added, 0 changed, 2 as they were' in said, said
    take(daemon, CHINESE.replace(',', ';').replace('"财务、库存;开票"', '财务|库存|开票'), '--encoding', 'GBK', encoding='gbk')
    take(daemon, 'sep=\t\n' + 'external_id\tname\nC-2\t\n')
    assert content(daemon) == before, 'the same file again has changed something'


@rule()
def a_contract_comes_with_its_kind_and_what_is_left_of_it(daemon):
    daemon.verb('contract-kind', 'add', 'A 类', '--level', 'A')
    kind, = daemon.query('SELECT id FROM contract_kind')
    take(daemon, '客户编号,客户名称,合同,合同种类,剩余次数,合同备注\nK1,Acme,Gold,A 类,上门 3 次,每季巡检\nK2,Beta,Silver,,,\n')
    found = customers(daemon)
    gold, silver = found['Acme']['contracts'][0], found['Beta']['contracts'][0]
    assert (gold['kind_id'], gold['remaining'], gold['note']) == (str(kind[0]), '上门 3 次', '每季巡检'), gold
    assert silver['kind_id'] is None and 'remaining' not in silver and 'note' not in silver, silver
    again = (f'external_id,contract,contract_kind,remaining,contract_note\nK1,Gold,A 类,2 visits,\nK2,Silver,{kind[0]},,\n'
             'K2,Silver,B,,\nK2,,A 类,,\n')
    failed = take(daemon, again, '--skip-bad', check=False)
    assert 'list.csv:4: contract_kind' in failed.stderr and 'no such kind of contract' in failed.stderr, failed.stderr
    assert 'list.csv:5: ' in failed.stderr and 'needs its name' in failed.stderr, failed.stderr
    found = customers(daemon)
    gold, silver = found['Acme']['contracts'][0], found['Beta']['contracts'][0]
    assert (gold['kind_id'], gold['remaining'], gold['note']) == (str(kind[0]), '2 visits', '每季巡检'), gold
    assert silver['kind_id'] == str(kind[0]), silver
    before = content(daemon)
    take(daemon, again.split('K2,Silver,B')[0])
    assert content(daemon) == before, 'the same table again has changed something'


@rule()
def an_external_id_brings_a_customer_up_to_date(daemon):
    take(daemon, 'external_id,name,tier,person,phone,product,version,contract,ends_on\n'
                 'K1,Acme,vip,Bo,+8613811112222,ERP,8.1,Gold,2026-12-31\n')
    old = customers(daemon)['Acme']
    take(daemon, 'external_id,name,tier,person,title,product,version,contract,ends_on,org\n'
                 'K1,Acme Ltd,,Bo,Boss,ERP,8.2,Gold,2027-12-31,east\n')
    new = customers(daemon)['Acme Ltd']
    assert new['id'] == old['id'] and int(new['rev']) > int(old['rev']) and new['tier'] == 'vip'
    assert new['org_id'] != old['org_id'] and new['people'][0]['title'] == 'Boss' and len(new['people']) == 1
    assert [(p['id'], p['version']) for p in new['products']] == [(old['products'][0]['id'], '8.2')]
    assert [(c['id'], c['ends_on']) for c in new['contracts']] == [(old['contracts'][0]['id'], '2027-12-31')]
    assert [a for a in daemon.query("SELECT action, detail FROM audit WHERE noun = 'customer' ORDER BY id")] == [
        ('customer.add', '{"import":"list.csv"}'), ('customer.change', '{"import":"list.csv"}')]
    assert 'PROBLEM' not in daemon.verb('check').stdout


@rule()
def the_number_of_a_merged_customer_leads_to_the_survivor(daemon):
    take(daemon, 'external_id,name,phone\nK1,Acme,\nK2,Acme Branch,+8613811113333\n')
    found, token = customers(daemon), daemon.sign_in('lea')
    survivor, merged = found['Acme'], found['Acme Branch']
    daemon.ask('POST', f'/api/v1/customers/{survivor["id"]}/merge', token, {'request': str(uuid.uuid4()), 'from_id': merged['id']},
               {'If-Match': f'"{survivor["rev"]}"'}).expect(200)
    take(daemon, 'external_id,product,phone\nK2,ERP,+8613811113333\n')
    now = daemon.get(f'/api/v1/customers/{survivor["id"]}', token).expect(200).json
    assert now['external_id'] == 'K1' and [p['name'] for p in now['products']] == ['ERP'] and len(now['identities']) == 1
    assert 'PROBLEM' not in daemon.verb('check').stdout


@rule()
def an_agent_hears_of_what_an_import_changes(daemon):
    from ws import WebSocket  # pylint: disable=import-outside-toplevel
    token = daemon.sign_in('lea')
    with WebSocket(daemon.port, '/api/v1/events', {'Authorization': 'Bearer ' + token}) as socket:
        socket.receive()
        take(daemon, 'name,person\nAcme,Bo\nAcme,Cy\n')
        while True:
            event = socket.receive()
            if event.get('noun') == 'customer':
                break
        assert event['kind'] == 'put' and [p['name'] for p in event['json']['people']] == ['Bo', 'Cy'], event


@rule()
def each_refused_row_is_named_and_only_its_batch_stays_out(daemon):
    table = ('external_id,name,tier,phone,mail,ends_on,owner,contract\n'
             'B1,One,vip,+8613800000001,a@b.example,2026-02-28,ann,Gold\n'
             'B2,Two,golden,,,,,\n'
             'B3,Three,,1.38E+10,,,,\n'
             'B4,Four,,,nowhere,,,\n'
             'B5,Five,,,,2026-02-30,,Gold\n'
             'B6,Six,,,,,nobody,\n'
             'B7,,,,,,,\n'
             'B8,Eight,,+8613800000001,,,,\n'
             'B9,' + 'x' * 201 + ',,,,,,\n'
             'B10,Ten,,,,2026-02-01,,\n'
             'B11,Eleven,,,,,,,extra\n'
             '\u0022B12\u0022x,Twelve,,,,,,\n'
             'B13,Thirteen,,,,,,\n')
    failed = take(daemon, table, check=False)
    assert failed.returncode == 1 and daemon.query('SELECT count(*) FROM customer') == [(0,)]
    for line, column, why in ((3, 'tier', 'regular'), (4, 'phone', 'spreadsheet'), (5, 'mail', 'no mail'), (6, 'ends_on', 'no day'),
                              (7, 'owner', 'no such agent'), (8, 'name', 'needs a name'), (9, 'phone', 'belongs to One'),
                              (10, 'name', '200 characters'), (11, '', 'contract'), (12, '', 'more cells'),
                              (13, 'external_id', 'closing quote')):
        told = [t for t in failed.stderr.splitlines() if f'list.csv:{line}: {column}' in t]
        assert len(told) == 1 and why in told[0], (line, why, failed.stderr)
    assert 'list.csv:2-14: 2 good rows are left out' in failed.stderr and '11 rows were refused' in failed.stderr
    failed = take(daemon, table, '--batch', '4', check=False)
    assert daemon.query('SELECT name FROM customer') == [('Thirteen',)], 'a batch without refused rows is written'
    tried = take(daemon, table, '--skip-bad', '--dry-run', check=False)
    assert 'customers: 1 added, 0 changed, 1 as they were' in tried.stdout and 'nothing is written' in tried.stdout
    report = os.path.join(daemon.folder, 'refused.csv')
    failed = take(daemon, table, '--skip-bad', '--report', report, check=False)
    assert failed.returncode == 1 and 'list.csv:3' not in failed.stderr and 'refused.csv' in failed.stderr
    assert sorted(daemon.query('SELECT name FROM customer')) == [('One',), ('Thirteen',)]
    with open(report, encoding='utf-8-sig', newline='') as file:
        rows = list(csv.DictReader(file))
    assert [r['line'] for r in rows] == [str(n) for n in range(3, 14)] and rows[0]['cell'] == 'golden'


@rule()
def what_would_run_in_a_spreadsheet_is_kept_as_text_and_goes_out_harmless(daemon):
    report = os.path.join(daemon.folder, 'refused.csv')
    take(daemon, 'name,note,tier\n=cmd|\' /C calc\'!A0,@SUM(A1),\n+1,-2,=HYPERLINK("x")\n', '--skip-bad', '--report', report, check=False)
    assert daemon.query('SELECT name, note FROM customer') == [("=cmd|' /C calc'!A0", '@SUM(A1)')]
    with open(report, encoding='utf-8-sig', newline='') as file:
        row, = csv.DictReader(file)
    assert row['cell'] == '\'=HYPERLINK("x")'


@rule()
def a_column_that_nobody_knows_stops_the_import_before_it_writes(daemon):
    table = 'Kunde,name,Umsatz\nK1,Acme,5\n'
    failed = take(daemon, table, check=False)
    assert failed.returncode == 1 and '“Kunde” is not known' in failed.stderr and '--map "Kunde=MEANING"' in failed.stderr
    assert 'no such meaning' in take(daemon, table, '--map', 'Kunde=king', check=False).stderr
    assert 'no such column' in take(daemon, table, '--map', 'Kunden=name', check=False).stderr
    assert 'mean the same' in take(daemon, table, '--map', 'Kunde=name', '--ignore-unknown', check=False).stderr
    assert 'is none of: UTF-8' in take(daemon, table, '--encoding', 'EBCDIC', check=False).stderr
    assert '--delimiter' in take(daemon, table, '--delimiter', '|', check=False).stderr
    assert 'is empty' in take(daemon, '', check=False).stderr
    daemon.write("INSERT INTO field (id, key, label, kind, choices, rev) VALUES "
                 "(900001, 'revenue', 'Umsatz', 'number', NULL, 0), (900002, 'region', 'Region', 'choice', 'North\nSouth', 0)")
    said = take(daemon, table + 'K2,Bell,much\n', '--map', 'Kunde=external_id', '--skip-bad', check=False)
    assert 'list.csv:3: Umsatz “much”: it is no number' in said.stderr
    said = take(daemon, 'external_id,region,thing\nK1,North,1\nK1,West,1\n', '--ignore-unknown', '--skip-bad', check=False)
    assert 'columns left out: thing' in said.stdout and 'none of the choices' in said.stderr
    (fields,), = daemon.query('SELECT fields FROM customer')
    assert fields.replace(' ', '') == '{"revenue":"5","region":"North"}'


@rule()
def a_shared_number_is_everybodys_and_a_personal_one_is_not(daemon):
    take(daemon, 'name,person,phone,shared\nAcme,,+862155501000,yes\nBell,,+862155501000,是\nBell,Cy,+8613800000009,no\n')
    shared = daemon.query('SELECT shared FROM identity ORDER BY id')
    assert [bool(s) for s, in shared] == [True, True, False]
    failed = take(daemon, 'name,person,phone\nAcme,Di,+8613800000009\n', check=False)
    assert 'belongs to Bell, Cy' in failed.stderr
    daemon.write("UPDATE customer SET name = 'Acme' WHERE name = 'Bell'")
    assert 'several customers are called “Acme”' in take(daemon, 'name,note\nAcme,x\n', check=False).stderr


def numbered(count):
    yield 'external_id,name,person,phone,product,version\n'
    for n in range(count):
        yield f'N{n // 2},Firm {n // 2},P{n},+86138{n:08d},ERP{n % 2},8.{n % 10}\n'


@rule()
def a_killed_import_leaves_whole_batches_and_the_next_one_completes_it(daemon):
    table = ''.join(numbered(3000))
    path = write(daemon, table)
    command = [ZUOXID, 'import', 'customers', '--batch', '50', '-', *daemon.where]
    for kill_at in (100, 600, 1000):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=environment()) as process:
            process.stdin.write(table[:80_000].encode())  # all of it is written only when there is more: it never comes to its end
            process.stdin.flush()
            wait_until(lambda: daemon.query('SELECT count(*) FROM person')[0][0] >= kill_at, f'{kill_at} people are there')
            assert process.poll() is None, 'it ended before it was killed'
            process.send_signal(signal.SIGKILL)
            process.wait(DEADLINE_S)
        if daemon.store == 'postgres':  # its server ends the transaction when it sees the connection gone
            wait_until(lambda: daemon.query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                                            "state <> 'idle' AND pid <> pg_backend_pid ()") == [(0,)], 'the killed transaction is over')
        people, = daemon.query('SELECT count(*) FROM person')[0]
        assert people % 50 == 0 and people < 3000, f'{people} people: a batch was written in part'
        assert daemon.query('SELECT count(*) FROM product')[0][0] == people == daemon.query('SELECT count(*) FROM identity')[0][0]
        assert 'PROBLEM' not in daemon.verb('check').stdout
    said = daemon.verb('import', 'customers', path)
    assert 'as they were' in said.stdout
    assert daemon.query('SELECT count(*) FROM customer') == [(1500,)] and daemon.query('SELECT count(*) FROM person') == [(3000,)]
    before = daemon.head
    assert '0 added, 0 changed, 1500 as they were' in daemon.verb('import', 'customers', path).stdout
    assert daemon.head == before


@rule()
def a_cell_of_ten_megabytes_and_a_quote_that_never_ends_are_refused(daemon):
    big = 'external_id,name,note\nG1,Good,\nG2,Huge,"' + 'x' * 10_000_000 + '"\nG3,After,\n'
    failed = take(daemon, big, '--skip-bad', check=False)
    assert 'list.csv:3: note: it is longer than 64 KB' in failed.stderr
    assert daemon.query('SELECT name FROM customer ORDER BY id') == [('Good',), ('After',)]
    failed = take(daemon, 'external_id,name,note\nG4,Fine,\nG5,Open,"never\nG6,Lost,\n', '--skip-bad', check=False)
    assert 'list.csv:3: note: its quote is never closed' in failed.stderr
    assert daemon.query("SELECT name FROM customer WHERE external_id > 'G3'") == [('Fine',)]
    failed = take(daemon, b'name,note\nNul,\0\nBad,\xff\xfe\xfd\nWell,' + '客户'.encode() * 9 + b'\n', '--skip-bad', check=False)
    assert 'list.csv:2: note: it has a zero byte' in failed.stderr and 'list.csv:3: note: its bytes are no text' in failed.stderr
    assert daemon.query("SELECT count(*) FROM customer WHERE name = 'Well' AND note LIKE '客户客户%'") == [(1,)]


def feed(daemon, megabytes):
    """Pipes so many megabytes of the same twenty customers in; KB of memory that it took at most."""
    environ = {**environment(), 'ASAN_OPTIONS': 'quarantine_size_mb=1:' + os.environ.get('ASAN_OPTIONS', '')}
    piece = ''.join(f'H{n},Firm {n},{"很长的备注" * 790}\n' for n in range(20)).encode()
    with subprocess.Popen([ZUOXID, 'import', 'customers', '-', *daemon.where], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, env=environ) as process:
        process.stdin.write('external_id,name,note\n'.encode())
        for _ in range(megabytes * 1_000_000 // len(piece) + 1):
            process.stdin.write(piece)
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    return used.ru_maxrss


@rule()
def a_file_five_times_as_long_takes_no_more_memory(daemon):
    size_mb = 4 if daemon.is_sanitised else 20
    some, much = feed(daemon, size_mb), feed(daemon, 5 * size_mb)
    print(f'# {some} KB for {size_mb} MB, {much} KB for {5 * size_mb} MB')
    assert much < some + 8192
    assert daemon.query('SELECT count(*) FROM customer') == [(20,)]


if __name__ == '__main__':
    run()
