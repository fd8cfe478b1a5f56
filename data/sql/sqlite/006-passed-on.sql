-- SPDX-License-Identifier: GPL-3.0-or-later
-- Contacts go from hand to hand: where they were put, who had them from when to when, and how long
-- the work after one may take.
-- The twin of postgres/006-passed-on.sql.

ALTER TABLE contact ADD COLUMN queue_id INTEGER; -- put there by somebody; null: its channel's
ALTER TABLE contact ADD COLUMN group_id INTEGER; -- only they may have it; null: who serves the queue
ALTER TABLE contact ADD COLUMN entered_at_ms INTEGER; -- when it was put there; null: created_at_ms
ALTER TABLE contact ADD COLUMN passed_by_id INTEGER; -- who put it there …
ALTER TABLE contact ADD COLUMN passed_note TEXT; -- … and what he wrote to who gets it
ALTER TABLE contact ADD COLUMN wrap_until_ms INTEGER; -- in wrap-up: when its time is over; null: it has none
ALTER TABLE contact ADD COLUMN wrap_extended INTEGER NOT NULL DEFAULT 0; -- its one extension is used
ALTER TABLE contact ADD COLUMN overflow_at_ms INTEGER; -- when it was told that nobody is free

-- The few that wait for one group alone.
CREATE INDEX contact_of_group ON contact (group_id) WHERE group_id IS NOT NULL AND state IN ('queued', 'offered');

ALTER TABLE queue ADD COLUMN wrap_up_s INTEGER; -- how long wrap-up may take; null: as long as it takes

-- One stretch of one contact in one agent's hand, from which figures are made.
CREATE TABLE leg (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL,
  queue_id INTEGER, -- by which it came
  came_by TEXT NOT NULL, -- pull, offer, transfer, consult, assign, takeover; goes_on: he had him just before
  began_at_ms INTEGER NOT NULL,
  over_at_ms INTEGER, -- the customer's part ended, wrap-up began
  ended_at_ms INTEGER, -- out of this hand; null: it is in it
  went_by TEXT -- closed, transfer, takeover, vanished; null: it is in it
) STRICT;
CREATE INDEX leg_contact ON leg (contact_id, id);
CREATE INDEX leg_agent ON leg (agent_id, began_at_ms);
CREATE INDEX leg_agent_ended ON leg (agent_id, ended_at_ms);

-- What agents have had before is one leg each, as far as it is known.
INSERT INTO leg (contact_id, agent_id, came_by, began_at_ms, over_at_ms, ended_at_ms, went_by)
SELECT id, agent_id, 'pull', coalesce (accepted_at_ms, created_at_ms), coalesce (ended_at_ms, closed_at_ms), closed_at_ms,
  CASE WHEN closed_at_ms IS NOT NULL THEN 'closed' END
FROM contact WHERE agent_id IS NOT NULL ORDER BY id;

-- What is wrapped up, by when its time is over; what customers said of an agent's work, by when.
CREATE INDEX contact_wrap_up ON contact (wrap_until_ms) WHERE state = 'wrap_up';
CREATE INDEX contact_rated ON contact (agent_id, rated_at_ms) WHERE rating IS NOT NULL;
