/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks why an offer is declined: a few reasons to choose from, and a field for another. */
#include "zx-decline-popover.h"

#include "zx-client-offers.h"
#include "zx-offer-words.h"

struct _ZxDeclinePopover {
  GtkPopover parent_instance;

  GtkListBox *list; /* of the template */
  GtkEntry *own;
};

G_DEFINE_FINAL_TYPE (ZxDeclinePopover, zx_decline_popover, GTK_TYPE_POPOVER)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
choose (ZxDeclinePopover *self, const char *reason)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, reason);
}

static void
row_activated_cb (ZxDeclinePopover *self, GtkListBoxRow *row)
{
  choose (self, zx_decline_reasons[gtk_list_box_row_get_index (row)]);
}

static void
own_written_cb (ZxDeclinePopover *self)
{
  g_autofree char *reason = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->own)));

  g_strstrip (reason);
  if (*reason != '\0')
    choose (self, reason);
  else
    gtk_widget_error_bell (GTK_WIDGET (self->own));
}

/* The last one's words are not this one's. */
static void
zx_decline_popover_map (GtkWidget *widget)
{
  ZxDeclinePopover *self = ZX_DECLINE_POPOVER (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->own), "");
  GTK_WIDGET_CLASS (zx_decline_popover_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
zx_decline_popover_class_init (ZxDeclinePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = zx_decline_popover_map;

  signals[CHOSEN] = g_signal_new ("chosen", ZX_TYPE_DECLINE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-decline-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxDeclinePopover, list);
  gtk_widget_class_bind_template_child (widget_class, ZxDeclinePopover, own);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_written_cb);
}

static void
zx_decline_popover_init (ZxDeclinePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_max_length (self->own, ZX_OFFER_REASON_MOST);
  for (guint i = 0; zx_decline_reasons[i] != NULL; i++) {
    g_autofree char *words = zx_words_decline (zx_decline_reasons[i]);
    GtkWidget *label = gtk_label_new (words), *row = gtk_list_box_row_new ();

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
    gtk_list_box_append (self->list, row);
  }
}
