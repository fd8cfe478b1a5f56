// SPDX-License-Identifier: GPL-3.0-or-later
// What a contact's state means for the visitor. Times are the server's.

const OVER = ['wrap_up', 'closed', 'abandoned', 'missed'];
const BACK_MS = 30 * 60000; // so long a new message comes back to the same agent
const RATE_AGAIN_MS = 10 * 60000; // so long a rating may be changed

export function isOver(contact) {
  return Boolean(contact) && OVER.includes(contact.state);
}

export function isOpen(contact) {
  return Boolean(contact) && !isOver(contact);
}

export function isQueued(contact) {
  return Boolean(contact) && (contact.state === 'queued' || contact.state === 'offered') && !contact.left;
}

// He waits in the queue, or has left a message that nobody has answered yet.
export function isWaiting(contact) {
  return isOpen(contact) && !contact.agent_name;
}

export function endedAt(contact) {
  return contact.ended_at ? Date.parse(contact.ended_at) : contact.ended_here || 0;
}

export function canRate(contact, now) {
  if (!isOver(contact) || !contact.agent_name) return false;
  return !contact.rating || (contact.rated_at ? now - Date.parse(contact.rated_at) < RATE_AGAIN_MS : false);
}

export function isBackInTime(contact, now) {
  return isOver(contact) && Boolean(contact.agent_name) && now - endedAt(contact) < BACK_MS;
}

// `most`: ms that an own message may be taken back for.
export function canRecall(message, now, most) {
  return message.author === 'customer' && message.state === 'sent' && !message.recalled && now - message.at < most;
}
