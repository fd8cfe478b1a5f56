/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says who wrote a message and when, and whether the customer has it. */
#include "zx-message-meta.h"

#include "zx-chat-words.h"
#include "zx-closures.h"

struct _ZxMessageMeta {
  GtkBox parent_instance;

  GtkWidget *who;                           /* children, null when they say nothing */
  GtkWidget *mark, *mark_icon, *mark_words; /* the latter two are children of mark */
  gint64 sent_at_ms;
};

G_DEFINE_FINAL_TYPE (ZxMessageMeta, zx_message_meta, GTK_TYPE_BOX)

static GtkWidget *
make_label (gboolean is_numeric)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  if (is_numeric)
    gtk_widget_add_css_class (label, "numeric");
  return label;
}

/* Made when it is wanted: setting a tooltip's text asks the X server where the pointer is. */
static gboolean
query_tooltip_cb (ZxMessageMeta *self,
                  int x,
                  int y,
                  gboolean by_keyboard,
                  GtkTooltip *tooltip,
                  GtkWidget *who)
{
  g_autofree char *exact = zx_words_exact (self->sent_at_ms);

  gtk_tooltip_set_text (tooltip, exact);
  return TRUE;
}

static void
make_who (ZxMessageMeta *self)
{
  self->who = make_label (TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (self->who), PANGO_ELLIPSIZE_END);
  gtk_widget_set_has_tooltip (self->who, TRUE);
  g_signal_connect_object (self->who, "query-tooltip", G_CALLBACK (query_tooltip_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_prepend (GTK_BOX (self), self->who);
}

static void
make_mark (ZxMessageMeta *self)
{
  self->mark = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->mark_icon = g_object_new (GTK_TYPE_IMAGE, "pixel-size", 14, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (self->mark_icon, "dim-label");
  self->mark_words = make_label (FALSE);
  gtk_box_append (GTK_BOX (self->mark), self->mark_icon);
  gtk_box_append (GTK_BOX (self->mark), self->mark_words);
  gtk_box_append (GTK_BOX (self), self->mark);
}

static void
zx_message_meta_class_init (ZxMessageMetaClass *klass)
{
}

static void
zx_message_meta_init (ZxMessageMeta *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

GtkWidget *
zx_message_meta_new (void)
{
  return g_object_new (ZX_TYPE_MESSAGE_META, NULL);
}

void
zx_message_meta_set_speaker (ZxMessageMeta *self, const char *speaker, gint64 sent_at_ms)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *time = NULL;
  g_autofree char *line = NULL;

  g_return_if_fail (ZX_IS_MESSAGE_META (self));

  self->sent_at_ms = sent_at_ms;
  if (self->who != NULL)
    gtk_widget_set_visible (self->who, speaker != NULL);
  if (speaker == NULL)
    return;
  if (self->who == NULL)
    make_who (self);
  utc = g_date_time_new_from_unix_utc (sent_at_ms / 1000);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  time = local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
  line = g_strjoin (" ", speaker, time, NULL);
  gtk_label_set_label (GTK_LABEL (self->who), line);
}

void
zx_message_meta_set_mark (ZxMessageMeta *self, gboolean has_mark, ZxMessageState state)
{
  g_return_if_fail (ZX_IS_MESSAGE_META (self));

  if (self->mark != NULL)
    gtk_widget_set_visible (self->mark, has_mark);
  if (!has_mark)
    return;
  if (self->mark == NULL)
    make_mark (self);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->mark_icon), zx_chat_mark_icon (state));
  gtk_label_set_label (GTK_LABEL (self->mark_words), zx_chat_mark (state));
}
