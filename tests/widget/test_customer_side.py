# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panel beside a contact says of its customer, and how he is put right there, by keyboard."""
import contextlib
import os
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import ask  # noqa: E402
from desk import Desk, run  # noqa: E402
from scene import PASSWORD, Scene  # noqa: E402
from talk import Agent  # noqa: E402

COMPANY = '天成软件有限公司'
PHONE, NEW_PHONE = '+8613800002046', '+8613900139000'
DEADLINE_S = 60
SCENE = Scene()


class Colleague(Agent):
    """Somebody who changes customers from another machine."""

    def change(self, method, path, body, rev=None):
        headers = {'If-Match': f'"{rev}"'} if rev else {}
        answer = ask(self.port, method, '/api/v1' + path, self.token, body, headers)
        assert answer.status < 300, (answer.status, answer.body)
        return answer.json

    def customer(self):
        found = [c for c in self.all('/contacts?state=open')[0] if c['name'] == '刘洋']
        return self.get(f'/customers/{found[0]["customer_id"]}')

    def change_contract(self, **members):
        now = self.customer()
        self.change('PATCH', f'/customers/{now["id"]}/contracts/{now["contracts"][0]["id"]}', members, now['rev'])


@contextlib.contextmanager
def beside_liu(**options):
    """Lin's desk with Liu's contact open, and Li Qian at another one."""
    lead = Agent(SCENE.daemon.port, 'zhaomin', PASSWORD)
    for contact in lead.all('/contacts?state=open')[0]:
        if contact['state'] == 'queued':
            lead.accept(contact['id'])
        lead.close_contact(contact['id'])
    with Desk(server=SCENE.daemon.url, **options) as desk:
        desk.sign_in('lin', PASSWORD)
        desk.wait_says('Live', DEADLINE_S)
        liu = SCENE.customer('liuyang@tiancheng', '刘洋', COMPANY, product='天枢 ERP', version='8.2.1')
        liu.says('月结之后开票点提交就报错 E-3107')
        desk.wait_says('E-3107', DEADLINE_S)
        desk.press('ctrl+j')
        desk.wait_says('A 类 7×24', DEADLINE_S)
        yield desk, liu, Colleague(SCENE.daemon.port, 'liqian', PASSWORD)


def begin(desk, button, field):
    desk.click('push button', button)
    desk.wait_focus(field)


def retype(desk, text):
    desk.press('ctrl+a')
    desk.type(text)


def a_repeated_contact_says_what_happened_then():
    with beside_liu() as (desk, _, colleague):
        desk.wait_says('开票 again. 3 days ago, 李倩: 开票服务停止')
        zhang = SCENE.customer('zhanglei@tiancheng', '张蕾', COMPANY)
        zhang.says('库存盘点怎么导出？')
        desk.wait_for('list item', '张蕾, 库存盘点怎么导出？')  # is open now, too
        assert colleague.customer()['name'] == COMPANY


def a_stale_version_says_so():
    with beside_liu() as (desk, _, __):
        admin = Colleague(SCENE.daemon.port, 'admin', PASSWORD)
        erp = next(p for p in admin.all('/catalog-products')[0] if p['name'] == '天枢 ERP')
        made = admin.change('POST', '/catalog-versions', {'request': str(uuid.uuid4()), 'product_id': erp['id'],
                                                          'version': '99.1', 'state': 'supported'})
        admin.change('PATCH', f'/catalog-versions/{made["id"]}', {'state': 'current'}, made['rev'])
        desk.wait_says('99.1 is out')


def a_note_is_written_and_put_right_by_keyboard():
    with beside_liu() as (desk, _, colleague):
        begin(desk, 'Add a note', 'Note')
        desk.type('Call before ten')
        desk.press('Return')
        desk.wait_for('list item', 'Call before ten, 林晓')
        desk.wait_focus('Call before ten')
        desk.press('F2')
        desk.wait_focus('Note')
        retype(desk, 'Call before nine')
        desk.press('Return')
        desk.wait_for('list item', 'Call before nine')
        assert colleague.customer()['notes'][0]['text'] == 'Call before nine'
        desk.wait_focus('Call before nine')
        desk.press('F2')
        desk.wait_focus('Note')
        retype(desk, 'never mind')
        desk.press('Escape')
        desk.wait_focus('Call before nine')
        assert colleague.customer()['notes'][0]['text'] == 'Call before nine'


def a_number_that_is_none_stays_to_be_corrected():
    with beside_liu() as (desk, _, colleague):
        begin(desk, f'Edit the phone number or address: {PHONE}', 'Value')
        retype(desk, '12')
        desk.press('Return')
        desk.wait_says('This is no complete number or address.')
        desk.wait_focus('Value')
        retype(desk, '139 0013 9000')
        desk.press('Return')
        desk.wait_for('list item', NEW_PHONE)
        values = [i['value'] for p in colleague.customer()['people'] for i in p['identities']]
        assert NEW_PHONE in values and PHONE not in values, values


def another_field_of_a_colleague_is_in_nobodys_way():
    with beside_liu() as (desk, _, colleague):
        begin(desk, 'Edit the contract: A', 'Contract')
        desk.press('Tab', 'Tab', 'Tab', 'Tab')
        desk.wait_focus('Until')
        retype(desk, '2030-12-31')
        colleague.change_contract(remaining='3 visits')
        desk.press('Return')
        desk.wait_gone('push button', 'Save')
        contract = colleague.customer()['contracts'][0]
        assert (contract['ends_on'], contract['remaining']) == ('2030-12-31', '3 visits'), contract


def the_same_field_of_a_colleague_is_asked_about():
    with beside_liu() as (desk, _, colleague):
        begin(desk, 'Edit the contract: A', 'Contract')
        retype(desk, 'A 类 mine')
        colleague.change_contract(name='A 类 theirs')
        desk.press('Return')
        desk.wait_says('李倩 changed it to “A 类 theirs” while you edited.')
        assert colleague.customer()['contracts'][0]['name'] == 'A 类 theirs'
        desk.click('push button', 'Keep Mine')
        desk.wait_gone('push button', 'Save')
        desk.wait_for('list item', 'A 类 mine')
        assert colleague.customer()['contracts'][0]['name'] == 'A 类 mine'

        begin(desk, 'Edit the contract: A', 'Contract')
        retype(desk, 'A 类 lost')
        colleague.change_contract(name='A 类 7×24')
        desk.press('Return')
        desk.click('push button', 'Take Theirs')
        desk.wait_gone('push button', 'Save')
        desk.wait_for('list item', 'A 类 7×24')
        assert colleague.customer()['contracts'][0]['name'] == 'A 类 7×24'


def what_is_typed_outlives_another_contact_and_a_removal():
    with beside_liu() as (desk, _, colleague):
        begin(desk, 'Add a note', 'Note')
        desk.type('half a note')
        SCENE.customer('sunxm@siji', '孙晓梅', '四季酒店').says('夜审报表缺一天')
        desk.wait_says('夜审报表缺一天')
        desk.press('ctrl+j')
        desk.wait_for('push button', '四季酒店')
        desk.wait_gone('push button', 'Save')
        desk.press('ctrl+j')
        desk.wait_for('push button', COMPANY)
        desk.wait_for('push button', 'Save')
        desk.click('push button', 'Save')
        desk.wait_for('list item', 'half a note')

        begin(desk, 'Add a person', 'Name')  # a form with something to choose from
        desk.type('Half a name')
        for shown in ('四季酒店', COMPANY):
            desk.press('ctrl+j')
            desk.wait_for('push button', shown)
        desk.wait_for('push button', 'Save')
        desk.click('push button', 'Save')
        desk.wait_for('list item', 'Half a name')

        begin(desk, 'Edit the note: half a note', 'Note')
        retype(desk, 'a whole note')
        now = colleague.customer()
        lead = Colleague(SCENE.daemon.port, 'zhaomin', PASSWORD)
        lead.change('DELETE', f'/customers/{now["id"]}/notes/{now["notes"][0]["id"]}', None, now['rev'])
        desk.wait_says('Somebody removed this while you edited.')
        desk.click('push button', 'Save')
        desk.wait_for('list item', 'a whole note')


def offline_nothing_typed_is_lost():
    with beside_liu() as (desk, _, colleague):
        port = SCENE.daemon.port
        begin(desk, 'Add a note', 'Note')
        desk.type('typed before the cut')
        SCENE.daemon.stop()
        try:
            desk.wait_says('Not connected. This is from', DEADLINE_S)
            desk.press('Return')
            desk.wait_says('What you typed is kept')
        finally:
            SCENE.daemon.start('--port', str(port))
        desk.wait_gone(None, 'Not connected. This is from', DEADLINE_S)
        desk.click('push button', 'Save')
        desk.wait_for('list item', 'typed before the cut', DEADLINE_S)
        assert colleague.customer()['notes'][0]['text'] == 'typed before the cut'


def who_may_only_see_cannot_edit():
    with beside_liu() as (desk, _, __):
        desk.wait_for('push button', 'Add a note')
        east = SCENE.daemon.query("SELECT id FROM org WHERE name LIKE '%华东%'")[0][0]
        lead = Colleague(SCENE.daemon.port, 'zhaomin', PASSWORD)
        now = lead.customer()
        # The customer goes to another organisation; Lin still has the contact, so he still sees him.
        SCENE.daemon.verb('user', 'set', 'lin', '--scope', 'own')
        lead.change('PATCH', f'/customers/{now["id"]}', {'org_id': str(east)}, now['rev'])
        try:
            desk.wait_says('only his own organisation can change him', DEADLINE_S)
            desk.wait_gone('push button', 'Add a note')
            desk.wait_says('A 类 7×24')
        finally:
            SCENE.daemon.verb('user', 'set', 'lin', '--scope', 'subtree')


if __name__ == '__main__':
    with SCENE:
        run([a_repeated_contact_says_what_happened_then, a_stale_version_says_so,
             a_note_is_written_and_put_right_by_keyboard, a_number_that_is_none_stays_to_be_corrected,
             another_field_of_a_colleague_is_in_nobodys_way, the_same_field_of_a_colleague_is_asked_about,
             what_is_typed_outlives_another_contact_and_a_removal, offline_nothing_typed_is_lost,
             who_may_only_see_cannot_edit])
