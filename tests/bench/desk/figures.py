# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process costs, as the kernel counts it, and how figures are told."""
import os
import re
import statistics
import time

MB = 1024.0


def memory_mb(pid):
    """(PSS, written): the first depends on who else has the same libraries loaded, the second does not."""
    found = {}
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as lines:
        for line in lines:
            words = line.split()
            found[words[0]] = words[1]
    return int(found['Pss:']) / MB, int(found['Private_Dirty:']) / MB


def threads(pid):
    """thread id → (processor time in s, times it went to sleep by itself)"""
    found = {}
    for thread in os.listdir(f'/proc/{pid}/task'):
        try:
            with open(f'/proc/{pid}/task/{thread}/schedstat', encoding='ascii') as text:
                busy = int(text.read().split()[0]) * 1e-9
            with open(f'/proc/{pid}/task/{thread}/status', encoding='utf-8') as text:
                slept = int(re.search(r'^voluntary_ctxt_switches:\s*(\d+)', text.read(), re.M)[1])
        except (OSError, IndexError):
            continue  # it ended meanwhile
        found[thread] = busy, slept
    return found


def idle(pid, seconds):
    """(% of a core, wake-ups a second) of all threads over so long; a thread that ends meanwhile counts
    until then no more, one that starts counts from its start."""
    before, began = threads(pid), time.monotonic()
    time.sleep(seconds)
    after, took = threads(pid), time.monotonic() - began
    busy = sum(now[0] - before.get(thread, (0, 0))[0] for thread, now in after.items())
    woken = sum(now[1] - before.get(thread, (0, 0))[1] for thread, now in after.items())
    return 100 * busy / took, woken / took


def rest(pid, quiet_s=0.12, share=0.05, patience_s=20):
    """Until it has hardly done anything for so long; what ticks each second is let pass."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        busy, _ = idle(pid, quiet_s)
        if busy < 100 * share:
            return


def slope(xs, ys):
    """By how much y grows with each x: least squares."""
    return statistics.linear_regression(xs, ys).slope


def median(values):
    return statistics.median(values)


def share(values, percent):
    """The value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def load():
    return os.getloadavg()[0]


def processor():
    with open('/proc/cpuinfo', encoding='utf-8') as text:
        name = re.search(r'^model name\s*:\s*(.*)$', text.read(), re.M)
    return f'{name[1] if name else "processor"}, {os.cpu_count()} cores'


class Table:
    """Rows of what was measured, beside what was wanted."""

    def __init__(self):
        self.rows = []

    def add(self, what, value, unit, most=None, more=''):
        """`most` is the target: the figure should not be above it."""
        verdict = '' if most is None else ('met' if value <= most else 'MISSED')
        wanted = '' if most is None else f'≤ {most:g} {unit}'
        self.rows.append((what, f'{value:.2f} {unit}' if value < 10 else f'{value:.0f} {unit}', wanted, verdict, more))
        print('  ' + ' · '.join(word for word in self.rows[-1] if word), flush=True)

    def show(self):
        head = ('what', 'figure', 'target', '', 'more')
        widths = [max(len(row[i]) for row in [head, *self.rows]) for i in range(4)]
        print()
        for row in [head, *self.rows]:
            print('  '.join([row[0].ljust(widths[0]), row[1].rjust(widths[1]), row[2].rjust(widths[2]),
                             row[3].ljust(widths[3]), row[4]]).rstrip())
