// SPDX-License-Identifier: GPL-3.0-or-later
// Answers questions with minisearch by the line protocol of assist: minisearch.mjs MODULES ARTICLES [LEARNT]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [modules, articles, learnt] = process.argv.slice(2);
const MiniSearch = createRequire(modules + '/')('minisearch');
const rows = path => readFileSync(path, 'utf-8').trim().split('\n').map(JSON.parse);

// Words of spaced scripts, pairs of Chinese characters: its own tokeniser takes a Chinese sentence for one word.
const tokenize = text => (text.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap(word => /\p{Script=Han}/u.test(word)
    ? [...word].map((c, i, all) => i + 1 < all.length ? c + all[i + 1] : c) : [word]);
const search = new MiniSearch({
    fields: ['title', 'body', 'learnt'], tokenize,
    searchOptions: { boost: { title: 2 }, prefix: term => term.length > 3, fuzzy: term => term.length > 4 ? 0.2 : false },
});
const base = new Map(rows(articles).map(({ id, title, body }) => [id, { id, title, body, learnt: '' }]));
for (const { text, gold_ids } of learnt ? rows(learnt) : [])
    for (const id of gold_ids)
        base.get(id).learnt += text + '\n';
search.addAll([...base.values()]);
console.log('READY');
for await (const question of createInterface({ input: process.stdin }))
    console.log(JSON.stringify(search.search(question).slice(0, 10).map(hit => [hit.id, hit.score])));
