/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads verdicts from the store and makes lessons of them: one read at a time, so that the newest
 * always comes last. */
#include "zxd-lessons.h"

#include "zx-clock.h"
#include "zx-search-group.h"
#include "zx-threshold.h"
#include "zxd-store-answers.h"

enum {
  STEPS_BACK = 4,             /* messages, from one that says nothing to what it was about */
  AT_ONCE = 50,               /* articles in one read */
  CALIBRATE_MS = 3000,        /* after a verdict; more of them wait for it together … */
  CALIBRATE_SHARE = 20,       /* … and so many times as long as it takes */
  RETRY_SECONDS = 5,          /* when the database did not answer */
  DAY_SECONDS = 24 * 60 * 60, /* what is too old is forgotten once a day */
};

struct _ZxdLessons {
  ZxdStore *store; /* lent */
  ZxdLessonsFunc told;
  gpointer data;
  GHashTable *pending; /* owned: ids of articles whose verdicts changed */
  gint64 all_after;    /* all are being read: up to this id they are; -1: they are not */
  gboolean is_reading;
  GHashTable *thresholds;               /* owned reference: double by organisation */
  gint64 calibrated_us;                 /* how long that took */
  guint calibrate_id, retry_id, day_id; /* sources, 0 when none */
};

void
zxd_lesson_free (ZxdLesson *lesson)
{
  g_clear_pointer (&lesson->learnt, zx_learnt_free);
  g_free (lesson);
}

/* ---- reading */

typedef struct {
  GArray *ids;  /* owned gint64: which articles; empty: the next ones … */
  gint64 after; /* … above this id */
  gint64 now_ms;
  GPtrArray *lessons; /* owned ZxdLesson */
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_array_unref (read->ids);
  g_clear_pointer (&read->lessons, g_ptr_array_unref);
  g_free (read);
}

static gint64
newest_of (const GPtrArray *rows)
{
  gint64 at_ms = 0;

  for (guint i = 0; i < rows->len; i++)
    at_ms = MAX (at_ms, ((ZxdVerdictRow *) rows->pdata[i])->at_ms);
  return at_ms;
}

/* "Are you still there?" is answered by no article: what was sent then answers what was asked
 * before. A question that says nothing, with nothing before it, has no words. */
static gboolean
find_matter (ZxdDb *db, ZxdVerdictRow *row, GError **error)
{
  gboolean is_there = *row->question != '\0';

  for (guint i = 0; is_there && !zx_search_has_matter (row->question); i++) {
    if (i == STEPS_BACK)
      is_there = FALSE;
    else if (!zxd_verdict_row_step_back (db, row, &is_there, error))
      return FALSE;
  }
  if (!is_there)
    *row->question = '\0';
  return TRUE;
}

/* What counts of how often it was shown ends with the newest verdict: whoever reads the same
 * verdicts later learns the same. */
static ZxLearnt *
read_learnt (ZxdDb *db, gint64 id, gint64 now_ms, GError **error)
{
  static const ZxLearningKind kinds[] = {ZX_LEARNING_SENT, ZX_LEARNING_EDITED, ZX_LEARNING_UP,
                                         ZX_LEARNING_DOWN};
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_verdict_row_free);
  g_autoptr (GArray) verdicts = g_array_new (FALSE, FALSE, sizeof (ZxLearningVerdict));
  gint64 since = zx_learning_since (now_ms), shown;

  if (!zxd_verdict_list (db, id, since, ZX_LEARNING_ROWS, rows, error) ||
      !zxd_shown_count (db, id, since, newest_of (rows), &shown, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++) {
    ZxdVerdictRow *row = rows->pdata[i];
    ZxLearningVerdict verdict = {.id = row->id, .agent_id = row->agent_id, .at_ms = row->at_ms};

    if (row->kind >= ZXD_JUDGED_KINDS)
      continue;
    if (!find_matter (db, row, error))
      return NULL;
    verdict.question_id = row->question_id;
    verdict.question = row->question;
    verdict.kind = kinds[row->kind];
    g_array_append_val (verdicts, verdict);
  }
  return zx_learning_make ((ZxLearningVerdict *) (gpointer) verdicts->data, verdicts->len, shown,
                           now_ms);
}

static gboolean
read_lessons (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Read *read = data;

  g_ptr_array_set_size (read->lessons, 0);
  if (read->after >= 0) {
    g_array_set_size (read->ids, 0);
    if (!zxd_verdict_articles (db, read->after, AT_ONCE, read->ids, error))
      return FALSE;
  }
  for (guint i = 0; i < read->ids->len; i++) {
    gint64 id = g_array_index (read->ids, gint64, i);
    ZxLearnt *learnt = read_learnt (db, id, read->now_ms, error);
    ZxdLesson *lesson;

    if (learnt == NULL)
      return FALSE;
    lesson = g_new (ZxdLesson, 1);
    *lesson = (ZxdLesson){id, learnt};
    g_ptr_array_add (read->lessons, lesson);
  }
  return TRUE;
}

static void read_next (ZxdLessons *self);

static gboolean
retry_cb (gpointer data)
{
  ZxdLessons *self = data;

  self->retry_id = 0;
  self->all_after = 0;
  read_next (self);
  return G_SOURCE_REMOVE;
}

static void
lessons_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdLessons *self = user_data;
  g_autoptr (GError) error = NULL;
  Read *read = zxd_store_read_finish (result, &error);
  gboolean is_all = FALSE;

  self->is_reading = FALSE;
  if (read == NULL) {
    g_warning ("cannot read the verdicts: %s", error->message);
    if (self->retry_id == 0)
      self->retry_id = g_timeout_add_seconds (RETRY_SECONDS, retry_cb, self);
    return;
  }
  if (read->after >= 0) {
    is_all = read->ids->len < AT_ONCE;
    self->all_after = is_all ? -1 : g_array_index (read->ids, gint64, read->ids->len - 1);
  }
  self->told (g_steal_pointer (&read->lessons), is_all, self->data);
  read_free (read);
  read_next (self);
}

/* Up to AT_ONCE of the articles that wait, which wait no longer. */
static void
take_pending (ZxdLessons *self, GArray *ids)
{
  GHashTableIter iter;
  gint64 *id;

  g_hash_table_iter_init (&iter, self->pending);
  while (ids->len < AT_ONCE && g_hash_table_iter_next (&iter, (gpointer *) &id, NULL)) {
    g_array_append_val (ids, *id);
    g_hash_table_iter_remove (&iter);
  }
}

static void
read_next (ZxdLessons *self)
{
  Read *read;

  if (self->is_reading || self->retry_id != 0 ||
      (self->all_after < 0 && g_hash_table_size (self->pending) == 0))
    return;
  read = g_new0 (Read, 1);
  read->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  read->lessons = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_lesson_free);
  read->after = self->all_after;
  read->now_ms = zx_clock_now_ms ();
  if (read->after < 0)
    take_pending (self, read->ids);
  self->is_reading = TRUE;
  zxd_store_read (self->store, read_lessons, read, read_free, lessons_read_cb, self);
}

/* ---- the thresholds */

typedef struct {
  GHashTable *thresholds; /* owned reference */
  gint64 since_us;
} Calibration;

static void
calibration_free (gpointer data)
{
  Calibration *calibration = data;

  g_clear_pointer (&calibration->thresholds, g_hash_table_unref);
  g_free (calibration);
}

static gboolean
read_threshold (ZxdDb *db, gint64 org_id, double *threshold, GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (ZxdAskedPair));
  g_autoptr (GArray) plain = g_array_new (FALSE, FALSE, sizeof (ZxThresholdPair));

  if (!zxd_asked_pairs (db, org_id, ZX_THRESHOLD_MOST, pairs, error))
    return FALSE;
  for (guint i = 0; i < pairs->len; i++) {
    const ZxdAskedPair *pair = &g_array_index (pairs, ZxdAskedPair, i);
    ZxThresholdPair one = {pair->first_fit, pair->agent_id, pair->is_accepted};

    g_array_append_val (plain, one);
  }
  *threshold = zx_threshold_find ((ZxThresholdPair *) (gpointer) plain->data, plain->len);
  return TRUE;
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

static gboolean
read_thresholds (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Calibration *calibration = data;
  gint64 org_id = 0;

  g_clear_pointer (&calibration->thresholds, g_hash_table_unref);
  calibration->thresholds = new_table ();
  while (zxd_asked_next_org (db, &org_id, error)) {
    double threshold;

    if (org_id == 0)
      return TRUE;
    if (!read_threshold (db, org_id, &threshold, error))
      return FALSE;
    g_hash_table_insert (calibration->thresholds, g_memdup2 (&org_id, sizeof org_id),
                         g_memdup2 (&threshold, sizeof threshold));
  }
  return FALSE;
}

static void
thresholds_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdLessons *self = user_data;
  g_autoptr (GError) error = NULL;
  Calibration *calibration = zxd_store_read_finish (result, &error);

  if (calibration == NULL) {
    g_warning ("cannot read what became of the answers: %s", error->message);
  } else {
    self->calibrated_us = g_get_monotonic_time () - calibration->since_us;
    g_hash_table_unref (self->thresholds);
    self->thresholds = g_steal_pointer (&calibration->thresholds);
    calibration_free (calibration);
  }
  read_next (self);
}

static gboolean
calibrate_cb (gpointer data)
{
  ZxdLessons *self = data;
  Calibration *calibration = g_new0 (Calibration, 1);

  self->calibrate_id = 0;
  calibration->since_us = g_get_monotonic_time ();
  zxd_store_read (self->store, read_thresholds, calibration, calibration_free, thresholds_read_cb,
                  self);
  return G_SOURCE_REMOVE;
}

GHashTable *
zxd_lessons_get_thresholds (ZxdLessons *self)
{
  return g_hash_table_ref (self->thresholds);
}

/* ---- when */

static void
verdict_cb (const ZxdEvent *event, gpointer data)
{
  ZxdLessons *self = data;

  g_hash_table_add (self->pending, g_memdup2 (&event->id, sizeof event->id));
  read_next (self);
  if (self->calibrate_id == 0)
    self->calibrate_id =
        g_timeout_add (MAX (CALIBRATE_MS, (guint) (self->calibrated_us * CALIBRATE_SHARE / 1000)),
                       calibrate_cb, self);
}

static gboolean
day_cb (gpointer data)
{
  ZxdLessons *self = data;

  self->all_after = 0;
  read_next (self);
  return G_SOURCE_CONTINUE;
}

ZxdLessons *
zxd_lessons_new (ZxdServer *server, ZxdLessonsFunc told, gpointer data)
{
  ZxdLessons *self = g_new0 (ZxdLessons, 1);

  self->store = zxd_server_get_store (server);
  self->told = told;
  self->data = data;
  self->pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->thresholds = new_table ();
  zxd_hub_watch (zxd_server_get_hub (server), "verdict", verdict_cb, self);
  self->day_id = g_timeout_add_seconds (DAY_SECONDS, day_cb, self);
  calibrate_cb (self); /* and then all lessons: who has those has the thresholds */
  return self;
}

void
zxd_lessons_free (ZxdLessons *self)
{
  g_clear_handle_id (&self->calibrate_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->day_id, g_source_remove);
  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->thresholds);
  g_free (self);
}
