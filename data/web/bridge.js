// SPDX-License-Identifier: GPL-3.0-or-later
// Talks to the loader on the page around us. The page is a stranger: only its registered origin is
// heard, only known words are understood, and nothing of the conversation is ever told.

const origins = document.querySelector('meta[name=zuoxi-origins]').content.split(' ').filter(Boolean);
const embedded = parent !== window;
let host = null; // its origin, once it has spoken

export function isEmbedded() {
  return embedded;
}

// `handlers` by type: open, identify, page, theme.
export function listen(handlers) {
  addEventListener('message', (event) => {
    if (!embedded || event.source !== parent || !origins.includes(event.origin)) return;
    const message = event.data;
    if (!message || message.zuoxi !== 1 || !Object.hasOwnProperty.call(handlers, message.type)) return;
    host = event.origin;
    handlers[message.type](message);
  });
}

function post(message) {
  // Before the page has spoken we know it only as one of those that may embed us at all.
  const above = location.ancestorOrigins && location.ancestorOrigins[0];
  const targets = host ? [host] : above ? origins.filter((origin) => origin === above) : origins;
  for (const origin of targets) parent.postMessage({ zuoxi: 1, ...message }, origin);
}

export function tellReady() {
  if (embedded) post({ type: 'ready' });
}

export function tellClose() {
  if (embedded) post({ type: 'close' });
}

export function tellUnread(count, running) {
  if (embedded) post({ type: 'unread', count, running });
}
