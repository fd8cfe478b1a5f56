/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET contacts/{id}/similar: who asked the same before, what was done and whether it pleased. */
#include "zxd-similar.h"

#include "zxd-past-index.h"

enum {
  MOST_ITEMS = 3,
  LOOK_AT = 40, /* hits, because not all are in sight */
  TEXTS = 5,    /* of the customer's newest messages that make up the question */
};

#define FIT_LEAST 0.4

typedef struct {
  ZxdAnswer answer;
  const ZxRights *rights;     /* lent by the call, which lives until it is answered */
  ZxSearchSnapshot *snapshot; /* owned */
  gint64 contact_id;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  zxd_answer_clear (&ask->answer);
  zx_search_snapshot_unref (ask->snapshot);
  g_free (ask);
}

/* Appends contact @id if it may be shown; *@is_added says whether. */
static gboolean
add_past (ZxdDb *db, Ask *ask, gint64 id, gboolean is_next, gboolean *is_added, GError **error)
{
  g_autoptr (GError) unseen = NULL;
  g_autoptr (ZxdContact) contact = zxd_contact_load_seen (db, ask->rights, id, &unseen);
  g_autoptr (ZxdPast) past = contact != NULL ? zxd_past_load (db, id, &unseen) : NULL;
  const char *question = past != NULL ? zxd_past_question (past) : NULL;
  GString *json = ask->answer.json;

  *is_added = question != NULL;
  if (unseen != NULL && !g_error_matches (unseen, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&unseen));
    return FALSE;
  }
  if (question == NULL)
    return TRUE;
  g_string_append (json, is_next ? ",{" : "{");
  zx_json_add_id (json, "contact_id", id);
  zx_json_add_string (json, "question", question);
  zx_json_add_time (json, "closed_at", contact->closed_at_ms);
  zx_json_add_string (json, "customer",
                      contact->company != NULL ? contact->company : contact->name);
  zx_json_add_string (json, "category", contact->category);
  zx_json_add_string (json, "summary", contact->summary);
  if (contact->rating != 0)
    zx_json_add_int (json, "rating", contact->rating);
  if (!zxd_past_add_answer (db, id, json, error))
    return FALSE;
  g_string_append_c (json, '}');
  return TRUE;
}

static gboolean
add_items (ZxdDb *db, Ask *ask, const char *question, GError **error)
{
  ZxSearchHit hits[LOOK_AT];
  gsize found = zx_search_ask (ask->snapshot, question, hits, LOOK_AT);
  guint n = 0;

  for (gsize i = 0; i < found && n < MOST_ITEMS && hits[i].fit >= FIT_LEAST; i++) {
    gboolean is_added = FALSE;

    if (hits[i].id != ask->contact_id && !add_past (db, ask, hits[i].id, n > 0, &is_added, error))
      return FALSE;
    n += is_added ? 1 : 0;
  }
  return TRUE;
}

static gboolean
find_similar (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Ask *ask = data;
  g_autoptr (ZxdContact) contact = zxd_contact_load_seen (db, ask->rights, ask->contact_id, error);
  g_autoptr (GPtrArray) texts =
      contact != NULL ? zxd_past_last_texts (db, ask->contact_id, TEXTS, error) : NULL;
  g_autofree char *question = NULL;

  if (texts == NULL)
    return FALSE;
  zxd_answer_wipe (&ask->answer);
  g_ptr_array_add (texts, NULL);
  question = g_strjoinv ("\n", (char **) texts->pdata);
  g_string_assign (ask->answer.json, "{\"items\":[");
  if (*question != '\0' && !add_items (db, ask, question, error))
    return FALSE;
  g_string_append (ask->answer.json, "]}");
  return TRUE;
}

static void
get_similar (ZxdCall *call, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->rights = zxd_call_rights (call);
  ask->snapshot = zxd_past_index_get (data);
  ask->contact_id = zxd_call_part_id (call, "id");
  zxd_call_read_answer (call, find_similar, ask, ask_free);
}

void
zxd_similar_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/contacts/{id}/similar", ZXD_SIGNED_IN,
                           get_similar, zxd_past_index_new (server));
}
