/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-learning.h"
#include "zxd-server.h"

/* Reads what agents' verdicts teach, at the start and whenever one is written by any daemon. Main
 * thread only. */
typedef struct _ZxdLessons ZxdLessons;

/* What one article has learnt. */
typedef struct {
  gint64 article_id;
  ZxLearnt *learnt; /* owned */
} ZxdLesson;

void zxd_lesson_free (ZxdLesson *lesson);

/* @lessons (ZxdLesson, transfer full) are news; @is_all: all that was there at the start has now
 * been told. */
typedef void (*ZxdLessonsFunc) (GPtrArray *lessons, gboolean is_all, gpointer data);

ZxdLessons *zxd_lessons_new (ZxdServer *server, ZxdLessonsFunc told, gpointer data);
void zxd_lessons_free (ZxdLessons *self);

/* What of each organisation is known so far: double by id, never changed. The caller owns a
 * reference. */
GHashTable *zxd_lessons_get_thresholds (ZxdLessons *self);
