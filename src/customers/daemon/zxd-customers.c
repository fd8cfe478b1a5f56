/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints of the customer panel. */
#include "zxd-customers.h"

#include "zx-error.h"
#include "zxd-bind.h"
#include "zxd-customer-list.h"
#include "zxd-customers-private.h"
#include "zxd-merge.h"

typedef struct {
  ZxdAnswer answer;
  gint64 id;
  ZxRights *rights; /* owned */
  gint64 after;
  const char *place; /* lent by the call: of the timeline */
  int limit;
  ZxdRefusal refusal;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  zxd_answer_clear (&question->answer);
  zxd_refusal_clear (&question->refusal);
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
check_seen (ZxdDb *db, Question *question, GError **error)
{
  if (zxd_customer_check (db, question->id, question->rights, FALSE, NULL, NULL, &question->refusal,
                          error))
    return TRUE;
  zxd_answer_refuse (&question->answer, &question->refusal);
  return FALSE;
}

gboolean
zxd_customers_answer (ZxdDb *db, gint64 id, gint64 made_id, ZxdAnswer *answer, GError **error)
{
  g_autoptr (GString) members = g_string_new ("{");
  gint64 org_id;

  if (!zxd_customer_add_json (db, id, members, &org_id, &answer->rev, error))
    return FALSE;
  g_string_assign (answer->json, "{");
  zx_json_add_id (answer->json, "id", id);
  zx_json_add_int (answer->json, "rev", answer->rev);
  if (made_id != 0)
    zx_json_add_id (answer->json, "made", made_id);
  g_string_append_printf (answer->json, ",%s}", members->str + 1);
  return TRUE;
}

static gboolean
read_customer (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Question *question = data;

  return check_seen (db, question, error) &&
         zxd_customers_answer (db, question->id, 0, &question->answer, error);
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

static gboolean
read_timeline (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Question *question = data;

  g_string_truncate (question->answer.json, 0);
  return check_seen (db, question, error) &&
         zxd_customer_add_timeline (db, question->id, question->rights, question->place,
                                    question->limit, as_of, question->answer.json, error);
}

static void
get_timeline (ZxdCall *call, gpointer data)
{
  Question *question;
  int limit;

  if (!zxd_call_page_limit (call, &limit))
    return;
  question = question_new (call);
  question->place = zxd_call_query (call, "after");
  question->limit = limit;
  zxd_call_read_answer (call, read_timeline, question, question_free);
}

void
zxd_customers_register (ZxdServer *server)
{
  zxd_bind_register (server);
  zxd_merge_register (server);
  zxd_customer_list_register (server);
  zxd_server_add_endpoint (server, "GET", "/api/v1/customers/{id}", ZXD_SIGNED_IN, get_customer,
                           NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/customers/{id}/contacts", ZXD_SIGNED_IN,
                           get_history, NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/customers/{id}/timeline", ZXD_SIGNED_IN,
                           get_timeline, NULL);
  zxd_customers_register_edit (server);
  zxd_customers_register_person (server);
}
