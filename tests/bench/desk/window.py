# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of zuoxi's window that are looked at and clicked, found as a screen reader finds them."""
from daemon import wait_until


class Window:
    def __init__(self, desk):
        self.desk = desk
        nodes = {node.name: node for node in desk.tree()}
        self.customers, self.assistant = nodes['ZxCustomersSide'], nodes['ZxAssistantSide']
        self.conversation = nodes['ZxConversation'].box
        self.list = nodes['ZxChatList'].box
        desk.wait_for('list', '会话')
        self.split = None

    def row(self, name):
        """The middle of the row with these words, or None."""
        inside = None
        for node in self.desk.tree():
            if inside is not None and node.depth <= inside:
                inside = None
            if node.role == 'list' and '会话' in node.name:
                inside = node.depth
            elif inside is not None and node.depth == inside + 1 and name in node.name:
                x, y, width, height = node.box
                if height > 0:
                    return x + width // 2, y + height // 2
        return None

    def wait_row(self, name):
        return wait_until(lambda: self.row(name), f'{name} stands in the list')

    def wait_no_row(self, name):
        wait_until(lambda: self.row(name) is None, f'{name} is gone from the list')

    def learn_split(self):
        """Answers take what they need: the highest place where they begin divides the right column."""
        top = self.assistant.box[1]
        self.split = top if self.split is None else min(self.split, top)

    def customer_place(self):
        x, y, width, _ = self.customers.box
        return x, y, width, self.split - 44 - y  # above the assistant's own heading

    def answers_place(self):
        x, _, width, _ = self.assistant.box
        return x, self.split, width, self.list[1] + self.list[3] - self.split

    def customer_says(self, words):
        """Whether the customer panel, and nothing else, says so."""
        inside = None
        for node in self.desk.tree():
            if inside is not None and node.depth <= inside:
                return False
            if node.path == self.customers.path:
                inside = node.depth
            elif inside is not None and words in node.name:
                return True
        return False
