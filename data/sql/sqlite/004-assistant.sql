-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the seat assistant showed, and what agents made of it: it learns from these rows alone.
-- The twin of postgres/004-assistant.sql.

-- A customer's message for which an agent's assistant looked for answers; once a message. Its words
-- are the message's own.
CREATE TABLE asked (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  question_id INTEGER NOT NULL UNIQUE, -- the message
  contact_id INTEGER NOT NULL,
  org_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL DEFAULT 0, -- who looked
  at_ms INTEGER NOT NULL,
  first_fit INTEGER -- of the best answer, in thousandths; null: nothing was shown
) STRICT;
CREATE INDEX asked_at ON asked (at_ms);
CREATE INDEX asked_org ON asked (org_id, at_ms);
CREATE INDEX asked_contact ON asked (contact_id);

-- The answers that were shown for it.
CREATE TABLE shown (
  asked_id INTEGER NOT NULL,
  place INTEGER NOT NULL, -- 1 to 3
  article_id INTEGER NOT NULL,
  fit INTEGER NOT NULL, -- in thousandths
  PRIMARY KEY (asked_id, place)
) STRICT;
CREATE INDEX shown_article ON shown (article_id, asked_id);

-- What an agent made of an answer: sent it, sent it edited, or gave it a thumb. What is taken back
-- is deleted.
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY, -- the number of its event
  question_id INTEGER NOT NULL,
  article_id INTEGER NOT NULL,
  agent_id INTEGER NOT NULL,
  kind TEXT NOT NULL, -- sent, edited, up, down
  at_ms INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  message_id INTEGER, -- which carried it, of one that was sent
  UNIQUE (question_id, article_id, agent_id, kind)
) STRICT;
CREATE INDEX verdict_article ON verdict (article_id, id);
CREATE INDEX verdict_at ON verdict (at_ms);
CREATE INDEX verdict_contact ON verdict (contact_id);
CREATE INDEX verdict_message ON verdict (message_id) WHERE message_id IS NOT NULL;

-- Past contacts, the newest first.
CREATE INDEX contact_closed ON contact (id) WHERE state = 'closed';

-- For whom an article is, besides its product and versions. Lists are separated by commas, days are
-- ISO; null: for everybody, always.
ALTER TABLE article ADD COLUMN modules TEXT;
ALTER TABLE article ADD COLUMN tiers TEXT; -- super_vip, vip, regular
ALTER TABLE article ADD COLUMN valid_from TEXT;
ALTER TABLE article ADD COLUMN valid_until TEXT; -- the last day

-- Visitors of an erased person: what they have brought only half of goes from the folder of files.
CREATE TABLE dropped_sender (
  visitor_id INTEGER PRIMARY KEY
) STRICT;
