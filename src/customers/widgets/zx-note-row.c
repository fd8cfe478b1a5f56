/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a colleague noted on a customer: text, who, when. */
#include "zx-note-row.h"

#include "zx-closures.h"
#include "zx-customer-parts.h"
#include "zx-time-label.h"

struct _ZxNoteRow {
  ZxItemRow parent_instance;

  ZxClient *client; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxNoteRow, zx_note_row, ZX_TYPE_ITEM_ROW)

enum { PROP_CLIENT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
zx_note_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_NOTE_ROW (object)->client);
}

static void
zx_note_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (g_set_object (&ZX_NOTE_ROW (object)->client, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
zx_note_row_dispose (GObject *object)
{
  g_clear_object (&ZX_NOTE_ROW (object)->client);
  G_OBJECT_CLASS (zx_note_row_parent_class)->dispose (object);
}

static void
zx_note_row_class_init (ZxNoteRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_note_row_get_property;
  object_class->set_property = zx_note_row_set_property;
  object_class->dispose = zx_note_row_dispose;
  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-note-row.ui");
  zx_closures_bind (widget_class);
}

static void
zx_note_row_init (ZxNoteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
