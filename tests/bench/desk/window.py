# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of zuoxi's window that are looked at and clicked, found as a screen reader finds them."""
from daemon import wait_until


def box(thing):
    from gi.repository import Atspi  # pylint: disable=import-outside-toplevel
    found = Atspi.Component.get_extents(thing, Atspi.CoordType.WINDOW)
    return found.x, found.y, found.width, found.height


class Window:
    def __init__(self, desk):
        self.desk = desk
        nodes = {node.name: node.thing for node in desk.tree()}
        self.customers, self.assistant = nodes['ZxCustomersSide'], nodes['ZxAssistantSide']
        self.conversation = box(nodes['ZxConversation'])
        self.list = box(nodes['ZxChatList'])
        self.rows = desk.wait_for('list', '会话').thing
        self.split = None

    def row(self, name):
        """The middle of the row with these words, or None."""
        from gi.repository import Atspi  # pylint: disable=import-outside-toplevel
        Atspi.Accessible.clear_cache(self.rows)
        for index in range(self.rows.get_child_count()):
            child = self.rows.get_child_at_index(index)
            if child is not None and name in (child.get_name() or ''):
                x, y, width, height = box(child)
                if height > 0:
                    return x + width // 2, y + height // 2
        return None

    def wait_row(self, name):
        return wait_until(lambda: self.row(name), f'{name} stands in the list')

    def wait_no_row(self, name):
        wait_until(lambda: self.row(name) is None, f'{name} is gone from the list')

    def learn_split(self):
        """Answers take what they need: the highest place where they begin divides the right column."""
        top = box(self.assistant)[1]
        self.split = top if self.split is None else min(self.split, top)

    def customer_place(self):
        x, y, width, _ = box(self.customers)
        return x, y, width, self.split - 44 - y  # above the assistant's own heading

    def answers_place(self):
        x, _, width, _ = box(self.assistant)
        return x, self.split, width, self.list[1] + self.list[3] - self.split

    def customer_says(self, words):
        """Whether the customer panel, and nothing else, says so."""
        from gi.repository import Atspi  # pylint: disable=import-outside-toplevel
        Atspi.Accessible.clear_cache(self.customers)

        def walk(thing):
            if thing is None:
                return False
            if words in (thing.get_name() or ''):
                return True
            return any(walk(thing.get_child_at_index(i)) for i in range(thing.get_child_count()))

        return walk(self.customers)
