/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ending contacts, wrapping them up, inviting colleagues, taking over, passing on. */
#include "zxd-course-endpoints.h"

#include "zxd-store-course.h"
#include "zxd-store-pass.h"

#include <string.h>

enum { SUMMARY_CHARACTERS = 2000, NOTE_CHARACTERS = 500 };

typedef gboolean (*CourseFunc) (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* One step of one contact. */
typedef struct {
  ZxdAnswer answer;
  ZxdCourse course;
  ZxdActor actor; /* lent by the call, which lives until it is answered */
  CourseFunc fn;
  JsonObject *body; /* owned, null of what is only read: its texts are lent to `course` */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  zxd_refusal_clear (&wish->course.refusal);
  g_clear_pointer (&wish->body, json_object_unref);
  g_free (wish);
}

/* Answers with the contact, or with nothing to who does not see it any more. */
static gboolean
answer_contact (ZxdDb *db, Wish *wish, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (zxd_contact_get (db, 0, wish->actor.rights, wish->course.contact_id, wish->answer.json,
                       &wish->answer.rev, &problem))
    return TRUE;
  if (!g_error_matches (problem, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  wish->answer.status = 204;
  return TRUE;
}

static gboolean
write_course (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  if (!wish->fn (txn, &wish->course, error)) {
    zxd_answer_refuse (&wish->answer, &wish->course.refusal);
    return FALSE;
  }
  return answer_contact (zxd_txn_db (txn), wish, error);
}

/* Reads what all have; null when it has been answered. */
static Wish *
take_wish (ZxdCall *call, CourseFunc fn)
{
  guint8 request[ZX_UUID_BYTES];
  Wish *wish;

  if (!zxd_call_uuid (call, "request", request))
    return NULL;
  wish = g_new0 (Wish, 1);
  wish->fn = fn;
  wish->actor = zxd_call_actor (call);
  wish->body = json_object_ref (zxd_call_body (call));
  wish->course.actor = &wish->actor;
  wish->course.contact_id = zxd_call_part_id (call, "id");
  memcpy (wish->course.request, request, sizeof request);
  return wish;
}

static void
run (ZxdCall *call, Wish *wish)
{
  zxd_call_write_answer (call, write_course, wish, wish_free);
}

/* The text @name, or null; FALSE when it is too long, and 400 was answered. */
static gboolean
take_text (ZxdCall *call, Wish *wish, const char *name, int most, const char **text)
{
  *text = zx_json_string (wish->body, name);
  if (*text == NULL || g_utf8_strlen (*text, -1) <= most)
    return TRUE;
  zxd_call_problem (call, 400, "bad-data", "“%s” has at most %d characters.", name, most);
  return FALSE;
}

/* ---- POST contacts/{id}/close, PUT contacts/{id}/wrap-up */

static void
run_wrap_up (ZxdCall *call, Wish *wish)
{
  ZxdCourse *course = &wish->course;

  if (!take_text (call, wish, "summary", SUMMARY_CHARACTERS, &course->summary)) {
    wish_free (wish);
    return;
  }
  course->needs_category = zxd_server_get_config (zxd_call_server (call))->require_category;
  course->has_summary = json_object_has_member (wish->body, "summary");
  course->has_category = json_object_has_member (wish->body, "category_id");
  course->category_id = zx_json_id (wish->body, "category_id");
  run (call, wish);
}

static void
post_close (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_course_end);

  if (wish == NULL)
    return;
  wish->course.is_done = !zx_json_bool (wish->body, "wrap_up", FALSE);
  run_wrap_up (call, wish);
}

static void
put_wrap_up (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_course_wrap_up);

  if (wish == NULL)
    return;
  wish->course.is_done = zx_json_bool (wish->body, "done", FALSE);
  run_wrap_up (call, wish);
}

/* ---- POST contacts/{id}/extend */

static void
post_extend (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_course_extend);

  if (wish != NULL)
    run (call, wish);
}

/* ---- POST contacts/{id}/guests, DELETE contacts/{id}/guests/{agent} */

static void
post_guest (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_course_invite);

  if (wish == NULL)
    return;
  wish->course.agent_id = zx_json_id (wish->body, "agent_id");
  if (take_text (call, wish, "note", NOTE_CHARACTERS, &wish->course.note))
    run (call, wish);
  else
    wish_free (wish);
}

static void
delete_guest (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_course_dismiss);

  if (wish == NULL)
    return;
  wish->course.agent_id = zxd_call_part_id (call, "agent");
  run (call, wish);
}

/* ---- POST contacts/{id}/take */

static void
post_take (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_course_take);

  if (wish != NULL)
    run (call, wish);
}

/* ---- POST contacts/{id}/transfer, /consult and /assign, GET contacts/{id}/targets */

static void
pass (ZxdCall *call, CourseFunc fn)
{
  Wish *wish = take_wish (call, fn);

  if (wish == NULL)
    return;
  wish->course.agent_id = zx_json_id (wish->body, "agent_id");
  wish->course.group_id = zx_json_id (wish->body, "group_id");
  wish->course.queue_id = zx_json_id (wish->body, "queue_id");
  if (!take_text (call, wish, "note", NOTE_CHARACTERS, &wish->course.note)) {
    wish_free (wish);
    return;
  }
  if (wish->course.note != NULL && *wish->course.note == '\0')
    wish->course.note = NULL;
  run (call, wish);
}

static void
post_transfer (ZxdCall *call, gpointer data)
{
  pass (call, zxd_pass_transfer);
}

static void
post_consult (ZxdCall *call, gpointer data)
{
  pass (call, zxd_pass_consult);
}

static void
post_assign (ZxdCall *call, gpointer data)
{
  pass (call, zxd_pass_assign);
}

static gboolean
read_targets (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  return zxd_pass_targets (db, wish->actor.rights, wish->course.contact_id, wish->answer.json,
                           error);
}

static void
get_targets (ZxdCall *call, gpointer data)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->actor = zxd_call_actor (call);
  wish->course.contact_id = zxd_call_part_id (call, "id");
  zxd_call_read_answer (call, read_targets, wish, wish_free);
}

void
zxd_course_register (ZxdServer *server)
{
  static const struct {
    const char *method, *path;
    ZxdEndpointFunc fn;
  } endpoints[] = {
      {"POST", "/api/v1/contacts/{id}/close", post_close},
      {"PUT", "/api/v1/contacts/{id}/wrap-up", put_wrap_up},
      {"POST", "/api/v1/contacts/{id}/extend", post_extend},
      {"POST", "/api/v1/contacts/{id}/guests", post_guest},
      {"DELETE", "/api/v1/contacts/{id}/guests/{agent}", delete_guest},
      {"POST", "/api/v1/contacts/{id}/take", post_take},
      {"POST", "/api/v1/contacts/{id}/transfer", post_transfer},
      {"POST", "/api/v1/contacts/{id}/consult", post_consult},
      {"POST", "/api/v1/contacts/{id}/assign", post_assign},
      {"GET", "/api/v1/contacts/{id}/targets", get_targets},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    zxd_server_add_endpoint (server, endpoints[i].method, endpoints[i].path, ZXD_SIGNED_IN,
                             endpoints[i].fn, NULL);
}
