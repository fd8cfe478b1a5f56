# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through the window's screens, with a halt at each: pictures.py takes a picture there, the test of names and
places looks at what stands there (inspector.py)."""
import contextlib
import gettext
import os
import subprocess
import uuid

from daemon import Daemon
from daemon import PASSWORD as SEED_PASSWORD
from desk import BUILD, Desk, wait_until
from scene import PASSWORD, Scene
from talk import Agent

DEADLINE_S = 60
PAGES = ('Staff', 'Groups', 'Queues', 'Organisations', 'Channels', 'Office hours', 'Categories', 'Quick replies', 'Products',
         'Tiers and contracts', 'Own fields', 'Audit trail')


class Guide:
    """Leads a desk by the words of its own language; `look (guide, what, popover)` is called where it halts."""

    def __init__(self, desk, look, name):
        self.desk, self.look, self.name, self.numbers = desk, look, name, {}
        language = gettext.translation('zuoxi', os.path.join(BUILD, 'po'), [desk.language], fallback=True)
        self.say = lambda words, context=None: language.pgettext(context, words) if context else language.gettext(words)

    def sign_in(self, login, password):
        self.desk.wait_focus(self.say('Password'))
        self.desk.type(password)
        self.desk.press('Return')
        self.desk.wait_says(self.say('Live'), DEADLINE_S)
        self.desk.run('mousemove', '1919', '1079')  # nothing is pointed at

    @property
    def is_slim(self):
        """There is room for the work or for what stands beside it."""
        return self.desk.size[0] < 760 * self.desk.scale

    def turn(self):
        """From the work to what stands beside it and back, where there is not room for both."""
        if self.is_slim:
            self.desk.press('ctrl+b')

    def halt(self, what, popover=False):
        self.look(self, what, popover)

    def tabs(self):
        names, inside = [], None
        for node in self.desk.tree():
            if inside is not None and node.depth <= inside:
                inside = None
            if node.role == 'list' and node.name == self.say('Pages'):
                inside = node.depth
            elif inside is not None and node.role == 'list item':
                names.append(node.name.split(',')[0])
        return names

    def to_tab(self, title, context=None):
        words = self.say(title, context)
        if words not in self.numbers:
            self.numbers = {word: number for number, word in enumerate(self.tabs(), 1)}
        self.desk.press(f'alt+{self.numbers[words]}')

    def press_for(self, key, claim, what):
        """Presses until it has done something: the walk looks at screens, each key's duty is test_keys'."""
        for is_last in (False, False, True):
            self.desk.press(key)
            try:
                wait_until(lambda: self.desk.alive() and claim(), what, DEADLINE_S if is_last else DEADLINE_S / 3)
                return
            except AssertionError:
                if is_last:
                    raise

    def leave(self, *keys):
        """Out of a window over the desk."""
        if keys:
            self.desk.press(*keys)
        wait_until(lambda: sum(n.depth == 1 for n in self.desk.tree()) == 1 or self.close_uppermost(), 'one window', DEADLINE_S)
        self.desk.run('windowfocus', self.desk.window)  # a window manager would give it back

    def close_uppermost(self):
        windows = self.desk.run('search', '--onlyvisible', '--pid', str(self.desk.process.pid)).split()
        others = [window for window in windows if window != self.desk.window]
        if others:
            with contextlib.suppress(subprocess.CalledProcessError):  # it has just closed
                self.desk.run('windowfocus', others[-1])
                self.desk.press('Escape')

    def press_button(self, words):
        self.desk.click('push button', self.say(words))

    def tab(self):
        """One step on; gives where the keyboard is then."""
        self.desk.press('Tab')
        return self.desk.focused()

    def to_row(self, words):
        """The keyboard to that row of a list, by Tab and the arrows."""
        for _ in range(60):
            node = self.desk.focused()
            if node.role == 'list item' and self.say(words) in node.name:
                return
            self.desk.press('Down' if node.role == 'list item' else 'Tab')
        raise AssertionError(f'{words} cannot be reached')

    def field(self, words):
        """The keyboard to the field of that name."""
        node = self.desk.focused()
        for _ in range(40):
            if self.say(words) in node.name and node.role in ('text', 'entry', 'password text'):
                return
            node = self.tab()
        raise AssertionError(f'{words} cannot be reached')


def at_settings(guide, page, second=False):
    guide.to_tab('Settings', 'page')
    guide.desk.press('Home', *['Down'] * PAGES.index(page))
    guide.desk.wait_focus(guide.say(page), DEADLINE_S)
    if second:
        guide.desk.press('Tab', 'Tab', 'space')
        wait_until(lambda: guide.desk.focused().has('PRESSED'), f'the second tab of {page} is chosen', DEADLINE_S)  # a moment later


def first_of(guide, page, second=False):
    """The page with its first record open."""
    def stands_in_list():
        at_settings(guide, page, second)
        guide.desk.press('Tab', 'Tab')  # past the filter and the button of a new one
        for _ in range(4):
            if guide.tab().role == 'list item':
                return True
        return False  # it was still loading
    wait_until(stands_in_list, f'{page} has a list', DEADLINE_S)
    guide.desk.press('Home')


def looks(name):
    """LANGUAGE-LOOK-WIDTHxHEIGHT[@SCALE] as options of a desk: the language may be `mirrored`, the look light, dark,
    clear (high contrast) or cleardark."""
    language, look, size = name.split('-')
    size, _, scale = size.partition('@')
    width, height = map(int, size.split('x'))
    return {'language': 'en' if language == 'mirrored' else language, 'mirrored': language == 'mirrored',
            'size': (width, height), 'scale': float(scale or 1), 'dark': 'dark' in look, 'contrast': 'clear' in look}


def settings(look, name):
    """Every page that is set up, and the customers' tab."""
    with Scene() as scene, Desk(server=scene.daemon.url, login='admin', **looks(name)) as desk:
        guide = Guide(desk, look, name)
        scene.daemon.verb('queue', 'add', '官网咨询', '--group', '一线客服', '--channel', 'shop', '--method', 'least_loaded', '--offer-s', '30',
                          '--regular-s', '60', '--skill', 'ERP=3', '--skill', '英语', '--opening', '您好，客服马上就来。', '--wrap-up-s', '120')
        guide.sign_in('admin', PASSWORD)
        for word, page, second in (('staff', 'Staff', False), ('groups', 'Groups', False), ('queues', 'Queues', False), ('orgs', 'Organisations', False),
                                   ('channels', 'Channels', False), ('hours', 'Office hours', False),
                                   ('categories', 'Categories', False), ('replies', 'Quick replies', False),
                                   ('products', 'Products', False), ('versions', 'Products', True),
                                   ('tiers', 'Tiers and contracts', False), ('kinds', 'Tiers and contracts', True),
                                   ('fields', 'Own fields', False)):
            first_of(guide, page, second)
            guide.halt(f'set-{word}')
            desk.press('Return')  # where there is room for the list or for the form
            if word == 'queues':
                for field, part in (('Time to accept', 'rules'), ('Wrap-up time', 'end')):
                    guide.field(field)
                    guide.halt(f'set-queues-{part}')
            if word == 'channels':
                key_made(guide)
            if word == 'kinds':
                in_conflict(guide, scene)
            if word == 'tiers':
                continue
            desk.press('ctrl+n')
            if word in ('staff', 'channels'):
                desk.press('ctrl+s')
            guide.halt(f'set-{word}-new')
        at_settings(guide, 'Audit trail')
        guide.halt('set-audit')
        first_of(guide, 'Groups')
        desk.press('Return')
        guide.press_button('_Delete…')
        desk.wait_says(guide.say('Its members keep their accounts; they only no longer form this group.'))
        guide.halt('set-delete', popover=True)
        guide.leave()
        customers(guide, scene)


def key_made(guide):
    desk = guide.desk
    guide.press_button('Make a key')
    desk.wait_focus(guide.say('Copy key'))
    guide.halt('set-key')
    guide.press_button('I have kept it')
    desk.click('push button', guide.say('Remove key %s') % 'k2')
    desk.wait_says(guide.say('Remove the key “%s”?') % 'k2')
    guide.halt('set-key-remove', popover=True)
    guide.leave('Tab', 'Return')
    desk.wait_gone('push button', guide.say('Remove key %s') % 'k2')


def in_conflict(guide, scene):
    desk, admin = guide.desk, Agent(scene.daemon.port, 'admin', PASSWORD)
    kind = admin.get('/contract-kinds')['items'][0]
    guide.field('Level of service')
    desk.press('ctrl+a')
    desk.type('AA')
    admin.http.ask('PATCH', f'/api/v1/contract-kinds/{kind["id"]}', {'level': 'A+'},
                   {**admin.headers(), 'If-Match': f'"{kind["rev"]}"'})
    desk.press('ctrl+s')
    desk.wait_focus(guide.say('Save mine anyway'))
    guide.halt('set-conflict')
    guide.press_button('Take what is there now')
    desk.wait_gone('push button', guide.say('Take what is there now'))  # it acts a moment later


def customers(guide, scene):
    desk = guide.desk
    guide.to_tab('Customers')
    guide.halt('cust-list')
    desk.wait_focus(guide.say('Search for customers'))
    desk.type('tc')
    desk.wait_says(guide.say('Found'))
    desk.press('Return')
    desk.wait_says('A 类 7×24')
    guide.halt('cust-whole')
    guide.press_button('Add a contract')
    desk.wait_focus(guide.say('Contract'))
    guide.halt('cust-contract')
    desk.press('Escape')
    guide.press_button('Add a phone number or address')
    desk.wait_focus(guide.say('Kind'))
    guide.halt('cust-identity')
    desk.press('Escape', 'ctrl+e')
    desk.wait_focus(guide.say('Customer'))
    guide.halt('cust-edit')
    admin = Agent(scene.daemon.port, 'zhaomin', PASSWORD)
    now = next(c for c in admin.get('/customers?q=tc')['items'] if c['name'].startswith('天成'))
    now = admin.get(f'/customers/{now["id"]}')
    admin.http.ask('PATCH', f'/api/v1/customers/{now["id"]}', {'note': f'每月 25 日优先 {uuid.uuid4().hex[:4]}'},
                   {**admin.headers(), 'If-Match': f'"{now["rev"]}"'})
    guide.field('Remark')
    desk.press('ctrl+a')
    desk.type('my own remark')
    desk.press('Return')
    desk.wait_for('push button', guide.say('Keep _Mine'))
    guide.halt('cust-conflict')
    desk.press('Escape')
    desk.press('ctrl+shift+m')
    desk.wait_focus(guide.say('Search for customers'))
    guide.halt('cust-merge', popover=True)
    desk.type('dsjc')
    desk.wait_for('list item', '鼎盛建材')
    wait_until(lambda: sum('鼎盛建材' in n.name for n in desk.tree() if n.role == 'list item') == 1, 'found')
    desk.press('Return')
    desk.wait_for('push button', guide.say('_Merge'))
    guide.halt('cust-merge-two', popover=True)
    guide.leave()
    desk.press('ctrl+n')
    desk.wait_focus(guide.say('Customer'))
    guide.halt('cust-new', popover=True)
    guide.leave()
    desk.press('ctrl+f')
    desk.type('zzqq')
    desk.wait_says(guide.say('Nobody found'))
    guide.halt('cust-none')


def nothing_yet(look, name):
    """Pages of an installation where nothing is set up; then the server goes away."""
    with Daemon('sqlite') as daemon, Desk(server=daemon.url, login='adm', **looks(name)) as desk:
        guide = Guide(desk, look, name)
        guide.sign_in('adm', SEED_PASSWORD)
        for word, page, second in (('groups', 'Groups', False), ('channels', 'Channels', False),
                                   ('replies', 'Quick replies', False), ('products', 'Products', False),
                                   ('versions', 'Products', True), ('kinds', 'Tiers and contracts', True),
                                   ('fields', 'Own fields', False), ('audit', 'Audit trail', False)):
            at_settings(guide, page, second)
            guide.halt(f'none-{word}')
        guide.to_tab('Customers')
        guide.halt('none-customers')
        first_of(guide, 'Staff')
        daemon.stop()
        guide.field('Name')
        desk.type('x')
        desk.press('ctrl+s')
        desk.wait_says(guide.say('Offline'), DEADLINE_S)
        guide.halt('off-staff')
        at_settings(guide, 'Audit trail')
        guide.halt('off-audit')
        guide.to_tab('Customers')
        desk.press('ctrl+f')
        desk.type('abc')
        guide.halt('off-customers')



def side(look, name):
    """Who somebody is, asked and told beside his contact."""
    with Scene() as scene, Desk(server=scene.daemon.url, login='lin', **looks(name)) as desk:
        guide = Guide(desk, look, name)
        guide.sign_in('lin', PASSWORD)
        stranger = scene.stranger(name='马丽', company='鼎盛建材', phone='021-5550 2000')
        stranger.says('采购入库单审核不了，提示期间已关闭')
        desk.wait_says('采购入库单')
        desk.press('ctrl+j', 'ctrl+Return')
        desk.wait_for('list item', '鼎盛建材', DEADLINE_S)
        guide.halt('side-stated')
        desk.press('ctrl+shift+f')
        desk.wait_focus(guide.say('Search for the customer'))
        desk.type('ds')
        desk.wait_for('list item', '鼎盛建材, VIP')
        guide.halt('side-picker', popover=True)
        guide.leave()
        desk.press('ctrl+l', 'ctrl+alt+1')
        desk.wait_says(guide.say('Confirmed by %s') % '林晓')
        guide.halt('side-bound')
        liu = scene.customer('liuyang@tiancheng', '刘洋', '天成软件有限公司', product='天枢 ERP', version='8.0.7')
        liu.says('月结之后开票点提交就报错 E-3107')
        desk.wait_says('E-3107')
        desk.press('ctrl+j')
        desk.press('ctrl+shift+l')  # where there is no room for both, a key brings what it acts on
        desk.wait_focus(guide.say('Search for answers'))
        desk.wait_says('A 类 7×24')
        guide.halt('side-verified')
        desk.wait_for('push button', guide.say('This answer fits the question'))
        desk.press('ctrl+shift+y', 'ctrl+shift+p', 'ctrl+shift+l')
        desk.wait_focus(guide.say('Search for answers'))
        desk.press('Return', 'space')
        desk.wait_for('push button', guide.say('Show all of the answer'))
        guide.halt('side-answer')
        desk.press('ctrl+shift+l')
        desk.type('E-6003')
        desk.wait_says(guide.say('for “%s”') % 'E-6003')
        desk.wait_for('list', guide.say('Pinned'))
        guide.halt('side-found')
        desk.press('Escape', 'ctrl+shift+p')
        desk.wait_gone('list', guide.say('Pinned'))
        guide.press_button('Edit the contract')
        desk.wait_focus(guide.say('Contract'))
        guide.halt('side-edit')
        desk.press('Escape')
        guide.press_button('Add a note')
        desk.wait_focus(guide.say('Note'))
        guide.halt('side-note')
        desk.press('Escape')
        desk.press('ctrl+l')
        desk.wait_focus(guide.say('Message'))
        desk.type('OK')
        desk.press('Return')
        liu.hears('OK')
        nobody = scene.stranger()
        nobody.says('请问试用版可以导出数据吗？')
        desk.wait_says('请问试用版')
        unknown = guide.say('No customer’s record belongs to this visitor, so contracts and history are not known. '
                            'Ask who he is before you speak of an account.')
        guide.turn()

        def next_waiting():
            desk.press('ctrl+j')
            guide.turn()

        wait_until(lambda: desk.says(unknown) or next_waiting(), 'the unknown visitor is shown')
        guide.halt('side-unknown')
        desk.press('ctrl+Return')
        desk.wait_gone('push button', guide.say('Take this chat'))
        desk.press('ctrl+shift+b')
        desk.wait_says(guide.say('The visitor has not said who he is. How is he called?'))
        guide.halt('side-new', popover=True)
