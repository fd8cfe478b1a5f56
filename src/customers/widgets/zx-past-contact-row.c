/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An earlier contact of a customer: channel, matter, agent, when. */
#include "zx-past-contact-row.h"

#include "zx-closures.h"
#include "zx-time-label.h"

struct _ZxPastContactRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxPastContactRow, zx_past_contact_row, ZX_TYPE_ITEM_ROW)

/* What it was about: the agent's summary, else how it began, else only the channel. */
static char *
matter (gpointer self, const char *summary, const char *subject, const char *channel)
{
  if (summary != NULL && *summary != '\0')
    return g_strdup (summary);
  if (subject != NULL && *subject != '\0')
    return g_strdup (subject);
  return g_strdup (zx_words_channel (channel));
}

static void
zx_past_contact_row_class_init (ZxPastContactRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-past-contact-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, matter);
}

static void
zx_past_contact_row_init (ZxPastContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
