# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at a screen as those do who cannot see it, or who read large type: every control has a name, and nothing
stands outside its window."""
from desk import CLASS_NAME, CONTROLS, wait_until

PATIENCE_S = 60  # a screen that is being built; of one that has faults no second one is awaited as long
OFF_PX = 1  # rounding
HOLDERS = ('filler', 'panel')  # show nothing themselves, and keep their place when they are hidden
BUTTONS = ('push button', 'toggle button', 'menu item')


def parents_of(nodes):
    """The parent of each, by its place in the list; None for the topmost."""
    parents, above = [], []
    for place, node in enumerate(nodes):
        del above[node.depth:]
        parents.append(above[-1] if above else None)
        above.append(place)
    return parents


def outside(nodes, size):
    """What reaches over an edge of its window, or of what pops up, where nobody can scroll to. Downwards all that is in
    a scroll pane can be reached."""
    bounds, found = {}, []
    for place, (node, parent) in enumerate(zip(nodes, parents_of(nodes))):
        left, right, bottom = bounds.get(parent, (0, 0, 0))
        bounds[place] = left, right, bottom
        if node.box_then is None or node.depth == 0:
            continue
        x, y, width, height = node.box_then
        if node.depth == 1 and node.name == 'Zuoxi' and width > size[0]:
            found.append(f'the window is {width} wide instead of {size[0]}')
        if node.depth == 1 or 'Popover' in node.name or node.role in ('menu', 'dialog'):
            bounds[place] = x, x + width, y + height
        elif node.role == 'scroll pane':
            bounds[place] = left, right, None
        elif node.role in HOLDERS:
            pass
        elif width > 0 and (x < left - OFF_PX or x + width > right + OFF_PX):
            found.append(f'{node!r} stands at {x} to {x + width} of {left} to {right}')
        elif bottom is not None and height > 0 and y + height > bottom + OFF_PX:
            found.append(f'{node!r} ends at {y + height} of {bottom}')
    return found


def alike(nodes, _):
    """Buttons side by side that nobody could tell apart."""
    seen, found = set(), []
    for node, parent in zip(nodes, parents_of(nodes)):
        if node.role in BUTTONS and node.name and node.has('SENSITIVE'):
            if (parent, node.name) in seen:
                found.append(f'there are two: {node!r}')
            seen.add((parent, node.name))
    return found


def shown(nodes):
    """Without what has no place: a closed part of a window, a page of a stack that is not in front."""
    return [node for node in nodes if node.box_then is None or any(node.box_then[2:])]


def untold_pictures(nodes, _):
    """Pictures of which nothing is said, neither by themselves nor by the control, or the words, that they stand in."""
    found, parents = [], parents_of(nodes)
    for place, node in enumerate(nodes):
        if node.role not in ('image', 'icon') or node.name.strip() and not CLASS_NAME.match(node.name):
            continue
        above = parents[place]
        while above is not None and nodes[above].role not in CONTROLS:
            above = parents[above]
        if above is None:
            found.append(f'nothing is said of {node!r}')
    return found


class Inspector:
    """Called at every halt of a walk; keeps what is wrong."""

    def __init__(self, *rules):
        self.rules, self.faults, self.screens = rules or (outside, alike, untold_pictures), [], 0

    def __call__(self, guide, what, popover=False):
        wrong = []

        def is_good():
            nodes = shown(guide.desk.tree(boxes=True))
            wrong[:] = [f'no name: {node!r}' for node in guide.desk.nameless(nodes)]
            for rule in self.rules:
                wrong.extend(rule(nodes, guide.desk.size))
            return not wrong

        self.screens += 1
        try:
            wait_until(is_good, what, PATIENCE_S if not self.faults else 1)
        except AssertionError:
            self.faults += [f'{what}-{guide.name}: {fault}' for fault in wrong]
