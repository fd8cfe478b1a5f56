# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through the pages that look back at the assistant's answers: see walks.py."""
from desk import Desk
from lookback import ASKED, GAP, ask_around, long_ago
from scene import PASSWORD, Scene
from walks import DEADLINE_S, Guide, looks


def nothing_counted(guide):
    desk = guide.desk
    guide.to_tab('Gaps')
    desk.wait_says(guide.say('Every question had an answer'))
    guide.halt('gaps-none')
    guide.to_tab('Answers', 'page')
    desk.wait_says(guide.say('Nothing was counted'))
    guide.halt('figures-none')


def gaps(guide):
    desk = guide.desk
    guide.to_tab('Gaps')
    desk.press('F5')
    desk.wait_for('list item', GAP[0])
    desk.wait_says(guide.say('As of %s').replace('%s', ''))
    guide.halt('gaps')


def figures(guide):
    desk = guide.desk
    guide.to_tab('Answers', 'page')
    desk.press('F5')
    desk.wait_for('push button', guide.say('In total'))
    guide.halt('figures')
    desk.click('push button', guide.say('By article'))
    desk.wait_says('E-3107')
    guide.halt('figures-articles')
    accepted = guide.say('%1$s, %2$s: %3$s', 'figures').replace('%1$s', guide.say('Accepted')).replace('%2$s', guide.say('In total')).replace('%3$s', '3')
    desk.click('push button', accepted)
    desk.wait_for('list item', ASKED[0][0])
    guide.halt('figures-rows')
    desk.press('Escape')
    desk.wait_focus(accepted)


def lookback(look, name):
    """Nothing yet, some weeks of it, and no server."""
    with Scene() as scene, Desk(server=scene.daemon.url, login='zhaomin', **looks(name)) as desk:
        guide = Guide(desk, look, name)
        guide.sign_in('zhaomin', PASSWORD)
        nothing_counted(guide)
        ask_around(scene)
        long_ago(scene, [text for text, _ in ASKED[3:5]], 1)
        gaps(guide)
        figures(guide)
        scene.daemon.stop()
        desk.wait_says(guide.say('Offline'), DEADLINE_S)
        guide.halt('figures-off')
        desk.click('push button', guide.say('By week'))
        desk.wait_says(guide.say('This could not be loaded'), DEADLINE_S)
        guide.halt('figures-error')
