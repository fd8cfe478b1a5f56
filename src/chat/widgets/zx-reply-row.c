/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one quick reply. */
#include "zx-reply-row.h"

#include "zx-chat-words.h"
#include "zx-line.h"

struct _ZxReplyRow {
  GtkListBoxRow parent_instance;

  GtkLabel *shortcut, *title, *line; /* of the template */

  ZxRecord *record; /* owned, null only when made to try the template */
  char *text;       /* owned */
};

G_DEFINE_FINAL_TYPE (ZxReplyRow, zx_reply_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_RECORD = 1, PROP_TEXT, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show (ZxReplyRow *self)
{
  const char *title = zx_record_get_text (self->record, "title");
  g_autofree char *shortcut =
      g_strconcat ("/", zx_record_get_text (self->record, "shortcut"), NULL);
  g_autofree char *line = zx_one_line (self->text, ZX_LINE_CHARACTERS);
  g_autofree char *label = g_strdup_printf ("%s, %s", title, line);

  gtk_label_set_label (self->shortcut, shortcut);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->line, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
zx_reply_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_RECORD:
    g_value_set_object (value, ZX_REPLY_ROW (object)->record);
    break;
  case PROP_TEXT:
    g_value_set_string (value, ZX_REPLY_ROW (object)->text);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_reply_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_RECORD:
    ZX_REPLY_ROW (object)->record = g_value_dup_object (value);
    break;
  case PROP_TEXT:
    ZX_REPLY_ROW (object)->text = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_reply_row_constructed (GObject *object)
{
  ZxReplyRow *self = ZX_REPLY_ROW (object);

  G_OBJECT_CLASS (zx_reply_row_parent_class)->constructed (object);

  if (self->record == NULL)
    return;
  g_signal_connect_object (self->record, "notify::rev", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
zx_reply_row_dispose (GObject *object)
{
  g_clear_object (&ZX_REPLY_ROW (object)->record);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_REPLY_ROW);

  G_OBJECT_CLASS (zx_reply_row_parent_class)->dispose (object);
}

static void
zx_reply_row_finalize (GObject *object)
{
  g_free (ZX_REPLY_ROW (object)->text);

  G_OBJECT_CLASS (zx_reply_row_parent_class)->finalize (object);
}

static void
zx_reply_row_class_init (ZxReplyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_reply_row_get_property;
  object_class->set_property = zx_reply_row_set_property;
  object_class->constructed = zx_reply_row_constructed;
  object_class->dispose = zx_reply_row_dispose;
  object_class->finalize = zx_reply_row_finalize;

  props[PROP_RECORD] = g_param_spec_object ("record", NULL, NULL, ZX_TYPE_RECORD, flags);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-reply-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxReplyRow, shortcut);
  gtk_widget_class_bind_template_child (widget_class, ZxReplyRow, title);
  gtk_widget_class_bind_template_child (widget_class, ZxReplyRow, line);
}

static void
zx_reply_row_init (ZxReplyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_reply_row_new (ZxRecord *record, const char *text)
{
  return g_object_new (ZX_TYPE_REPLY_ROW, "record", record, "text", text, NULL);
}
