-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who gets the next contact: how queues choose, what agents can take, offers and their ends.
-- The twin of postgres/005-router.sql.

ALTER TABLE queue ADD COLUMN method TEXT NOT NULL DEFAULT 'pull'; -- least_loaded, longest_idle, round_robin
ALTER TABLE queue ADD COLUMN offer_s INTEGER; -- how long an offer stands; null: 20
ALTER TABLE queue ADD COLUMN regular_s INTEGER; -- how long a contact waits for the agent it had last
ALTER TABLE queue ADD COLUMN age_step_s INTEGER; -- so long a wait outweighs one tier
ALTER TABLE queue ADD COLUMN decline TEXT NOT NULL DEFAULT 'freely'; -- or with_reason
ALTER TABLE queue ADD COLUMN skills TEXT NOT NULL DEFAULT '[]'; -- JSON: [{"name":…,"level":…}]

ALTER TABLE agent ADD COLUMN capacity TEXT; -- JSON: contacts at once by channel; null: {"web":4}
ALTER TABLE agent ADD COLUMN skills TEXT NOT NULL DEFAULT '[]'; -- JSON: [{"name":…,"level":…}]
ALTER TABLE agent ADD COLUMN missed_at_ms INTEGER; -- let an offer run out; null: ready
ALTER TABLE agent ADD COLUMN idle_since_ms INTEGER; -- when he last took or finished something

CREATE TABLE offer (
  id INTEGER PRIMARY KEY, -- the number of its event
  contact_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL, -- to whom
  org_id INTEGER NOT NULL, -- of the contact
  queue_id INTEGER,
  by_id INTEGER, -- null: the router
  kind TEXT NOT NULL, -- new, transfer, consult, assign
  note TEXT,
  why TEXT NOT NULL, -- JSON: the reasons
  made_at_ms INTEGER NOT NULL,
  deadline_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  outcome TEXT, -- accepted, declined, timeout, withdrawn; null: open
  reason TEXT, -- why it was declined
  rev INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX offer_open ON offer (contact_id) WHERE ended_at_ms IS NULL;
CREATE INDEX offer_open_agent ON offer (agent_id) WHERE ended_at_ms IS NULL;
CREATE INDEX offer_contact ON offer (contact_id, id);
CREATE INDEX offer_agent ON offer (agent_id, made_at_ms);

-- How long who was there, and why not.
CREATE TABLE presence_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  agent_id INTEGER NOT NULL,
  presence TEXT NOT NULL,
  reason TEXT,
  cause TEXT NOT NULL, -- self, lead, system, network
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX presence_change_agent ON presence_change (agent_id, at_ms);

-- The few contacts that go on, among the millions that are over.
CREATE INDEX contact_open ON contact (agent_id) WHERE state NOT IN ('closed', 'abandoned', 'missed');

-- Who is offered to somebody still waits.
DROP INDEX contact_queued;
CREATE INDEX contact_waiting ON contact (channel_id, id) WHERE state IN ('queued', 'offered');
