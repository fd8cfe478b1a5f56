/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short words as pills, in as many lines as the width needs. GTK 4.8 has no such container. */
#include "zx-tags.h"

#define GAP 4 /* px, between pills and between lines */

struct _ZxTags {
  GtkWidget parent_instance;

  char **words; /* owned, nullable */
  char *strong; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxTags, zx_tags, GTK_TYPE_WIDGET)

enum { PROP_WORDS = 1, PROP_STRONG, N_PROPS };
static GParamSpec *props[N_PROPS];

/* Lays the pills into @width (and really places them when @place is set); the height used. */
static int
flow (ZxTags *self, int width, gboolean place)
{
  int x = 0, y = 0, line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkRequisition size;

    gtk_widget_get_preferred_size (child, NULL, &size);
    size.width = MIN (size.width, MAX (width, 1));
    if (x > 0 && x + size.width > width) {
      x = 0;
      y += line + GAP;
      line = 0;
    }
    if (place)
      gtk_widget_size_allocate (child, &(GtkAllocation){x, y, size.width, size.height}, -1);
    x += size.width + GAP;
    line = MAX (line, size.height);
  }
  return y + line;
}

static GtkSizeRequestMode
zx_tags_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
zx_tags_measure (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  int widest = 0, all = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkRequisition least, size;

    gtk_widget_get_preferred_size (child, &least, &size);
    widest = MAX (widest, least.width);
    all += size.width + (all > 0 ? GAP : 0);
  }
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = widest;
    *natural = all;
  } else
    *minimum = *natural = flow (ZX_TAGS (widget), for_size >= 0 ? for_size : all, FALSE);
}

static void
zx_tags_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  flow (ZX_TAGS (widget), width, TRUE);
}

static void
show_words (ZxTags *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; self->words != NULL && self->words[i] != NULL; i++) {
    GtkWidget *label = gtk_label_new (self->words[i]);

    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_widget_set_css_classes (label, g_strcmp0 (self->words[i], self->strong) == 0
                                           ? (const char *[]){"pill", "tag", "strong", NULL}
                                           : (const char *[]){"pill", "tag", NULL});
    gtk_widget_set_parent (label, GTK_WIDGET (self));
  }
  gtk_widget_set_visible (GTK_WIDGET (self),
                          gtk_widget_get_first_child (GTK_WIDGET (self)) != NULL);
}

static void
zx_tags_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WORDS)
    g_value_set_boxed (value, ZX_TAGS (object)->words);
  else
    g_value_set_string (value, ZX_TAGS (object)->strong);
}

static void
zx_tags_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxTags *self = ZX_TAGS (object);

  if (id == PROP_WORDS) {
    g_strfreev (self->words);
    self->words = g_value_dup_boxed (value);
  } else if (g_strcmp0 (self->strong, g_value_get_string (value)) != 0) {
    g_free (self->strong);
    self->strong = g_value_dup_string (value);
  } else {
    return;
  }
  show_words (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_tags_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (zx_tags_parent_class)->dispose (object);
}

static void
zx_tags_finalize (GObject *object)
{
  g_strfreev (ZX_TAGS (object)->words);
  g_free (ZX_TAGS (object)->strong);

  G_OBJECT_CLASS (zx_tags_parent_class)->finalize (object);
}

static void
zx_tags_class_init (ZxTagsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_tags_get_property;
  object_class->set_property = zx_tags_set_property;
  object_class->dispose = zx_tags_dispose;
  object_class->finalize = zx_tags_finalize;
  widget_class->get_request_mode = zx_tags_get_request_mode;
  widget_class->measure = zx_tags_measure;
  widget_class->size_allocate = zx_tags_size_allocate;

  props[PROP_WORDS] =
      g_param_spec_boxed ("words", NULL, NULL, G_TYPE_STRV,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_STRONG] =
      g_param_spec_string ("strong", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_tags_init (ZxTags *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
