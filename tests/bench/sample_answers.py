#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often the sample base answers what its customers ask, in words that its authors had not in mind.

    sample_answers.py ASSIST ARTICLES [--failed]

ARTICLES prints data/demo/articles as `assist` reads them, all languages in one base. Asked are its own
questions, and those of other trades, to which it has no answer. Fails when too few of a language's questions
find their article among the first three, or too few of those would be shown, or too few of the others meet
silence, or an article has too few questions; --failed lists what was found instead. Shown is what a base
shows that has not been used yet; use moves its threshold."""
import argparse
import collections
import glob
import itertools
import os
import re
import subprocess
import sys
import tempfile

from suggestions import SETS, Assist, lines

ARTICLES = os.path.join(SETS, '../../../data/demo/articles')
FLOOR = .95
LEAST = {'zh': 80, 'en': 40}  # articles
QUESTIONS = 3                 # for each article, at least
NO_ANSWER = {'zh': ['cmrc_zh'], 'en': ['banking77_en', 'stackfaq_en']}  # sets asked in vain
SHOWN, SILENT = .85, .80
THRESHOLD = os.path.join(SETS, '../../../src/assistant/engine/zx-threshold.h')


class Thresholds:
    """What the daemon shows of what is found."""

    def __init__(self):
        with open(THRESHOLD, encoding='utf-8') as file:
            rules = file.read()
        self.first, self.least, self.odds, self.enough = (
            float(re.search(rf'ZX_THRESHOLD_{name} ([0-9.]+)', rules).group(1))
            for name in ('DEFAULT', 'NEXT', 'NEXT_ODDS', 'NEXT_ENOUGH'))

    def beside(self, first):
        """How well another one must fit: as zx_threshold_next()."""
        odds = self.odds * first
        return min(max(odds / (odds + max(1 - first, 0)), self.least), self.enough)

    def shown(self, found):
        """The ids that an agent sees."""
        if not found or found[0][1] < self.first:
            return []
        least = self.beside(found[0][1])
        return [found[0][0], *(id_ for id_, _ in itertools.takewhile(lambda hit: hit[1] >= least, found[1:3]))]


def ask(assist, asked, thresholds, is_telling):
    """Language → how many questions, right at first, right among three, shown of these; met by answers, and how many."""
    counts = collections.defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    for query in asked:
        found = assist.look_up(query['text'])
        ids, gold, count = [id_ for id_, _ in found], set(query['gold_ids']), counts[query['lang']]
        is_right = bool(gold & set(ids[:3]))
        shown = thresholds.shown(found)
        is_shown = bool(gold & set(shown))
        count[0] += 1
        count[1] += bool(gold & set(ids[:1]))
        count[2] += is_right
        count[3] += is_shown
        count[4] += bool(shown)
        count[5] += len(shown)
        if is_telling and not is_shown:
            told = ' '.join(ids[:3]) + (', not shown' if is_right else '')
            print(f'{" ".join(query["gold_ids"])}: {query["text"]} → {told}')
    return counts


def ask_in_vain(assist, lang, threshold):
    """How many questions that have no answer met silence, by set: (silent, all)."""
    silent = {}
    for name in NO_ANSWER[lang]:
        asked = lines(os.path.join(SETS, name, 'dev', 'queries.jsonl'))
        found = [assist.look_up(query['text']) for query in asked]
        silent[name] = (sum(not hits or hits[0][1] < threshold for hits in found), len(asked))
    return silent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('assist')
    parser.add_argument('articles')
    parser.add_argument('--failed', action='store_true')
    options = parser.parse_args()
    asked = lines(os.path.join(SETS, 'sample', 'queries.jsonl'))
    failed, thresholds = [], Thresholds()
    with tempfile.TemporaryDirectory() as scratch:
        base = os.path.join(scratch, 'kb.jsonl')
        with open(base, 'w', encoding='utf-8') as file:
            subprocess.run([options.articles, *sorted(glob.glob(os.path.join(ARTICLES, '*.md')))], stdout=file,
                           check=True)
        articles = lines(base)
        with Assist(options.assist, base, None) as assist:
            counts = ask(assist, asked, thresholds, options.failed)
            silent = {lang: ask_in_vain(assist, lang, thresholds.first) for lang in NO_ANSWER}
    questions = collections.Counter(gold for query in asked for gold in query['gold_ids'])
    for article in articles:
        if questions.pop(article['id'], 0) < QUESTIONS:
            failed.append(f'{article["id"]} has less than {QUESTIONS} questions')
    failed += [f'{ref}: there is no such article' for ref in questions]
    for lang, least in LEAST.items():
        total, first, three, shown, met_by, rows = counts[lang]
        met, vain = map(sum, zip(*silent[lang].values()))
        of = sum(a['lang'].startswith(lang) for a in articles)
        print(f'{lang}  {of:3} articles  {total:3} questions  recall@1 {first / total:.4f}  recall@3 {three / total:.4f}'
              f'  right ones shown {shown / three:.4f}, {rows / met_by:.2f} at a time  no answer, silent {met / vain:.4f} ('
              f'{", ".join(f"{name} {one / of_all:.4f}" for name, (one, of_all) in silent[lang].items())})')
        if of < least or three < FLOOR * total:
            failed.append(f'{lang}: at least {least} articles and recall@3 {FLOOR} are asked for')
        if shown < SHOWN * three or met < SILENT * vain:
            failed.append(f'{lang}: {SHOWN} of the right ones are to be shown, {SILENT} of those without an answer not')
    print('\n'.join(failed) if failed else 'all at or above their floors')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
