/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST verdicts: an agent's thumb for an answer. */
#include "zxd-verdicts.h"

#include "zxd-store-answers.h"

#include <string.h>

typedef struct {
  ZxdAnswer answer;
  const ZxRights *rights; /* lent by the call, which lives until it is answered */
  ZxdThumb thumb;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish);
}

static gboolean
write_thumb (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  wish->answer.status = 204;
  return zxd_thumb_set (txn, wish->rights, &wish->thumb, error);
}

static gboolean
read_kind (const char *word, ZxdJudged *kind)
{
  static const struct {
    const char *word;
    ZxdJudged kind;
  } kinds[] = {{"up", ZXD_JUDGED_UP}, {"down", ZXD_JUDGED_DOWN}, {"none", ZXD_JUDGED_KINDS}};

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (word, kinds[i].word) == 0) {
      *kind = kinds[i].kind;
      return TRUE;
    }
  return FALSE;
}

static void
post_verdict (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  ZxdThumb thumb = {.question_id = zx_json_id (body, "question_id"),
                    .article_id = zx_json_id (body, "article_id")};
  Wish *wish;

  if (body == NULL || !zxd_call_uuid (call, "uuid", thumb.request))
    return;
  if (!read_kind (zx_json_string (body, "kind"), &thumb.kind)) {
    zxd_call_problem (call, 400, "bad-data", "“kind” is up, down or none.");
    return;
  }
  wish = g_new0 (Wish, 1);
  wish->rights = zxd_call_rights (call);
  wish->thumb = thumb;
  zxd_call_write_answer (call, write_thumb, wish, wish_free);
}

void
zxd_verdicts_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "POST", "/api/v1/verdicts", ZXD_SIGNED_IN, post_verdict, NULL);
}
