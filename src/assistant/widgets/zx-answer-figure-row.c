/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of figures, each a button: the sum of all, a week or an article, or the head over them. */
#include "zx-answer-figure-row.h"

#include "zx-answer-figure-words.h"

#include <glib/gi18n.h>

#define TITLE ZX_N_FIGURES /* in a column's place: the title */

enum {
  SLIM_COLUMNS = 3,
  TITLE_CHARS = 18,
  ARTICLE_CHARS = 34,
};

/* In the order in which they are read. */
static const ZxFigure by_week[] = {
    ZX_FIGURE_ASKED,        ZX_FIGURE_SHOWN, ZX_FIGURE_SILENT, ZX_FIGURE_ACCEPTED,
    ZX_FIGURE_EDITED,       ZX_FIGURE_UP,    ZX_FIGURE_DOWN,   ZX_FIGURE_FIRST_PLACE_SHARE,
    ZX_FIGURE_SILENT_SHARE,
};
static const ZxFigure by_article[] = {
    ZX_FIGURE_SHOWN, ZX_FIGURE_ACCEPTED, ZX_FIGURE_EDITED,
    ZX_FIGURE_UP,    ZX_FIGURE_DOWN,     ZX_FIGURE_FIRST_PLACE_SHARE,
};

struct _ZxAnswerFigureRow {
  AdwBin parent_instance;

  GtkBox *box; /* these of the template */
  AdwBin *title;
  GtkGrid *cells;

  ZxAnswerFigure *line; /* owned, null: the head */
  gboolean by_article, slim;
  GtkButton *buttons[ZX_N_FIGURES + 1]; /* lent; null: it has none for that */
};

G_DEFINE_FINAL_TYPE (ZxAnswerFigureRow, zx_answer_figure_row, ADW_TYPE_BIN)

static gboolean
is_total (ZxAnswerFigureRow *self)
{
  return self->line != NULL && zx_answer_figure_get_key (self->line) == NULL;
}

/* --- a figure --- */

/* The number, and what it is where no head stands above it. */
static GtkWidget *
make_label (ZxAnswerFigureRow *self, ZxFigure figure, const char *text)
{
  GtkWidget *label = gtk_label_new (NULL);
  const char *size = is_total (self) ? "x-large" : "medium";
  g_autofree char *markup = NULL;

  if (is_total (self) || self->slim)
    markup = g_markup_printf_escaped ("<span size='%s' weight='bold'>%s</span>\n"
                                      "<span size='small'>%s</span>",
                                      size, text, zx_figure_name (figure));
  else
    markup = g_markup_escape_text (text, -1);
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static GtkWidget *
make_cell (ZxAnswerFigureRow *self, ZxFigure figure)
{
  GtkWidget *button = gtk_button_new ();
  const char *key = zx_answer_figure_get_key (self->line);
  g_autofree char *text = zx_figure_text (self->line, figure);
  g_autofree char *title = zx_figure_title (self->line, self->by_article);
  /* translators: %1$s is what is counted ("Accepted"), %2$s a week or an article, %3$s how many */
  g_autofree char *spoken =
      g_strdup_printf (C_ ("figures", "%1$s, %2$s: %3$s"), zx_figure_name (figure), title, text);

  gtk_button_set_child (GTK_BUTTON (button), make_label (self, figure, text));
  gtk_widget_add_css_class (button, "figure");
  if (!is_total (self))
    gtk_widget_add_css_class (button, "flat");
  if (zx_answer_figure_get (self->line, figure) <= 0)
    gtk_widget_add_css_class (button, "none");
  if (is_total (self)) /* each costs a round trip to the display; the head says it for the lines */
    gtk_widget_set_tooltip_text (button, zx_figure_meaning (figure, self->by_article));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "figures.rows");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", zx_figure_word (figure),
                                    key != NULL ? key : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  self->buttons[figure] = GTK_BUTTON (button);
  return button;
}

/* --- the head --- */

static const char *
head_name (ZxAnswerFigureRow *self, ZxFigure figure)
{
  if (figure != TITLE)
    return zx_figure_name (figure);
  return self->by_article ? _ ("Article") : C_ ("figures", "Week");
}

static GtkWidget *
make_head (ZxAnswerFigureRow *self, ZxFigure figure)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *label = gtk_label_new (head_name (self, figure)), *icon = gtk_image_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_set_halign (box, figure == TITLE ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "figure-head");
  gtk_widget_set_tooltip_text (
      button, figure != TITLE ? zx_figure_meaning (figure, self->by_article) : NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "figures.sort");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    figure != TITLE ? zx_figure_word (figure) : "title");
  self->buttons[figure] = GTK_BUTTON (button);
  return button;
}

void
zx_answer_figure_row_mark_sorted (ZxAnswerFigureRow *self, ZxFigure figure, gboolean descending)
{
  g_return_if_fail (ZX_IS_ANSWER_FIGURE_ROW (self));

  for (ZxFigure i = 0; i <= TITLE; i++) {
    const char *name = head_name (self, i);
    GtkWidget *icon;
    g_autofree char *spoken = NULL;

    if (self->buttons[i] == NULL)
      continue;
    icon = gtk_widget_get_last_child (gtk_button_get_child (self->buttons[i]));
    gtk_widget_set_visible (icon, i == figure);
    gtk_image_set_from_icon_name (GTK_IMAGE (icon),
                                  descending ? "pan-down-symbolic" : "pan-up-symbolic");
    /* translators: a button at the head of a column; %s is the column */
    spoken = g_strdup_printf (i != figure  ? _ ("Sort by: %s")
                              : descending ? _ ("Sorted by: %s, the largest first")
                                           : _ ("Sorted by: %s, the smallest first"),
                              name);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  }
}

/* --- the line --- */

static GtkWidget *
make_title (ZxAnswerFigureRow *self)
{
  g_autofree char *title = NULL;
  GtkWidget *label;
  int chars = self->by_article ? ARTICLE_CHARS : TITLE_CHARS;

  title = zx_figure_title (self->line, self->by_article);
  label = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (!self->slim)
    gtk_label_set_width_chars (GTK_LABEL (label), chars);
  if (!self->slim)
    gtk_label_set_max_width_chars (GTK_LABEL (label), chars);
  return label;
}

static void
fill (ZxAnswerFigureRow *self)
{
  const ZxFigure *figures = self->by_article ? by_article : by_week;
  int n = self->by_article ? G_N_ELEMENTS (by_article) : G_N_ELEMENTS (by_week);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), self->slim
                                                                  ? GTK_ORIENTATION_VERTICAL
                                                                  : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (GTK_WIDGET (self->title), !is_total (self));
  if (self->line == NULL)
    adw_bin_set_child (self->title, make_head (self, TITLE));
  else if (!is_total (self))
    adw_bin_set_child (self->title, make_title (self));
  for (int i = 0; i < n; i++)
    gtk_grid_attach (self->cells,
                     self->line != NULL ? make_cell (self, figures[i])
                                        : make_head (self, figures[i]),
                     self->slim ? i % SLIM_COLUMNS : i, self->slim ? i / SLIM_COLUMNS : 0, 1, 1);
}

/* --- class --- */

static void
zx_answer_figure_row_dispose (GObject *object)
{
  ZxAnswerFigureRow *self = ZX_ANSWER_FIGURE_ROW (object);

  g_clear_object (&self->line);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_ANSWER_FIGURE_ROW);
  G_OBJECT_CLASS (zx_answer_figure_row_parent_class)->dispose (object);
}

static void
zx_answer_figure_row_class_init (ZxAnswerFigureRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_answer_figure_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/zuoxi/Zuoxi/assistant/zx-answer-figure-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigureRow, box);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigureRow, title);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigureRow, cells);
}

static void
zx_answer_figure_row_init (ZxAnswerFigureRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_answer_figure_row_new (ZxAnswerFigure *line, gboolean is_by_article, gboolean slim)
{
  ZxAnswerFigureRow *self = g_object_new (ZX_TYPE_ANSWER_FIGURE_ROW, NULL);

  self->line = line != NULL ? g_object_ref (line) : NULL;
  self->by_article = is_by_article;
  self->slim = slim;
  fill (self);
  return GTK_WIDGET (self);
}

GtkWidget *
zx_answer_figure_row_get_title (ZxAnswerFigureRow *self)
{
  g_return_val_if_fail (ZX_IS_ANSWER_FIGURE_ROW (self), NULL);

  return GTK_WIDGET (self->title);
}

ZxAnswerFigure *
zx_answer_figure_row_get_line (ZxAnswerFigureRow *self)
{
  g_return_val_if_fail (ZX_IS_ANSWER_FIGURE_ROW (self), NULL);

  return self->line;
}

void
zx_answer_figure_row_take_focus (ZxAnswerFigureRow *self, ZxFigure figure)
{
  g_return_if_fail (ZX_IS_ANSWER_FIGURE_ROW (self) && figure < ZX_N_FIGURES);

  if (self->buttons[figure] != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->buttons[figure]));
}
