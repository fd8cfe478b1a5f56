/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a customer that was merged in, and offers to part them again. */
#include "zx-merge-row.h"

#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxMergeRow {
  GtkListBoxRow parent_instance;

  GtkWidget *undo; /* of the template */
  ZxMerge *merge;  /* owned, null only when made to try the template */
};

G_DEFINE_FINAL_TYPE (ZxMergeRow, zx_merge_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_ITEM = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { UNDO, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
merged_words (gpointer self, const char *by, gint64 at)
{
  g_autofree char *when = zx_words_exact (at);

  /* translators: the first is a colleague's name, the second a date and time */
  return by != NULL ? g_strdup_printf (_ ("Merged by %1$s, %2$s"), by, when)
                    : g_strdup_printf (_ ("Merged %s"), when);
}

static void
undo_cb (ZxMergeRow *self)
{
  gint64 id = 0;

  if (self->merge != NULL)
    g_object_get (self->merge, "id", &id, NULL);
  g_signal_emit (self, signals[UNDO], 0, id);
}

static void
zx_merge_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_MERGE_ROW (object)->merge);
}

static void
zx_merge_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZX_MERGE_ROW (object)->merge = g_value_dup_object (value);
}

static void
zx_merge_row_constructed (GObject *object)
{
  ZxMergeRow *self = ZX_MERGE_ROW (object);
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  G_OBJECT_CLASS (zx_merge_row_parent_class)->constructed (object);
  if (self->merge == NULL)
    return;
  g_object_get (self->merge, "name", &name, NULL);
  /* translators: %s is a customer */
  words = g_strdup_printf (_ ("Undo the merge with %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->undo), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
zx_merge_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_MERGE_ROW);
  g_clear_object (&ZX_MERGE_ROW (object)->merge);
  G_OBJECT_CLASS (zx_merge_row_parent_class)->dispose (object);
}

static void
zx_merge_row_class_init (ZxMergeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_merge_row_get_property;
  object_class->set_property = zx_merge_row_set_property;
  object_class->constructed = zx_merge_row_constructed;
  object_class->dispose = zx_merge_row_dispose;
  props[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, ZX_TYPE_MERGE,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[UNDO] = g_signal_new ("undo", ZX_TYPE_MERGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-merge-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxMergeRow, undo);
  gtk_widget_class_bind_template_callback (widget_class, merged_words);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
}

static void
zx_merge_row_init (ZxMergeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
