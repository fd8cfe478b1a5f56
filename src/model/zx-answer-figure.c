/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of the assistant's answers in one week, to one article, or in all. */
#include "zx-answer-figure.h"

static const char *const words[] = {
    [ZX_FIGURE_ASKED] = "asked",
    [ZX_FIGURE_SHOWN] = "shown",
    [ZX_FIGURE_SILENT] = "silent",
    [ZX_FIGURE_ACCEPTED] = "accepted",
    [ZX_FIGURE_EDITED] = "edited",
    [ZX_FIGURE_UP] = "up",
    [ZX_FIGURE_DOWN] = "down",
    [ZX_FIGURE_FIRST_PLACE] = "first_place",
    [ZX_FIGURE_FIRST_PLACE_SHARE] = "first_place_share",
    [ZX_FIGURE_SILENT_SHARE] = "silent_share",
};
G_STATIC_ASSERT (G_N_ELEMENTS (words) == ZX_N_FIGURES);

struct _ZxAnswerFigure {
  GObject parent_instance;

  char *key, *title; /* owned */
  double figures[ZX_N_FIGURES];
};

G_DEFINE_FINAL_TYPE (ZxAnswerFigure, zx_answer_figure, G_TYPE_OBJECT)

static void
zx_answer_figure_finalize (GObject *object)
{
  ZxAnswerFigure *self = ZX_ANSWER_FIGURE (object);

  g_free (self->key);
  g_free (self->title);
  G_OBJECT_CLASS (zx_answer_figure_parent_class)->finalize (object);
}

static void
zx_answer_figure_class_init (ZxAnswerFigureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zx_answer_figure_finalize;
}

static void
zx_answer_figure_init (ZxAnswerFigure *self)
{
}

ZxAnswerFigure *
zx_answer_figure_new (JsonObject *json)
{
  ZxAnswerFigure *self = g_object_new (ZX_TYPE_ANSWER_FIGURE, NULL);

  self->key = g_strdup (zx_json_string (json, "key"));
  self->title = g_strdup (zx_json_string (json, "title"));
  for (guint i = 0; i < ZX_N_FIGURES; i++)
    self->figures[i] = zx_json_double (json, words[i], -1);
  return self;
}

const char *
zx_answer_figure_get_key (ZxAnswerFigure *self)
{
  g_return_val_if_fail (ZX_IS_ANSWER_FIGURE (self), NULL);

  return self->key;
}

const char *
zx_answer_figure_get_title (ZxAnswerFigure *self)
{
  g_return_val_if_fail (ZX_IS_ANSWER_FIGURE (self), "");

  return self->title != NULL ? self->title : "";
}

double
zx_answer_figure_get (ZxAnswerFigure *self, ZxFigure figure)
{
  g_return_val_if_fail (ZX_IS_ANSWER_FIGURE (self) && figure < ZX_N_FIGURES, -1);

  return self->figures[figure];
}

const char *
zx_figure_word (ZxFigure figure)
{
  g_return_val_if_fail (figure < ZX_N_FIGURES, NULL);

  return words[figure];
}

ZxFigure
zx_figure_of_rows (ZxFigure figure)
{
  return figure == ZX_FIGURE_FIRST_PLACE_SHARE ? ZX_FIGURE_FIRST_PLACE
         : figure == ZX_FIGURE_SILENT_SHARE    ? ZX_FIGURE_SILENT
                                               : figure;
}

gboolean
zx_figure_is_share (ZxFigure figure)
{
  return zx_figure_of_rows (figure) != figure;
}

gboolean
zx_figure_parse (const char *word, ZxFigure *figure)
{
  for (guint i = 0; i < ZX_N_FIGURES; i++)
    if (g_strcmp0 (word, words[i]) == 0) {
      *figure = i;
      return TRUE;
    }
  return FALSE;
}
