// SPDX-License-Identifier: GPL-3.0-or-later
// Says when people are there and until when they promise to answer, from what the server told us.

import { say, getLanguage, clockTime, dayInSentence } from './words.js';

const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86400000;

// online: somebody is there. away: it is open, but nobody is. closed: out of hours.
export function presence(desk) {
  return desk.open === false ? 'closed' : desk.online ? 'online' : 'away';
}

function weekday(day) {
  return new Intl.DateTimeFormat(getLanguage(), { weekday: 'short', timeZone: 'UTC' }).format(MONDAY + (day - 1) * DAY);
}

function nameDays(days) {
  if (days.length === 7) return say('hours.daily');
  const sorted = [...days].sort((a, b) => a - b);
  const runs = [];
  for (const day of sorted) {
    const run = runs[runs.length - 1];
    if (run && run[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([from, to]) => (from === to ? weekday(from) : say('hours.span', { from: weekday(from), to: weekday(to) })))
    .join(say('hours.and'));
}

// "Mon to Fri 08:30–12:00, 13:00–18:00"; empty when the hours are not set up.
export function nameHours(desk) {
  if ((desk.hours || []).some(isAlways)) return say('hours.always');
  const byDays = new Map();
  for (const { days, from, to } of desk.hours || []) {
    const key = [...days].sort().join();
    if (!byDays.has(key)) byDays.set(key, { days, spans: [] });
    byDays.get(key).spans.push(`${from}–${to}`);
  }
  const text = [...byDays.values()].map(({ days, spans }) => `${nameDays(days)} ${spans.join(say('hours.and'))}`).join(say('hours.then'));
  return text && isElsewhere(desk.timezone) ? say('hours.zone', { hours: text, zone: zoneName(desk.timezone) }) : text;
}

function isAlways({ days, from, to }) {
  return days.length === 7 && from === '00:00' && to === '24:00';
}

// "China Standard Time" in the reader's words; browsers that know no season-free name give the season's.
function zoneName(timeZone) {
  for (const timeZoneName of ['longGeneric', 'long']) {
    try {
      const parts = new Intl.DateTimeFormat(getLanguage(), { timeZone, timeZoneName }).formatToParts(Date.now());
      return parts.find((part) => part.type === 'timeZoneName').value;
    } catch {
      // this browser is older than the word
    }
  }
  return timeZone;
}

// Whether the desk's clock shows another time than the reader's.
function isElsewhere(zone) {
  const show = (timeZone) => new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(Date.now());
  try {
    return Boolean(zone) && show(zone) !== show(undefined);
  } catch {
    return false; // this browser does not know the zone
  }
}

// "tomorrow 08:30" on the reader's clock; said to be his, when the desk's shows another time.
function nameMoment(desk, ms, now) {
  const when = say('moment', { day: dayInSentence(ms, now), time: clockTime(ms) });
  return isElsewhere(desk.timezone) ? say('moment.yours', { when }) : when;
}

// "Open again tomorrow 08:30"; empty when that is not known.
export function nameOpening(desk, now) {
  return desk.opens_at ? say('hours.opens', { when: nameMoment(desk, Date.parse(desk.opens_at), now) }) : '';
}

// How soon somebody answers who begins now; empty where too few have come to tell.
export function nameWait(desk) {
  return desk.wait_ms ? say('desk.wait', { time: aboutMinutes(desk.wait_ms) }) : '';
}

// "about 3 minutes"
export function aboutMinutes(ms) {
  const n = Math.round(ms / 60000);
  return n < 2 ? say('queue.minute') : say('queue.minutes', { n });
}

// What is promised for a message that is left now; empty when nothing is promised.
export function namePromise(desk, now) {
  if (!desk.promise_minutes) return '';
  const isOpen = desk.open !== false;
  const from = isOpen ? now : Date.parse(desk.opens_at);
  const until = from + desk.promise_minutes * 60000;
  if (!from || (isOpen && desk.closes_at && until > Date.parse(desk.closes_at))) return ''; // the rest falls into another day
  return say('leave.promise', { when: nameMoment(desk, until, now) });
}
