-- SPDX-License-Identifier: GPL-3.0-or-later
-- The whole of a chat: quotes, recall, files, guests, wrap-up, rating, left messages, office hours.
-- The twin of postgres/003-chat-complete.sql.

ALTER TABLE message ADD COLUMN quote_id INTEGER; -- the message that this one answers to
ALTER TABLE message ADD COLUMN recalled_at_ms INTEGER; -- its author took it back: text and extra are gone
CREATE INDEX message_quote ON message (quote_id) WHERE quote_id IS NOT NULL;

-- What was sent along. The bytes lie under their SHA-256 in the folder of files; rights come from
-- this row alone. Without a message it is still with its sender and goes after a day.
CREATE TABLE file (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid BLOB NOT NULL UNIQUE, -- made by the sender
  contact_id INTEGER,
  message_id INTEGER,
  agent_id INTEGER, -- who sent it: an agent …
  visitor_id INTEGER, -- … or a visitor
  sha256 BLOB NOT NULL,
  thumb_sha256 BLOB,
  name TEXT NOT NULL,
  type TEXT NOT NULL, -- as sniffed
  size INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX file_message ON file (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX file_loose ON file (created_at_ms) WHERE message_id IS NULL;
CREATE INDEX file_sum ON file (sha256);
CREATE INDEX file_thumb ON file (thumb_sha256) WHERE thumb_sha256 IS NOT NULL;
CREATE INDEX file_visitor ON file (visitor_id, created_at_ms) WHERE visitor_id IS NOT NULL;
CREATE INDEX file_contact ON file (contact_id) WHERE contact_id IS NOT NULL;

-- Sums whose rows were dropped: the bytes go when no other row names them.
CREATE TABLE dropped_file (
  sha256 BLOB PRIMARY KEY
) STRICT;

-- Which folder the bytes are in: the same mark lies in it, so that no two daemons keep them apart.
CREATE TABLE files_home (
  mark TEXT PRIMARY KEY
) STRICT;

ALTER TABLE contact ADD COLUMN guests TEXT; -- agents who were invited: '/12/14/', null when nobody is
ALTER TABLE contact ADD COLUMN visitor_got_seq INTEGER NOT NULL DEFAULT 0; -- delivered to his page
ALTER TABLE contact ADD COLUMN ended_by TEXT; -- customer, agent
ALTER TABLE contact ADD COLUMN ended_at_ms INTEGER; -- over for the customer; closed_at_ms: for us too
ALTER TABLE contact ADD COLUMN category_id INTEGER;
ALTER TABLE contact ADD COLUMN rating INTEGER; -- 1 to 5
ALTER TABLE contact ADD COLUMN rating_reasons TEXT; -- JSON array of words
ALTER TABLE contact ADD COLUMN rating_comment TEXT;
ALTER TABLE contact ADD COLUMN rated_at_ms INTEGER;
ALTER TABLE contact ADD COLUMN left_message INTEGER NOT NULL DEFAULT 0; -- written for later, nobody waits at the other end
ALTER TABLE contact ADD COLUMN left_name TEXT;
ALTER TABLE contact ADD COLUMN left_reach TEXT; -- mail address or phone number, normalised

-- Who waits, and how long those waited who were accepted lately: asked whenever a contact changes.
CREATE INDEX contact_queued ON contact (channel_id, id) WHERE state = 'queued';
CREATE INDEX contact_accepted ON contact (channel_id, accepted_at_ms);

-- A guest of a contact: invited by a colleague, or its former owner.
CREATE TABLE guest (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL,
  by_id INTEGER,
  joined_at_ms INTEGER NOT NULL,
  left_at_ms INTEGER
) STRICT;
CREATE INDEX guest_contact ON guest (contact_id);

ALTER TABLE event ADD COLUMN now_guests TEXT; -- as contact.guests
ALTER TABLE event ADD COLUMN was_guests TEXT;

-- What a contact was about, chosen when it is wrapped up.
CREATE TABLE category (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  rev INTEGER NOT NULL,
  UNIQUE (org_id, name)
) STRICT;

-- Office hours.
CREATE TABLE calendar (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  timezone TEXT NOT NULL, -- IANA: Asia/Shanghai
  week TEXT NOT NULL, -- lines: "1-5 08:30-12:00,13:00-18:00"
  off TEXT, -- lines: "2026-10-01..2026-10-07"
  rev INTEGER NOT NULL,
  UNIQUE (org_id, name)
) STRICT;

ALTER TABLE channel ADD COLUMN calendar_id INTEGER; -- null: always open
ALTER TABLE channel ADD COLUMN reply_promise_min INTEGER; -- the first reply to a left message, in minutes of office hours
