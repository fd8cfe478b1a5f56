#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Zuoxi's answers beside those of other search engines, on the same questions in the same run.

    peers.py ASSIST            recall of the right article among the first three, and time a question

SQLite FTS5 and Xapian are asked in this process, minisearch in Node. Each is given what its users would give it
for Chinese: pairs of characters. An engine that is not installed (python3-xapian, npm) is named and left out."""
import os
import re
import shutil
import sqlite3
import sys
import time

import suggestions

HERE = os.path.dirname(os.path.abspath(__file__))
HAN = re.compile(r'[\u3400-\u9fff]+')


def pairs(text):
    """The text with its Chinese stretches cut into pairs of characters."""
    return HAN.sub(lambda m: ' ' + ' '.join(m[0][i:i + 2] for i in range(max(1, len(m[0]) - 1))) + ' ', text)


def texts(name, is_learning):
    """Each article as (id, title, body, past questions)."""
    folder = os.path.join(suggestions.SETS, name)
    learnt = {}
    for row in suggestions.lines(os.path.join(folder, 'learn.jsonl')) if is_learning else []:
        for gold in row['gold_ids']:
            learnt.setdefault(gold, []).append(row['text'])
    for row in suggestions.lines(os.path.join(folder, 'kb.jsonl')):
        yield row['id'], row['title'], row['body'], '\n'.join(learnt.get(row['id'], []))


class Fts5:
    name = 'SQLite FTS5'

    def __init__(self, name, is_learning):
        self.db = sqlite3.connect(':memory:')
        self.db.execute("CREATE VIRTUAL TABLE kb USING fts5 (id UNINDEXED, title, body, learnt, tokenize = 'porter unicode61')")
        self.db.executemany('INSERT INTO kb VALUES (?, ?, ?, ?)',
                            ((id_, pairs(t), pairs(b), pairs(q)) for id_, t, b, q in texts(name, is_learning)))

    def ask(self, question):
        words = re.findall(r'\w+', pairs(question))
        if not words:
            return []
        rows = self.db.execute('SELECT id FROM kb WHERE kb MATCH ? ORDER BY bm25 (kb, 0, 3, 1, 2) LIMIT 3',
                               (' OR '.join(f'"{w}"' for w in words),))
        return [row[0] for row in rows]


class Xapian:
    name = 'Xapian'

    def __init__(self, name, is_learning):
        import xapian  # pylint: disable=import-error,import-outside-toplevel
        self.xapian = xapian
        self.db = xapian.WritableDatabase('', xapian.DB_BACKEND_INMEMORY)
        self.indexer = indexer = xapian.TermGenerator()
        indexer.set_stemmer(xapian.Stem('en'))
        indexer.set_flags(xapian.TermGenerator.FLAG_CJK_NGRAM)
        for id_, title, body, learnt in texts(name, is_learning):
            document = xapian.Document()
            document.set_data(id_)
            indexer.set_document(document)
            indexer.index_text(title, 3)
            indexer.increase_termpos()
            indexer.index_text(body)
            indexer.increase_termpos()
            indexer.index_text(learnt, 2)
            self.db.add_document(document)

    def ask(self, question):
        # Its query parser fails on some Chinese questions: they are cut as the articles are.
        cut = self.xapian.Document()
        self.indexer.set_document(cut)
        self.indexer.index_text(question)
        enquire = self.xapian.Enquire(self.db)
        enquire.set_query(self.xapian.Query(self.xapian.Query.OP_OR, [term.term for term in cut]))
        return [match.document.get_data().decode() for match in enquire.get_mset(0, 3)]


class Process:
    """assist, or what speaks like it."""

    def __init__(self, name, is_learning):
        folder = os.path.join(suggestions.SETS, name)
        self.process = suggestions.Assist(self.command[0], os.path.join(folder, 'kb.jsonl'),
                                          os.path.join(folder, 'learn.jsonl') if is_learning else None, self.command[1:])

    def ask(self, question):
        return self.process.ask(question)[0][:3]


class Minisearch(Process):
    name = 'minisearch'

    def __init__(self, name, is_learning):
        sys.path.insert(0, os.path.join(HERE, '..', 'support'))
        import node_modules  # pylint: disable=import-error,import-outside-toplevel
        self.command = [shutil.which('node') or 'node', os.path.join(HERE, 'minisearch.mjs'),
                        str(node_modules.package('minisearch'))]
        super().__init__(name, is_learning)


class Zuoxi(Process):
    name = 'Zuoxi'


def measure(engine, name, is_learning, field):
    asked = suggestions.lines(os.path.join(suggestions.SETS, name, 'dev', 'queries.jsonl'))
    peer = engine(name, is_learning)
    right, took = 0, []
    for query in asked:
        start = time.perf_counter()
        found = peer.ask(query[field])
        took.append((time.perf_counter() - start) * 1000)
        right += bool(set(found) & set(query['gold_ids']))
    return right / len(asked), sorted(took)[len(took) // 2]


def main():
    Zuoxi.command = [sys.argv[1]]
    engines = [Zuoxi, Fts5, Xapian, Minisearch]
    best = True
    print(f'{"recall@3 · p50 ms":32}' + ''.join(f'{e.name:>18}' for e in engines))
    for name in suggestions.FLOORS:
        for is_learning in (False, True):
            for field in ('text', 'typo'):
                cells = []
                for engine in engines:
                    try:
                        cells.append(measure(engine, name, is_learning, field))
                    except (ImportError, OSError) as error:
                        print(f'without {engine.name}: {error}', file=sys.stderr)
                        cells.append(None)
                best = best and all(c is None or c[0] <= cells[0][0] for c in cells)
                print(f'{name + (" learnt" if is_learning else "") + (" typos" if field == "typo" else ""):32}'
                      + ''.join(f'{c[0]:>11.3f} {c[1]:6.2f}' if c else f'{"–":>18}' for c in cells), flush=True)
    print('nobody finds more' if best else 'somebody finds more')
    sys.exit(not best)


if __name__ == '__main__':
    main()
