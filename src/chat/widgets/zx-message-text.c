/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out the words of one message once, and lets them be selected when somebody wants to. */
#include "zx-message-text.h"

#define MOST_EMS 44 /* a longer line is hard to read */
#define LEAST_EMS 3 /* narrower it is not asked to be */
#define WIDTHS 3    /* a row is measured at its narrowest, at its widest and as it stands */

struct _ZxMessageText {
  GtkWidget parent_instance;

  GtkWidget *label;    /* child; null while nobody needs it */
  PangoLayout *layout; /* owned, null until it is measured: the words as wide as they like to be */
  char *markup;        /* owned, nullable */
  int width, height;   /* of layout in pixels */
  guint serial;        /* of the Pango context for which they hold */
  struct {
    int width, height;
  } broken[WIDTHS]; /* how high the words are in the widths that were asked for, the latest first */
};

G_DEFINE_FINAL_TYPE (ZxMessageText, zx_message_text, GTK_TYPE_WIDGET)

/* Entities are resolved; what has tags is not asked for. */
static char *
dup_plain (const char *markup)
{
  char *plain = NULL;

  if (markup == NULL || strpbrk (markup, "&<") == NULL)
    return g_strdup (markup != NULL ? markup : "");
  pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, NULL);
  return plain != NULL ? plain : g_strdup ("");
}

static gboolean
is_plain (const char *markup)
{
  return markup == NULL || strchr (markup, '<') == NULL;
}

static int
get_em (ZxMessageText *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  double dpi = pango_cairo_context_get_resolution (context);

  if (!pango_font_description_get_size_is_absolute (font))
    size *= (dpi > 0 ? dpi : 96) / 72;
  return MAX ((int) size, 1);
}

/* A label's own layout has its links and marks; it is only read. */
static PangoLayout *
make_layout (ZxMessageText *self)
{
  g_autofree char *plain = NULL;
  PangoLayout *layout;

  if (self->label != NULL && !is_plain (self->markup))
    return pango_layout_copy (gtk_label_get_layout (GTK_LABEL (self->label)));
  plain = dup_plain (self->markup);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), plain);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return layout;
}

/* Measured once for each text and font. */
static void
lay_out (ZxMessageText *self)
{
  guint serial = pango_context_get_serial (gtk_widget_get_pango_context (GTK_WIDGET (self)));

  if (self->layout != NULL && self->serial == serial)
    return;
  g_clear_object (&self->layout);
  self->layout = make_layout (self);
  self->serial = serial;
  pango_layout_set_width (self->layout, -1);
  pango_layout_set_alignment (self->layout,
                              gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL
                                  ? PANGO_ALIGN_RIGHT
                                  : PANGO_ALIGN_LEFT);
  pango_layout_get_pixel_size (self->layout, &self->width, &self->height);
  memset (self->broken, 0, sizeof self->broken);
}

static int
get_used (ZxMessageText *self, int width)
{
  return MIN (width, MOST_EMS * get_em (self));
}

/* Breaks the words into lines, never longer than is easy to read, however wide the place is: the
 * height that was asked for a wide place then holds for the narrower one that is given. Words that
 * fit as they are need not be broken again. Gives the width that is used. */
static int
fit (ZxMessageText *self, int width)
{
  int used = get_used (self, width);

  pango_layout_set_width (self->layout, used >= self->width ? -1 : used * PANGO_SCALE);
  return MIN (used, self->width);
}

/* One frame asks for the same few heights many times over, and breaking words into lines is dear.
 */
static int
get_height (ZxMessageText *self, int width)
{
  int used = get_used (self, width), height;

  if (used >= self->width)
    return self->height;
  for (guint i = 0; i < WIDTHS; i++)
    if (self->broken[i].height > 0 && self->broken[i].width == used)
      return self->broken[i].height;
  fit (self, width);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  memmove (&self->broken[1], &self->broken[0], sizeof self->broken - sizeof self->broken[0]);
  self->broken[0].width = used;
  self->broken[0].height = height;
  return height;
}

static void
zx_message_text_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  ZxMessageText *self = ZX_MESSAGE_TEXT (widget);
  int em = get_em (self);

  lay_out (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MIN (self->width, LEAST_EMS * em);
    *natural = MIN (self->width, MOST_EMS * em);
    return;
  }
  *minimum = *natural = get_height (self, for_size < 0 ? G_MAXINT : for_size);
}

static GtkSizeRequestMode
zx_message_text_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
zx_message_text_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZxMessageText *self = ZX_MESSAGE_TEXT (widget);

  int used, at;

  if (self->label == NULL)
    return;
  lay_out (self);
  used = fit (self, width);
  at = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? width - used : 0;
  gtk_widget_size_allocate (self->label, &(GtkAllocation){at, 0, used, height}, -1);
}

static void
zx_message_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZxMessageText *self = ZX_MESSAGE_TEXT (widget);
  int width = gtk_widget_get_width (widget), used;

  if (self->label != NULL) {
    gtk_widget_snapshot_child (widget, self->label, snapshot);
    return;
  }
  lay_out (self);
  used = fit (self, width);
  gtk_snapshot_render_layout (
      snapshot, gtk_widget_get_style_context (widget),
      gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? width - used : 0, 0, self->layout);
}

static void
make_label (ZxMessageText *self)
{
  if (self->label != NULL)
    return;
  self->label =
      g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                    "use-markup", TRUE, "label", self->markup, "selectable", TRUE,
                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  /* The row takes the keyboard, not each text in it; selecting with the pointer still works. */
  gtk_widget_set_focusable (self->label, FALSE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

static void
zx_message_text_direction_changed (GtkWidget *widget, GtkTextDirection before)
{
  g_clear_object (&ZX_MESSAGE_TEXT (widget)->layout);
  GTK_WIDGET_CLASS (zx_message_text_parent_class)->direction_changed (widget, before);
}

static void
zx_message_text_dispose (GObject *object)
{
  ZxMessageText *self = ZX_MESSAGE_TEXT (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_object (&self->layout);

  G_OBJECT_CLASS (zx_message_text_parent_class)->dispose (object);
}

static void
zx_message_text_finalize (GObject *object)
{
  g_free (ZX_MESSAGE_TEXT (object)->markup);

  G_OBJECT_CLASS (zx_message_text_parent_class)->finalize (object);
}

static void
zx_message_text_class_init (ZxMessageTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zx_message_text_dispose;
  object_class->finalize = zx_message_text_finalize;
  widget_class->measure = zx_message_text_measure;
  widget_class->get_request_mode = zx_message_text_get_request_mode;
  widget_class->size_allocate = zx_message_text_size_allocate;
  widget_class->snapshot = zx_message_text_snapshot;
  widget_class->direction_changed = zx_message_text_direction_changed;

  gtk_widget_class_set_css_name (widget_class, "words");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
zx_message_text_init (ZxMessageText *self)
{
}

GtkWidget *
zx_message_text_new (void)
{
  return g_object_new (ZX_TYPE_MESSAGE_TEXT, NULL);
}

void
zx_message_text_set_markup (ZxMessageText *self, const char *markup)
{
  g_autofree char *plain = NULL;

  g_return_if_fail (ZX_IS_MESSAGE_TEXT (self));

  if (g_strcmp0 (self->markup, markup) == 0)
    return;
  g_free (self->markup);
  self->markup = g_strdup (markup);
  g_clear_object (&self->layout);
  if (!is_plain (markup))
    make_label (self);
  if (self->label != NULL)
    gtk_label_set_label (GTK_LABEL (self->label), markup);
  plain = self->label != NULL ? g_strdup (gtk_label_get_text (GTK_LABEL (self->label)))
                              : dup_plain (markup);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
zx_message_text_wake (ZxMessageText *self)
{
  g_return_if_fail (ZX_IS_MESSAGE_TEXT (self));

  make_label (self);
}

char *
zx_message_text_dup_selection (ZxMessageText *self)
{
  int from = 0, to = -1;

  g_return_val_if_fail (ZX_IS_MESSAGE_TEXT (self), NULL);

  if (self->label == NULL || !gtk_label_get_selection_bounds (GTK_LABEL (self->label), &from, &to))
    return NULL;
  return g_utf8_substring (gtk_label_get_text (GTK_LABEL (self->label)), from, to);
}
