#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often the right answer is among the first three, and how long that takes, on public questions.

    suggestions.py ASSIST [--pad N]    prints a table; fails when a figure is below its floor.

With --pad the base is filled up to N articles, made of the set's own sentences in a new order: the
hardest neighbours there are for its speed (not a measure of quality). Then articles are edited, too.
Figures "by CPU" are the engine's processor time, which a loaded machine changes least."""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

SETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'kb')
# set → recall@3 without and with past answers, below which something has broken.
FLOORS = {'cmrc_zh': (.993, .993), 'stackfaq_en': (.92, .975), 'banking77_en': (.65, .93)}
MOST_LOST_BY_TYPOS = .02
EDITS = 500  # in a padded base


def lines(path):
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file]


def pad(articles, count):
    """Articles out of halves of titles and shuffled sentences of others."""
    rand = random.Random(3)
    sentences = [s for a in articles for s in re.split(r'(?<=[。！？.?!])\s*', a['body']) if len(s) > 3]
    mean = sum(len(a['body']) for a in articles) / len(articles)
    for number in range(count):
        one, two = rand.choice(articles)['title'], rand.choice(articles)['title']
        body, wanted = [], rand.uniform(.4, 1.6) * mean
        while sentences and sum(map(len, body)) < wanted:
            body.append(rand.choice(sentences))
        yield {'id': f'pad{number}', 'title': one[:len(one) // 2] + two[len(two) // 2:], 'body': ' '.join(body)}


class Assist:
    def __init__(self, program, articles, learn, options=None, edits=0):
        start = time.perf_counter()
        arguments = ['--edits', str(edits), '--kb', articles, *(['--learn', learn] if learn else [])] if not options else [
            *options, articles, *([learn] if learn else [])]
        self.process = subprocess.Popen([program, *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        assert self.process.stdout.readline().startswith('READY')
        self.build_s = time.perf_counter() - start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def look_up(self, text):
        """(id, fit), the best first."""
        self.process.stdin.write(' '.join(text.split()) + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def ask(self, text):
        start = time.perf_counter()
        found = self.look_up(text)
        return [id_ for id_, *_ in found], (time.perf_counter() - start) * 1000

    def finish(self):
        """Ends the questions; the figures that it took itself, name → (p50, p99, longest) in ms."""
        self.process.stdin.close()
        return {name: [us / 1000 for us in figures] for name, figures in json.loads(self.process.stdout.readline()).items()}

    def peak_mb(self):
        with open(f'/proc/{self.process.pid}/status', encoding='ascii') as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmHWM')) / 1024


def figures(three):
    return 'p50 {:.2f} p99 {:.2f} longest {:.1f} ms'.format(*three)


def measure(program, name, count, is_learning, field):
    folder = os.path.join(SETS, name)
    with tempfile.TemporaryDirectory() as scratch:
        articles = os.path.join(folder, 'kb.jsonl')
        if count:
            rows = lines(articles)
            articles = os.path.join(scratch, 'kb.jsonl')
            with open(articles, 'w', encoding='utf-8') as file:
                for row in [*rows, *pad(rows, count - len(rows))]:
                    file.write(json.dumps({k: row[k] for k in ('id', 'title', 'body')}, ensure_ascii=False) + '\n')
        learn = os.path.join(folder, 'learn.jsonl') if is_learning else None
        with Assist(program, articles, learn, edits=EDITS if count else 0) as assist:
            asked = lines(os.path.join(folder, 'dev', 'queries.jsonl'))
            for query in asked[:20]:
                assist.ask(query[field])
            took, right = [], 0
            for query in asked:
                found, ms = assist.ask(query[field])
                took.append(ms)
                right += bool(set(found[:3]) & set(query['gold_ids']))
            took.sort()
            recall = right / len(asked)
            print(f'{name:13} {"typos" if field == "typo" else "as is":6} {"learnt" if is_learning else "":7}'
                  f'recall@3 {recall:.4f}  p50 {took[len(took) // 2]:.2f} p99 {took[len(took) * 99 // 100]:.2f} ms'
                  f'  peak {assist.peak_mb():.0f} MB  built {assist.build_s:.2f} s', flush=True)
            own = assist.finish()
            print(f'{"":13} a question by CPU {figures(own["question_cpu"])}', flush=True)
            if count:
                print(f'{"":13} edit → found by clock {figures(own["edit"])}, by CPU {figures(own["edit_cpu"])}', flush=True)
            return recall


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('assist')
    parser.add_argument('--pad', type=int, default=0)
    options = parser.parse_args()
    failed = []
    for name, floors in FLOORS.items():
        for is_learning in (False, True):
            plain = measure(options.assist, name, options.pad, is_learning, 'text')
            if options.pad:
                continue
            typos = measure(options.assist, name, 0, is_learning, 'typo')
            if plain < floors[is_learning] or plain - typos > MOST_LOST_BY_TYPOS:
                failed.append(f'{name}{", learnt" if is_learning else ""}: {plain:.4f}, with typos {typos:.4f}')
    print('\n'.join(['below the floor:', *failed]) if failed else 'all at or above their floors')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
