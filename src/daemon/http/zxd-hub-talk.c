/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Around a visitor's messages: how far they reached him and he has read, and what he is writing at
 * this moment, which is no fact: it is shown to agents and kept nowhere. */
#include "zxd-hub-private.h"

#include "zx-json.h"
#include "zxd-store-contact.h"

enum {
  TYPING_CHARACTERS = 500,
  TYPING_PAUSE_US = 700 * 1000, /* his page sends one a second; more are dropped … */
  TYPING_AHEAD = 2,             /* … but for so many that a slow line brought together */
};

/* ---- how far he has got and read: told to the store one write at a time, the newest only */

typedef struct {
  ZxdHub *hub;
  gint64 visitor_id, contact_id, read_seq, got_seq;
} Reading;

static void tell_reading (ZxdHub *hub, ZxdHubVisitor *visitor);

static gboolean
write_reading (ZxdTxn *txn, gpointer data, GError **error)
{
  Reading *reading = data;

  return zxd_contact_read_by_visitor (txn, reading->contact_id, reading->read_seq, reading->got_seq,
                                      error);
}

static void
reading_told (ZxdHub *hub, gpointer data)
{
  Reading *reading = data;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->visitors, &reading->visitor_id);

  if (visitor != NULL) {
    visitor->is_telling_read = FALSE;
    tell_reading (hub, visitor);
  }
  g_free (reading);
}

static void
reading_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GError) error = NULL;

  if (zxd_store_write_finish (result, &error) == NULL)
    g_info ("a visitor's reading was not stored: %s", error->message);
  zxd_hub_note (reading->hub, reading_told, reading, g_free);
}

static void
tell_reading (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  Reading *reading;

  if (visitor->is_telling_read || visitor->contact_id == 0 ||
      (visitor->read_seq <= visitor->read_sent && visitor->got_seq <= visitor->got_sent))
    return;
  reading = g_new (Reading, 1);
  *reading = (Reading){hub, visitor->id, visitor->contact_id, visitor->read_seq, visitor->got_seq};
  visitor->is_telling_read = TRUE;
  visitor->read_sent = visitor->read_seq;
  visitor->got_sent = visitor->got_seq;
  zxd_store_write (hub->store, write_reading, reading, NULL, reading_written_cb, reading);
}

void
zxd_visitor_note_reading (ZxdHub *hub, ZxdHubVisitor *visitor, gint64 read_seq, gint64 got_seq)
{
  if (read_seq > 0 && read_seq <= hub->head)
    visitor->read_seq = MAX (visitor->read_seq, read_seq);
  if (got_seq > 0 && got_seq <= hub->head)
    visitor->got_seq = MAX (visitor->got_seq, got_seq);
  tell_reading (hub, visitor);
}

/* ---- what he is writing */

static void
tell_typing (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  GString *frame = g_string_assign (hub->scratch, "{\"frame\":\"typing\"");
  g_autofree char *text = g_steal_pointer (&visitor->typing);
  g_autofree char *key = g_strdup_printf ("typing %" G_GINT64_FORMAT, visitor->contact_id);

  if (text == NULL || visitor->contact_id == 0)
    return;
  zx_json_add_id (frame, "contact_id", visitor->contact_id);
  zx_json_add_string (frame, "text", text);
  g_string_append_c (frame, '}');
  zxd_hub_tell_seers (hub, &visitor->audience, key, frame->str);
}

/* Who sees the contact is told by its events; before the first one it is read. */
typedef struct {
  ZxdHub *hub;
  gint64 visitor_id, contact_id;
  ZxAudience audience;
  gboolean is_known;
} Seers;

static gboolean
read_seers (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Seers *seers = data;
  g_autoptr (ZxdContact) contact = zxd_contact_load (db, seers->contact_id, error);

  if (contact == NULL)
    return FALSE;
  seers->audience = zxd_contact_audience (contact);
  seers->is_known = TRUE;
  return TRUE;
}

static void
take_seers (ZxdHub *hub, gpointer data)
{
  Seers *seers = data;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->visitors, &seers->visitor_id);

  if (visitor != NULL) {
    visitor->is_asking_seers = FALSE;
    if (seers->is_known && seers->contact_id == visitor->contact_id && !visitor->knows_seers)
      zxd_visitor_take_seers (visitor, &seers->audience);
    if (visitor->knows_seers)
      tell_typing (hub, visitor);
  }
  g_free (seers);
}

static void
seers_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Seers *seers = user_data;
  g_autoptr (GError) error = NULL;

  if (zxd_store_read_finish (result, &error) == NULL)
    g_info ("who sees a contact could not be read: %s", error->message);
  zxd_hub_note (seers->hub, take_seers, seers, g_free);
}

static void
ask_seers (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  Seers *seers;

  if (visitor->is_asking_seers)
    return;
  visitor->is_asking_seers = TRUE;
  seers = g_new0 (Seers, 1);
  seers->hub = hub;
  seers->visitor_id = visitor->id;
  seers->contact_id = visitor->contact_id;
  zxd_store_read (hub->store, read_seers, seers, NULL, seers_read_cb, seers);
}

void
zxd_visitor_take_seers (ZxdHubVisitor *visitor, const ZxAudience *audience)
{
  visitor->audience = *audience;
  visitor->knows_seers = TRUE;
}

void
zxd_visitor_note_typing (ZxdHub *hub, ZxdHubVisitor *visitor, const char *text)
{
  gboolean has_stopped = *text == '\0';

  if (visitor->contact_id == 0 || (has_stopped && !visitor->is_typing) ||
      (!has_stopped && visitor->typing_due_us - hub->now_us > TYPING_AHEAD * TYPING_PAUSE_US))
    return;
  visitor->typing_due_us = MAX (visitor->typing_due_us, hub->now_us) + TYPING_PAUSE_US;
  visitor->is_typing = !has_stopped;
  g_free (visitor->typing);
  visitor->typing = g_utf8_strlen (text, -1) > TYPING_CHARACTERS
                        ? g_utf8_substring (text, 0, TYPING_CHARACTERS)
                        : g_strdup (text);
  if (visitor->knows_seers)
    tell_typing (hub, visitor);
  else
    ask_seers (hub, visitor);
}
