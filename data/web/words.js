// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the chosen language, and times as its readers write them.

const languages = ['zh-Hans', 'en'];
const loaded = new Map(); // language → words: who changes back needs no network
let words = {};
let language = 'en';

export function pickLanguage(wanted) {
  return /^zh/i.test(wanted) ? 'zh-Hans' : languages.includes(wanted) ? wanted : 'en';
}

async function fetchWords(name) {
  const reply = await fetch(new URL(`${name}.json`, import.meta.url));
  if (!reply.ok) throw new Error(`words: ${reply.status}`);
  return reply.json();
}

// Throws when they cannot be had: the language stays as it was.
export async function loadWords(wanted) {
  const name = pickLanguage(wanted);
  if (!loaded.has(name)) loaded.set(name, await fetchWords(name));
  words = loaded.get(name);
  language = name;
  document.documentElement.lang = language;
}

export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function getLanguage() {
  return language;
}

const MEGA = 1024 * 1024;

// "1.5 MB", counted as systems show the sizes of files.
export function sizeText(bytes) {
  const isSmall = bytes < MEGA;
  return new Intl.NumberFormat(language, {
    style: 'unit', unit: isSmall ? 'kilobyte' : 'megabyte', unitDisplay: 'short', maximumFractionDigits: isSmall ? 0 : 1,
  }).format(Math.max(1, isSmall ? bytes / 1024 : bytes / MEGA));
}

export function clockTime(ms) {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);
}

// Days of the reader's calendar from now (the server's) to then.
function daysUntil(ms, now) {
  const start = (at) => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((start(ms) - start(now)) / 86400000);
}

function dateText(ms, now, month) {
  const year = new Date(ms).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(language, { year, month, day: 'numeric', weekday: 'short' }).format(ms);
}

// A heading: the same text for all moments of one day.
export function dayName(ms, now) {
  const days = daysUntil(ms, now);
  return days === 0 ? say('today') : days === -1 ? say('yesterday') : dateText(ms, now, 'long');
}

// The day within a sentence: "today", "tomorrow", else the date.
export function dayInSentence(ms, now) {
  const days = daysUntil(ms, now);
  return Math.abs(days) > 1 ? dateText(ms, now, 'short') : new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day');
}
