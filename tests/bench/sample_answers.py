#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often the sample base answers what its customers ask, in words that its authors had not in mind.

    sample_answers.py ASSIST ARTICLES [--failed]

ARTICLES prints data/demo/articles as `assist` reads them, all languages in one base. Fails when too few
of a language's questions find their article among the first three, or an article has too few questions;
--failed lists what was found instead."""
import argparse
import collections
import glob
import json
import os
import subprocess
import sys
import tempfile

from suggestions import SETS, Assist, lines

ARTICLES = os.path.join(SETS, '../../../data/demo/articles')
FLOOR = .95
LEAST = {'zh': 80, 'en': 40}  # articles
QUESTIONS = 3                 # for each article, at least


def ask(assist, asked, is_telling):
    """Language → how many questions, right at first, right among three."""
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for query in asked:
        found, _ = assist.ask(query['text'])
        gold, count = set(query['gold_ids']), counts[query['lang']]
        count[0] += 1
        count[1] += bool(gold & set(found[:1]))
        count[2] += bool(gold & set(found[:3]))
        if is_telling and not gold & set(found[:3]):
            print(f'{" ".join(query["gold_ids"])}: {query["text"]} → {" ".join(found[:3])}')
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('assist')
    parser.add_argument('articles')
    parser.add_argument('--failed', action='store_true')
    options = parser.parse_args()
    asked = lines(os.path.join(SETS, 'sample', 'queries.jsonl'))
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        base = os.path.join(scratch, 'kb.jsonl')
        with open(base, 'w', encoding='utf-8') as file:
            subprocess.run([options.articles, *sorted(glob.glob(os.path.join(ARTICLES, '*.md')))], stdout=file,
                           check=True)
        articles = lines(base)
        with Assist(options.assist, base, None) as assist:
            counts = ask(assist, asked, options.failed)
    questions = collections.Counter(gold for query in asked for gold in query['gold_ids'])
    for article in articles:
        if questions.pop(article['id'], 0) < QUESTIONS:
            failed.append(f'{article["id"]} has less than {QUESTIONS} questions')
    failed += [f'{ref}: there is no such article' for ref in questions]
    for lang, least in LEAST.items():
        total, first, three = counts[lang]
        of = sum(a['lang'].startswith(lang) for a in articles)
        print(f'{lang}  {of:3} articles  {total:3} questions  recall@1 {first / total:.4f}  recall@3 {three / total:.4f}')
        if of < least or three < FLOOR * total:
            failed.append(f'{lang}: at least {least} articles and recall@3 {FLOOR} are asked for')
    print('\n'.join(failed) if failed else 'all at or above their floors')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
