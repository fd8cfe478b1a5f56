# SPDX-License-Identifier: GPL-3.0-or-later
"""Some weeks of questions and what became of the assistant's answers, in a scene: for what looks back at them."""
from desk import wait_until
from scene import PASSWORD
from talk import Agent, new_uuid

WEEK_MS = 7 * 86400 * 1000
GAP = ('你好，食堂的饭卡怎么充值', '食堂饭卡充值在哪里办', '饭卡怎么充值')  # asked in other words each time
CUSTOMERS = (('liuyang@tiancheng', '刘洋', '天成软件有限公司'), ('hezq@dingsheng', '何志强', '鼎盛建材'),
             ('chenlh@yuanhang', '陈立华', '远航制造'))
# What is asked, and what lin does with the first answer.
ASKED = (('提交开票报错 E-3107，税号校验未通过', 'sent'), ('开票又提示 E-3107', 'sent'), ('月结提示还有未过账的凭证', 'edited'),
         ('盘点后库存数量对不上', 'up'), ('打印预览里表头错位了', 'down'), ('E-3107 还是出现', 'sent'), ('怎么备份数据库', None))


def act(agent, contact, question, item, what):
    if what in ('sent', 'edited'):
        agent.write(contact, '请按这篇文章操作。', int(question),
                    suggestion={'article_id': item['article_id'], 'question_id': question, 'edited': what == 'edited'})
    elif what:
        agent.post('/verdicts', {'uuid': new_uuid(), 'question_id': question, 'article_id': item['article_id'], 'kind': what})


def shown(daemon, agent, contact, question):
    """The answers to it, once that is written down: what is asked before the daemon has read its articles is not."""
    answer = agent.post('/suggestions', {'contact_id': contact})
    return daemon.query(f'SELECT 1 FROM asked WHERE question_id = {question}') and answer


def ask_around(scene, asked=ASKED, gap=GAP):
    """Each is asked in a contact of its own, which is closed; gives the contacts of the `gap`, in their order."""
    daemon, agent, contacts = scene.daemon, Agent(scene.daemon.port, 'lin', PASSWORD), []
    for place, (text, what) in enumerate([*asked, *((text, None) for text in gap)]):
        person = scene.customer(*CUSTOMERS[place % len(CUSTOMERS)])
        person.says(text)
        contact, question = map(str, daemon.query(f"SELECT contact_id, id FROM message WHERE text = '{text}'")[-1])
        answer = wait_until(lambda contact=contact, question=question: shown(daemon, agent, contact, question), 'it is written down')
        agent.accept(contact)
        if what:
            act(agent, contact, question, answer['items'][0], what)
        if text in gap:
            contacts.append(contact)
        agent.close_contact(contact)
    return contacts


def long_ago(scene, texts, weeks):
    """What was asked with these words was so many weeks ago."""
    daemon = scene.daemon
    for text in texts:
        question = daemon.query(f"SELECT id FROM message WHERE text = '{text}'")[-1][0]
        for table in ('asked', 'verdict'):
            daemon.write(f'UPDATE {table} SET at_ms = at_ms - {weeks * WEEK_MS} WHERE question_id = {question}')
