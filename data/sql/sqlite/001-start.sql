-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first tables. The twin of postgres/001-start.sql.
--
-- Ids are the number of the event that created the row; rows without an event of their own count by
-- themselves. `rev` is the number of the row's last event. Times are milliseconds since 1970, UTC.
-- Empty means NULL, never 0 and never ''.

-- The newest number given out. One row; the lock of every writing transaction.
CREATE TABLE counter (n INTEGER NOT NULL) STRICT;
INSERT INTO counter (n) VALUES (0);

-- What happened, in commit order, without holes. Kinds of audience: 0 nobody, 1 desk, 2 everyone,
-- 3 one agent (…_owner), 4 an organisation and all below (…_org). now_also: one agent more who sees it (it has just come into his sight).
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  noun TEXT NOT NULL,
  obj_id INTEGER NOT NULL,
  contact_id INTEGER,
  at_ms INTEGER NOT NULL,
  now_kind INTEGER NOT NULL,
  now_org INTEGER,
  now_owner INTEGER,
  now_also INTEGER,
  was_kind INTEGER NOT NULL,
  was_org INTEGER,
  was_owner INTEGER,
  json TEXT
) STRICT;

CREATE TABLE org (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER,
  path TEXT NOT NULL UNIQUE, -- '/1/7/', itself last
  name TEXT NOT NULL,
  rev INTEGER NOT NULL
) STRICT;

CREATE TABLE agent (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  login TEXT NOT NULL UNIQUE, -- case-folded
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  scope TEXT NOT NULL,
  password_hash TEXT,
  presence TEXT NOT NULL DEFAULT 'offline',
  presence_reason TEXT,
  presence_since_ms INTEGER,
  disabled INTEGER NOT NULL DEFAULT 0,
  rev INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE, -- SHA-256
  agent_id INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  client TEXT,
  revoked_at_ms INTEGER
) STRICT;
CREATE INDEX token_agent ON token (agent_id);

-- Failed sign-ins, by 'login|address' and by 'login'.
CREATE TABLE failure (
  key TEXT PRIMARY KEY,
  count INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  actor_id INTEGER,
  action TEXT NOT NULL,
  noun TEXT,
  obj_id INTEGER,
  address TEXT,
  detail TEXT
) STRICT;

CREATE TABLE channel (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  org_id INTEGER NOT NULL,
  origins TEXT NOT NULL DEFAULT '', -- separated by spaces
  brand TEXT,
  team TEXT, -- the name that visitors see
  rev INTEGER NOT NULL
) STRICT;

-- Secrets that cannot be hashed, sealed with the master key.
CREATE TABLE secret (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_noun TEXT NOT NULL,
  owner_id INTEGER NOT NULL,
  kid TEXT NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (owner_noun, owner_id, kid)
) STRICT;

CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  external_id TEXT UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  tier TEXT NOT NULL,
  owner_agent_id INTEGER,
  note TEXT,
  rev INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  title TEXT,
  lang TEXT,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX person_customer ON person (customer_id);

CREATE TABLE identity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  person_id INTEGER,
  kind TEXT NOT NULL,
  value TEXT NOT NULL, -- normalised
  shared INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX identity_personal ON identity (kind, value) WHERE shared = 0;
CREATE INDEX identity_value ON identity (kind, value);
CREATE INDEX identity_customer ON identity (customer_id);

CREATE TABLE contract (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  level TEXT,
  starts_on TEXT,
  ends_on TEXT,
  modules TEXT,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX contract_customer ON contract (customer_id);

CREATE TABLE product (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  version TEXT,
  modules TEXT,
  environment TEXT,
  installed_on TEXT,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX product_customer ON product (customer_id);

CREATE TABLE visitor (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid BLOB NOT NULL UNIQUE,
  channel_id INTEGER NOT NULL,
  token_hash BLOB NOT NULL UNIQUE,
  customer_id INTEGER,
  person_id INTEGER,
  trust TEXT NOT NULL,
  name TEXT,
  company TEXT,
  lang TEXT,
  account TEXT, -- the verified subject
  product TEXT,
  version TEXT,
  page_title TEXT,
  page_url TEXT,
  created_at_ms INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL
) STRICT;

-- Tickets for a visitor's socket: used once, good for moments.
CREATE TABLE ticket (
  hash BLOB PRIMARY KEY, -- SHA-256
  visitor_id INTEGER NOT NULL,
  bare INTEGER NOT NULL DEFAULT 0,
  expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX ticket_expires ON ticket (expires_at_ms);

CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  channel_id INTEGER,
  visitor_id INTEGER,
  customer_id INTEGER,
  person_id INTEGER,
  org_id INTEGER NOT NULL,
  agent_id INTEGER, -- the owner; NULL while queued
  state TEXT NOT NULL,
  trust TEXT NOT NULL,
  name TEXT,
  company TEXT,
  tier TEXT NOT NULL,
  lang TEXT,
  page_title TEXT,
  page_url TEXT,
  product TEXT,
  version TEXT,
  created_at_ms INTEGER NOT NULL,
  accepted_at_ms INTEGER,
  closed_at_ms INTEGER,
  agent_read_seq INTEGER NOT NULL DEFAULT 0,
  visitor_read_seq INTEGER NOT NULL DEFAULT 0,
  continues_id INTEGER,
  summary TEXT,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_org ON contact (org_id, state);
CREATE INDEX contact_customer ON contact (customer_id, created_at_ms);
CREATE INDEX contact_visitor ON contact (visitor_id);

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  contact_id INTEGER NOT NULL,
  author TEXT NOT NULL,
  agent_id INTEGER,
  internal INTEGER NOT NULL DEFAULT 0,
  text TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  extra TEXT, -- JSON
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX message_contact ON message (contact_id, id);
-- Only what was changed after it was written: of all others the id is the rev.
CREATE INDEX message_changed ON message (contact_id, rev) WHERE rev <> id;

CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  ref TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  body TEXT NOT NULL, -- markdown
  lang TEXT NOT NULL,
  product TEXT,
  versions TEXT,
  state TEXT NOT NULL,
  updated_on TEXT,
  rev INTEGER NOT NULL
) STRICT;

-- Actions that make no row of their own and may be sent again.
CREATE TABLE request (
  uuid BLOB PRIMARY KEY,
  actor_id INTEGER,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  generation INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;
