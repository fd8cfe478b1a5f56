// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the chosen language, and times as its readers write them.

const languages = ['zh-Hans', 'en'];
let words = {};
let language = 'en';

export function pickLanguage(wanted) {
  return /^zh/i.test(wanted) ? 'zh-Hans' : languages.includes(wanted) ? wanted : 'en';
}

export async function loadWords(wanted) {
  language = pickLanguage(wanted);
  const reply = await fetch(new URL(`${language}.json`, import.meta.url));
  if (!reply.ok) throw new Error(`words: ${reply.status}`);
  words = await reply.json();
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

// The same text for all moments of one day of the reader's calendar; `now` is the server's.
export function dayName(ms, now) {
  const start = (at) => new Date(at).setHours(0, 0, 0, 0);
  const days = Math.round((start(now) - start(ms)) / 86400000);
  if (days === 0) return say('today');
  if (days === 1) return say('yesterday');
  if (days === -1) return say('tomorrow');
  const year = new Date(ms).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(language, { year, month: 'long', day: 'numeric', weekday: 'short' }).format(ms);
}
