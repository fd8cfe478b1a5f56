/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question how a visitor is called who becomes a customer. */
#include "zx-new-customer.h"

#include <glib/gi18n.h>

#define LONGEST_NAME 200 /* the server takes no more */

typedef struct {
  GtkWidget *widget;  /* owned */
  ZxContact *contact; /* owned: another may be shown when the answer is given */
  gboolean remember;
  GtkEditable *name, *company; /* of the dialog */
} Asking;

static void
asking_free (gpointer data, GClosure *closure)
{
  Asking *asking = data;

  g_object_unref (asking->contact);
  g_object_unref (asking->widget);
  g_free (asking);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Asking *asking = user_data;

  if (g_str_equal (response, "create"))
    gtk_widget_activate_action (asking->widget, "chat.create", "(xbss)",
                                zx_contact_get_id (asking->contact), asking->remember,
                                gtk_editable_get_text (asking->name),
                                gtk_editable_get_text (asking->company));
}

static GtkWidget *
entry_new (const char *what)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), what);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), LONGEST_NAME);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  return entry;
}

/* Somebody has to be named. */
static void
typed_cb (Asking *asking, GtkEditable *entry)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (asking->name));
  g_autofree char *company = g_strdup (gtk_editable_get_text (asking->company));
  GtkRoot *dialog = gtk_widget_get_root (GTK_WIDGET (entry));

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "create",
                                           *g_strstrip (name) != '\0' ||
                                               *g_strstrip (company) != '\0');
}

void
zx_new_customer_ask (GtkWidget *widget, ZxContact *contact, gboolean remember)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *name = entry_new (_ ("Name"));
  GtkWidget *company = entry_new (_ ("Company (empty for a private person)"));
  GtkWidget *dialog;
  Asking *asking;

  g_return_if_fail (GTK_IS_WINDOW (root));

  dialog = adw_message_dialog_new (GTK_WINDOW (root), _ ("New Customer"),
                                   _ ("The visitor has not said who he is. How is he called?"));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), company);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "create",
                                    _ ("C_reate"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "create",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "create", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "create");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  asking = g_new (Asking, 1);
  *asking = (Asking){g_object_ref (widget), g_object_ref (contact), remember, GTK_EDITABLE (name),
                     GTK_EDITABLE (company)};
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), asking, asking_free, 0);
  g_signal_connect_swapped (name, "changed", G_CALLBACK (typed_cb), asking);
  g_signal_connect_swapped (company, "changed", G_CALLBACK (typed_cb), asking);
  gtk_window_present (GTK_WINDOW (dialog));
}
