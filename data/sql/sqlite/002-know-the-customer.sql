-- SPDX-License-Identifier: GPL-3.0-or-later
-- Knowing the customer: own fields, notes, merges, bindings, and what an administrator sets up.
-- The twin of postgres/002-know-the-customer.sql.

-- What a request made, so that the same request sent again is answered with the same thing.
ALTER TABLE request ADD COLUMN result_id INTEGER;

ALTER TABLE customer ADD COLUMN lang TEXT;
ALTER TABLE customer ADD COLUMN fields TEXT; -- JSON object, key of `field` → text
ALTER TABLE customer ADD COLUMN created_at_ms INTEGER;
ALTER TABLE customer ADD COLUMN merged_into_id INTEGER; -- a merged one stays, for undo, and is shown to nobody
CREATE INDEX customer_org ON customer (org_id, id);
CREATE INDEX customer_name ON customer (name);
CREATE INDEX identity_person ON identity (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX customer_merged ON customer (merged_into_id) WHERE merged_into_id IS NOT NULL;

ALTER TABLE person ADD COLUMN erased_at_ms INTEGER; -- on the person's own request; nothing of him is left

ALTER TABLE contract ADD COLUMN kind_id INTEGER;
ALTER TABLE contract ADD COLUMN remaining TEXT; -- what is left of it, in words: "3 visits"
ALTER TABLE contract ADD COLUMN note TEXT;

ALTER TABLE product ADD COLUMN note TEXT;

CREATE TABLE note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  agent_id INTEGER,
  text TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX note_customer ON note (customer_id, at_ms);

-- One customer was two. What moved is remembered row by row, so that it can move back.
CREATE TABLE merge (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  survivor_id INTEGER NOT NULL,
  merged_id INTEGER NOT NULL,
  agent_id INTEGER,
  at_ms INTEGER NOT NULL,
  undone_at_ms INTEGER,
  filled TEXT -- JSON: the members that the survivor got from the other one, and their values
) STRICT;
CREATE INDEX merge_survivor ON merge (survivor_id);
CREATE INDEX merge_merged ON merge (merged_id);

CREATE TABLE merge_row (
  merge_id INTEGER NOT NULL,
  noun TEXT NOT NULL, -- person, identity, contract, product, note, contact, visitor
  row_id INTEGER NOT NULL,
  was_tier TEXT, -- of a contact whose tier changed with it
  PRIMARY KEY (merge_id, noun, row_id)
) STRICT;

-- What the page says about its visitor, unsigned: a JSON object of account, phone and mail.
ALTER TABLE visitor ADD COLUMN stated TEXT;
-- The agent whose word it is, while the trust is `bound`.
ALTER TABLE visitor ADD COLUMN bound_by_id INTEGER;
ALTER TABLE contact ADD COLUMN bound_by_id INTEGER;
-- By whom a stranger's name is looked up.
CREATE INDEX customer_folded ON customer (lower(name));
CREATE INDEX person_folded ON person (lower(name));

-- Whose contact it is, said by an agent; the row holds what was there before, for undo.
CREATE TABLE binding (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  was_customer_id INTEGER,
  was_person_id INTEGER,
  was_trust TEXT NOT NULL,
  was_name TEXT,
  was_company TEXT,
  was_bound_by_id INTEGER,
  visitor_id INTEGER, -- when the visitor was bound with it, and what he was before
  visitor_customer_id INTEGER,
  visitor_person_id INTEGER,
  visitor_trust TEXT,
  visitor_bound_by_id INTEGER,
  made_customer_id INTEGER, -- what was made by it, to be taken away by undo
  made_identity_id INTEGER,
  undone_at_ms INTEGER
) STRICT;
CREATE INDEX binding_contact ON binding (contact_id);

-- ---- what an administrator sets up. Lists of ids are JSON arrays of numbers.

CREATE TABLE agent_group (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  members TEXT NOT NULL DEFAULT '[]', -- agents
  note TEXT,
  rev INTEGER NOT NULL,
  UNIQUE (org_id, name)
) STRICT;

CREATE TABLE queue (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  groups TEXT NOT NULL DEFAULT '[]', -- groups that serve it
  channels TEXT NOT NULL DEFAULT '[]', -- channels that feed it
  opening TEXT, -- what a waiting customer reads first
  most_wait_s INTEGER,
  most_waiting INTEGER,
  rev INTEGER NOT NULL,
  UNIQUE (org_id, name)
) STRICT;

CREATE TABLE reply (
  id INTEGER PRIMARY KEY,
  org_id INTEGER NOT NULL,
  shortcut TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL, -- with variables such as {{name}}
  lang TEXT,
  rev INTEGER NOT NULL,
  UNIQUE (org_id, shortcut)
) STRICT;

CREATE TABLE catalog_product (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  modules TEXT, -- separated by commas
  rev INTEGER NOT NULL
) STRICT;

CREATE TABLE catalog_version (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL, -- current, supported, ended
  released_on TEXT,
  rev INTEGER NOT NULL,
  UNIQUE (product_id, version)
) STRICT;

CREATE TABLE contract_kind (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  level TEXT,
  hours TEXT, -- in words: "7×24"
  warn_days INTEGER NOT NULL DEFAULT 30, -- "runs out soon" from so many days before its end on
  rev INTEGER NOT NULL
) STRICT;

-- The three tiers are fixed; what they are called and how their customers are greeted is not.
CREATE TABLE tier (
  id INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE,
  name TEXT, -- null: the interface's own word
  greeting TEXT, -- with variables; null: the widget's own words
  rev INTEGER NOT NULL
) STRICT;
INSERT INTO tier (id, word, rev) VALUES (1, 'super_vip', 1), (2, 'vip', 1), (3, 'regular', 1);

-- Own fields of customers.
CREATE TABLE field (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE, -- a-z 0-9 _
  label TEXT NOT NULL,
  kind TEXT NOT NULL, -- text, number, date, choice
  choices TEXT, -- one a line
  rev INTEGER NOT NULL
) STRICT;

ALTER TABLE secret ADD COLUMN created_at_ms INTEGER; -- null: before this was written down

CREATE INDEX audit_at ON audit (at_ms);
CREATE INDEX audit_object ON audit (noun, obj_id);
