# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of who oversees: questions without an answer, and what became of the answers. What the window says is
compared with the server's own figures and rows."""
import csv
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from beside import wait_closed  # noqa: E402
from desk import Desk, run, wait_until  # noqa: E402
from lookback import ASKED, GAP, ask_around, long_ago  # noqa: E402
from scene import PASSWORD, Scene  # noqa: E402
from talk import Agent  # noqa: E402
from walks import Guide  # noqa: E402

SCENE = Scene()
LEAD = 'zhaomin'
FIGURES = {'Questions': 'asked', 'Shown': 'shown', 'Nothing shown': 'silent', 'Accepted': 'accepted', 'Edited': 'edited', 'Said to fit': 'up',
           'Rejected': 'down', 'First-place share': 'first_place_share', 'Silence share': 'silent_share'}
BY_ARTICLE = [name for name in FIGURES if name not in ('Questions', 'Nothing shown', 'Silence share')]


def signed_in(desk, login=LEAD):
    guide = Guide(desk, None, '')
    guide.sign_in(login, PASSWORD)
    return guide


def said(value, name):
    if value is None:
        return '–'
    return f'{value * 100:.0f} %' if name.endswith('share') else str(value)


def an_agent_without_the_right_has_no_such_pages():
    with Desk(server=SCENE.daemon.url, login='lin') as desk:
        assert signed_in(desk, 'lin').tabs() == ['Chat', 'Customers']


def the_lead_finds_a_gap_and_opens_the_closed_contact_behind_it():
    with Desk(server=SCENE.daemon.url, login=LEAD) as desk:
        guide = signed_in(desk)
        assert guide.tabs() == ['Chat', 'Customers', 'Gaps', 'Answers']
        gaps = Agent(SCENE.daemon.port, LEAD, PASSWORD).get('/gaps')['items']
        assert [gap['count'] for gap in gaps][:2] == [3, 1] and gaps[0]['text'] == GAP[-1], gaps
        guide.to_tab('Gaps')
        desk.wait_for('list item', f'{GAP[-1]}, 3 times')
        rows = [node.name for node in desk.tree() if node.role == 'list item' and ' time' in node.name]
        assert [row.split(', ')[0] for row in rows] == [gap['text'] for gap in gaps], rows
        desk.wait_focus(GAP[-1])
        desk.press('Down')
        desk.wait_says('Asked 1 time, on')
        desk.press('Home')
        desk.wait_says('Asked 3 times, last on')
        with desk.reading_news():
            desk.press('ctrl+shift+c')
            desk.wait_says('The questions are copied')
        saves_the_table(desk)
        desk.press('Home', 'Return')
        desk.wait_focus(GAP[-1])
        desk.press('Down', 'Down')
        desk.wait_focus(GAP[0])
        desk.press('Return')
        desk.wait_for('list item', f': {GAP[0]}')  # it is in a transcript, and that contact is over
        guide.to_tab('Customers')
        desk.wait_focus('Search for customers')
        desk.press('ctrl+v')
        wait_until(lambda: all(text in desk.focused().text for text in GAP), 'the questions were copied')


def saves_the_table(desk):
    path = os.path.join(desk.folder, 'what-is-missing.csv')
    desk.press('ctrl+e')
    desk.wait_says('Save Questions Without an Answer')
    wait_until(lambda: desk.focused().text == 'gaps.csv', 'the dialog has the keyboard')
    desk.press('ctrl+a')
    desk.type(path)
    wait_until(lambda: desk.focused().text == path, 'the name stands there')
    with desk.reading_news():
        desk.press('Return')
        wait_closed(desk, 'Save Questions Without an Answer')
        desk.run('windowfocus', desk.window)  # a window manager would give it back
        desk.wait_says('Saved as what-is-missing.csv.')
    with open(path, encoding='utf-8-sig', newline='') as file:
        table = list(csv.DictReader(file))
    assert [row['question'] for row in table if row['count'] == '3'] == list(GAP[::-1]), table


def numbers_of(nodes, title):
    """What the buttons of a line say, by the name of the figure."""
    names = [node.name for node in nodes if node.role == 'push button' and f', {title}: ' in node.name]
    return {name.split(',')[0]: name.rsplit(': ', 1)[1] for name in names}


def every_number_is_the_servers_and_opens_as_many_rows():
    lead = Agent(SCENE.daemon.port, LEAD, PASSWORD)
    with Desk(server=SCENE.daemon.url, login=LEAD) as desk:
        guide = signed_in(desk)
        guide.to_tab('Answers')
        weeks = lead.get('/figures/answers')
        desk.wait_for('push button', 'Questions, In total')
        assert numbers_of(desk.tree(), 'In total') == {name: said(weeks['total'][word], name) for name, word in FIGURES.items()}
        assert len(weeks['items']) == 2 and weeks['total']['asked'] == len(ASKED) + len(GAP), weeks
        desk.click('push button', 'By article')
        articles = lead.get('/figures/answers?by=article')
        desk.wait_for('push button', f'Shown, {articles["items"][-1]["title"]}: ')
        nodes = desk.tree()
        for line in articles['items']:
            assert numbers_of(nodes, line['title']) == {name: said(line[FIGURES[name]], name) for name in BY_ARTICLE}, line
        rows_behind(desk, lead, articles['items'][0])
        sorted_by_column(desk, articles['items'])


def rows_behind(desk, lead, line):
    wanted = lead.get(f'/figures/answers/rows?by=article&figure=accepted&key={line["key"]}')['items']
    button = f'Accepted, {line["title"]}: {len(wanted)}'
    desk.click('push button', button)
    desk.wait_says(f'{len(wanted)} rows')
    desk.wait_focus(wanted[0]['question'])
    names = [node.name for node in desk.tree() if node.role == 'list item' and 'KB-' in node.name]
    assert len(names) == len(wanted) == line['accepted'] > 1, (names, wanted)
    for name, row in zip(names, wanted):
        assert all(word in name for word in (row['question'], row['article_ref'], row['agent'], row['name'], 'Accepted')), (name, row)
    desk.press('Escape')
    desk.wait_focus(button)
    desk.press('Right')
    desk.wait_focus(f'Edited, {line["title"]}')
    desk.press('Left', 'Return')
    desk.wait_focus(wanted[0]['question'])
    desk.press('Return')
    desk.wait_for('list item', f': {wanted[0]["question"]}')
    desk.press('alt+4')
    desk.press('Escape')
    desk.wait_for('push button', button)


def sorted_by_column(desk, lines):
    def titles():
        return [node.name.split(', ', 1)[1].rsplit(': ', 1)[0] for node in desk.tree()
                if node.role == 'push button' and node.name.startswith('Rejected, ') and 'In total' not in node.name]
    rejected = next(line['title'] for line in lines if line['down'])
    desk.click('push button', 'Sort by: Rejected')
    desk.wait_for('push button', 'Sorted by: Rejected, the largest first')
    assert titles()[0] == rejected and sorted(titles()) == sorted(line['title'] for line in lines), titles()
    desk.click('push button', 'Sorted by: Rejected')
    desk.wait_for('push button', 'Sorted by: Rejected, the smallest first')
    assert titles()[-1] == rejected, titles()


def without_a_server_the_pages_say_so_and_load_when_it_is_back():
    with Desk(server=SCENE.daemon.url, login=LEAD) as desk:
        guide = signed_in(desk)
        guide.to_tab('Answers')
        desk.wait_for('push button', 'Questions, In total')
        port = SCENE.daemon.port
        SCENE.daemon.stop()
        desk.wait_says('Not connected. This is from')
        guide.to_tab('Gaps')
        desk.wait_says('This could not be loaded')
        SCENE.daemon.start('--port', str(port))
        desk.wait_for('list item', f'{GAP[-1]}, 3 times')
        desk.wait_gone(None, 'Not connected. This is from')


if __name__ == '__main__':
    with SCENE:
        ask_around(SCENE)
        long_ago(SCENE, [text for text, _ in ASKED[3:5]], 1)
        run([an_agent_without_the_right_has_no_such_pages, the_lead_finds_a_gap_and_opens_the_closed_contact_behind_it,
             every_number_is_the_servers_and_opens_as_many_rows, without_a_server_the_pages_say_so_and_load_when_it_is_back])
