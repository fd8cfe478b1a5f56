/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints of the customer panel. */
#include "zxd-customers.h"

#include "zx-error.h"
#include "zxd-store-customer.h"

typedef struct {
  ZxdAnswer answer;
  gint64 id;
  ZxRights *rights; /* owned */
  gint64 after;
  int limit;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->answer.json != NULL)
    g_string_free (question->answer.json, TRUE);
  zx_rights_free (question->rights);
  g_free (question);
}

static Question *
question_new (ZxdCall *call)
{
  Question *question = g_new0 (Question, 1);

  question->answer.json = g_string_new (NULL);
  question->id = zxd_call_part_id (call, "id");
  question->rights = zx_rights_copy (zxd_call_rights (call));
  return question;
}

/* A customer out of sight is told apart from none by nobody. */
static gboolean
check_seen (ZxdDb *db, const Question *question, GError **error)
{
  gboolean is_seen;

  if (!zxd_customer_is_seen (db, question->id, question->rights, &is_seen, error))
    return FALSE;
  return is_seen || zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such customer.");
}

static gboolean
read_customer (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (GString) members = g_string_new (NULL);
  gint64 org_id;

  g_string_append_c (members, '{');
  if (!check_seen (db, question, error) ||
      !zxd_customer_add_json (db, question->id, members, &org_id, &question->answer.rev, error))
    return FALSE;
  g_string_assign (question->answer.json, "{");
  zx_json_add_id (question->answer.json, "id", question->id);
  zx_json_add_int (question->answer.json, "rev", question->answer.rev);
  g_string_append_printf (question->answer.json, ",%s}", members->str + 1);
  return TRUE;
}

static void
get_customer (ZxdCall *call, gpointer data)
{
  zxd_call_read_answer (call, read_customer, question_new (call), question_free);
}

static gboolean
read_history (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Question *question = data;

  g_string_truncate (question->answer.json, 0);
  return check_seen (db, question, error) &&
         zxd_customer_add_history (db, question->id, question->rights, question->after,
                                   question->limit, as_of, question->answer.json, error);
}

static void
get_history (ZxdCall *call, gpointer data)
{
  Question *question;
  gint64 after;
  int limit;

  if (!zxd_call_page (call, &limit, &after))
    return;
  question = question_new (call);
  question->after = after;
  question->limit = limit;
  zxd_call_read_answer (call, read_history, question, question_free);
}

void
zxd_customers_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/customers/{id}", ZXD_SIGNED_IN, get_customer,
                           NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/customers/{id}/contacts", ZXD_SIGNED_IN,
                           get_history, NULL);
}
