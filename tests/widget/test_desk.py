# SPDX-License-Identifier: GPL-3.0-or-later
"""What a signed-in agent sees and does, by the keyboard alone."""
import contextlib
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from desk import Desk, run, wait_until  # noqa: E402
from scene import PASSWORD, Scene  # noqa: E402
from talk import Agent  # noqa: E402

QUESTION = '月结之后开票点提交就报错 E-3107'
ANSWER = 'E-3107'


SCENE = Scene()


@contextlib.contextmanager
def at_work(**options):
    """The scene with no contact open, and the desk of an agent who has just signed in."""
    scene = SCENE
    lead = Agent(scene.daemon.port, 'zhaomin', PASSWORD)
    lin = Agent(scene.daemon.port, 'lin', PASSWORD)
    for contact in lead.all('/contacts?state=open')[0]:
        if contact['state'] == 'queued':
            lead.accept(contact['id'])
        lead.close_contact(contact['id'])
    lin.put('/me/presence', {'presence': 'offline'})
    with Desk(server=scene.daemon.url, **options) as desk:
        desk.sign_in('lin', PASSWORD)
        desk.wait_says({'en': 'Live', 'zh_CN': '实时'}[desk.language])
        yield scene, desk


def liu_asks(scene, desk, question=QUESTION):
    liu = scene.customer('liuyang@tiancheng', '刘洋', '天成软件有限公司', product='天枢 ERP', version='8.2.1')
    liu.says(question)
    desk.wait_says(question[-12:])
    desk.press('ctrl+j')
    return liu


def contract_left():
    return f'{SCENE.days_left(23)} days left'


def the_customer_stands_beside_the_contact():
    with at_work() as (scene, desk):
        liu_asks(scene, desk)
        for words in ('财务主管', '天成软件有限公司', 'Super VIP', 'Identity verified', 'A 类 7×24', contract_left(),
                      '天枢 ERP 8.2.1', '开票服务停止，重启后恢复', '张蕾'):
            desk.wait_says(words)


def an_unknown_visitor_is_called_unknown():
    with at_work() as (scene, desk):
        scene.customer().says('Can the trial export data?')
        desk.wait_says('Can the trial export')
        desk.press('ctrl+j')
        desk.wait_says('Unknown visitor')
        desk.wait_says('No customer’s record belongs to this visitor')


def an_expired_contract_says_so():
    with at_work() as (scene, desk):
        scene.customer('sunxm@siji', '孙晓梅', '四季酒店').says('夜审报表缺一天')
        desk.wait_says('夜审报表缺一天')
        desk.press('ctrl+j')
        desk.wait_says(f'Expired {-scene.days_left(-15)} days ago')


def one_key_sends_the_answer_and_only_once():
    with at_work() as (scene, desk):
        liu = liu_asks(scene, desk)
        desk.wait_for('list item', 'Answer 1:')
        desk.press('ctrl+1')
        liu.hears(ANSWER)
        desk.wait_for('push button', 'Sent')
        with desk.reading_news():
            desk.press('ctrl+1')
            desk.wait_says('has been sent already')
        sent = scene.daemon.query("SELECT count(*) FROM message WHERE author = 'agent' AND contact_id = "
                                  "(SELECT max(contact_id) FROM message)")[0][0]
        assert sent == 1, sent


def enter_on_the_row_sends_it():
    with at_work() as (scene, desk):
        liu = liu_asks(scene, desk)
        desk.wait_for('list item', 'Answer 1:')
        for _ in range(60):
            if 'Answer 1:' in desk.focused().name:
                break
            desk.press('Tab')
        desk.wait_focus('Answer 1:')
        desk.press('Return')
        liu.hears(ANSWER)


def with_shift_the_answer_is_edited_first():
    with at_work() as (scene, desk):
        liu = liu_asks(scene, desk)
        desk.wait_for('list item', 'Answer 1:')
        desk.press('ctrl+shift+1')
        wait_until(lambda: ANSWER in desk.focused().text, 'the composer has the answer')
        desk.press('ctrl+Home')
        desk.type('Hello! ')
        desk.press('Return')
        liu.hears('Hello! ')


def digits_send_on_every_keyboard():
    layouts = ('cn', 'de', 'fr')
    with at_work() as (scene, desk):
        try:
            for number, layout in enumerate(layouts):
                subprocess.run(['setxkbmap', layout], check=True)
                question = f'第 {number} 次：{QUESTION}'
                liu = liu_asks(scene, desk, question)
                desk.wait_says(f'for “{question[:6]}')  # those before stand there until then
                desk.wait_for('list item', 'Answer 1:')
                desk.press('ctrl+10')  # the key right of the one above Tab, whatever is printed on it
                liu.hears(ANSWER)
        finally:
            subprocess.run(['setxkbmap', 'us'], check=True)


def answers_follow_the_newest_question():
    with at_work() as (scene, desk):
        liu = liu_asks(scene, desk)
        desk.wait_for('list item', 'Answer 1:')
        first = desk.find('list item', 'Answer 1:').name
        liu.says('库存盘点后数量对不上怎么办')
        desk.wait_says('for “库存盘点')
        wait_until(lambda: (lambda n: n and n.name != first)(desk.find('list item', 'Answer 1:')), 'the answers are new ones')
        desk.press('ctrl+1')
        liu.hears('盘点')


def an_answer_is_not_sent_when_the_customer_wrote_meanwhile():
    """The window stands still while the customer writes and the key is pressed; whichever it meets first, the old
    answer stays here."""
    with at_work() as (scene, desk):
        liu = liu_asks(scene, desk)
        desk.wait_for('list item', 'Answer 1:')
        os.kill(desk.process.pid, signal.SIGSTOP)
        try:
            liu.says('等一下，不是开票的事，是库存盘点后数量对不上')
            desk.run('key', 'ctrl+1')
        finally:
            os.kill(desk.process.pid, signal.SIGCONT)
        desk.wait_says('等一下，不是开票的事')
        liu.says('还在吗？')
        desk.wait_says('还在吗？')
        lead = Agent(scene.daemon.port, 'zhaomin', PASSWORD)
        contact = lead.all('/contacts?state=open')[0][0]
        heard = [m['text'] for m in lead.all(f'/contacts/{contact["id"]}/messages')[0] if m['author'] == 'agent']
        assert not any(ANSWER in text for text in heard), heard


def f2_changes_my_state():
    with at_work() as (scene, desk):
        desk.wait_for('push button', '林晓, Ready')
        desk.press('F2')
        desk.wait_for(None, 'Meal')
        desk.click(None, 'Meal')
        desk.wait_for('push button', 'Break: Meal')
        me = Agent(scene.daemon.port, 'lin', PASSWORD)
        mine = [a for a in me.get('/agents')['items'] if a['login'] == 'lin'][0]
        assert (mine['presence'], mine['presence_reason']) == ('break', 'meal'), mine


def every_control_has_a_name():
    with at_work(language='zh_CN') as (scene, desk):
        liu_asks(scene, desk)
        desk.wait_for('list item', '答案 1')
        desk.wait_named()
        desk.press('ctrl+comma')
        desk.wait_for('combo box', '浅色或深色')
        desk.wait_for('check box', '按 Enter 发送')


def the_sheet_lists_the_keys_of_window_and_pages():
    with at_work() as (_, desk):
        desk.press('ctrl+question')
        desk.wait_says('Send a suggested answer')
        desk.wait_says('Change your state')


def sections_fold_and_the_column_hides():
    with at_work() as (scene, desk):
        liu_asks(scene, desk)
        desk.wait_says(contract_left())
        desk.click('push button', 'Fold Customer')
        desk.wait_gone('label', 'days left')
        desk.click('push button', 'Show Customer')
        desk.wait_says(contract_left())
        desk.press('ctrl+b')
        desk.wait_gone('label', 'days left')
        desk.press('ctrl+b')
        desk.wait_says(contract_left())


def a_small_window_keeps_everything_within_reach():
    with at_work(size=(1024, 700)) as (scene, desk):
        liu_asks(scene, desk)
        desk.wait_for('list item', 'Answer 1:')
        assert desk.size_of_window() == (1024, 700), desk.size_of_window()
        wait_until(lambda: all(n.name != 'Chat' for n in desk.tree() if n.role == 'label'), 'the rail shows icons only')


if __name__ == '__main__':
    with SCENE:
        run([the_customer_stands_beside_the_contact, an_unknown_visitor_is_called_unknown, an_expired_contract_says_so,
             one_key_sends_the_answer_and_only_once, enter_on_the_row_sends_it, with_shift_the_answer_is_edited_first,
             digits_send_on_every_keyboard, answers_follow_the_newest_question,
             an_answer_is_not_sent_when_the_customer_wrote_meanwhile, f2_changes_my_state,
             every_control_has_a_name, the_sheet_lists_the_keys_of_window_and_pages, sections_fold_and_the_column_hides,
             a_small_window_keeps_everything_within_reach])
