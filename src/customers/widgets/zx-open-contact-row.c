/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact of the customer that is open now, besides the one on the screen. */
#include "zx-open-contact-row.h"

#include "zx-closures.h"
#include "zx-contact.h"
#include "zx-time-label.h"

#include <glib/gi18n.h>

struct _ZxOpenContactRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxOpenContactRow, zx_open_contact_row, ZX_TYPE_ITEM_ROW)

/* What it is about: what was said last, else the page it comes from. */
static char *
matter (gpointer self, const char *text, const char *page, const char *channel)
{
  if (text != NULL && *text != '\0')
    return g_strdup (text);
  return g_strdup (page != NULL && *page != '\0' ? page : zx_words_channel (channel));
}

static char *
holder (gpointer self, const char *agent_name)
{
  /* translators: nobody has taken the conversation yet */
  return g_strdup (agent_name != NULL ? agent_name : _ ("waits"));
}

static void
zx_open_contact_row_class_init (ZxOpenContactRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-open-contact-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, matter);
  gtk_widget_class_bind_template_callback (widget_class, holder);
}

static void
zx_open_contact_row_init (ZxOpenContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
