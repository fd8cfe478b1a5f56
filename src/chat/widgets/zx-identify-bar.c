/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks who a visitor is, and offers the best answers. */
#include "zx-identify-bar.h"

#include "zx-candidate-row.h"
#include "zx-chat-who.h"
#include "zx-closures.h"

#define MOST_SHOWN 3 /* as many as there are keys for; more are found by searching */

struct _ZxIdentifyBar {
  GtkBox parent_instance;

  GtkListBox *list; /* these of the template */
  GtkCheckButton *remember;

  ZxContact *contact;       /* owned, nullable */
  GtkSliceListModel *shown; /* owned, of ZxCandidate */
};

G_DEFINE_FINAL_TYPE (ZxIdentifyBar, zx_identify_bar, GTK_TYPE_BOX)

enum { PROP_CONTACT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static char *
question (ZxIdentifyBar *self, ZxIdentityTrust trust, const char *name, const char *company)
{
  return zx_chat_who_question (trust, name, company);
}

static void
activated_cb (ZxIdentifyBar *self, GtkListBoxRow *row)
{
  g_autofree char *action =
      g_strdup_printf ("chat.candidate-%d", gtk_list_box_row_get_index (row) + 1);

  gtk_widget_activate_action_variant (GTK_WIDGET (self), action, NULL);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  ZxIdentifyBar *self = user_data;
  guint place = 0;

  for (; place < MOST_SHOWN; place++)
    if (zx_identify_bar_get_candidate (self, place) == item)
      break;
  return zx_candidate_row_new (item, place + 1);
}

static void
set_contact (ZxIdentifyBar *self, ZxContact *contact)
{
  if (!g_set_object (&self->contact, contact))
    return;
  gtk_check_button_set_active (self->remember, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
}

static void
zx_identify_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_CONTACT:
    g_value_set_object (value, ZX_IDENTIFY_BAR (object)->contact);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_identify_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_CONTACT:
    set_contact (ZX_IDENTIFY_BAR (object), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_identify_bar_dispose (GObject *object)
{
  ZxIdentifyBar *self = ZX_IDENTIFY_BAR (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->contact);
  g_clear_object (&self->shown);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_IDENTIFY_BAR);

  G_OBJECT_CLASS (zx_identify_bar_parent_class)->dispose (object);
}

static void
zx_identify_bar_class_init (ZxIdentifyBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_identify_bar_get_property;
  object_class->set_property = zx_identify_bar_set_property;
  object_class->dispose = zx_identify_bar_dispose;

  props[PROP_CONTACT] =
      g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-identify-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxIdentifyBar, list);
  gtk_widget_class_bind_template_child (widget_class, ZxIdentifyBar, remember);
  gtk_widget_class_bind_template_callback (widget_class, question);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  zx_closures_bind (widget_class);
}

static void
zx_identify_bar_init (ZxIdentifyBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown = gtk_slice_list_model_new (NULL, 0, MOST_SHOWN);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self, NULL);
}

void
zx_identify_bar_set_candidates (ZxIdentifyBar *self, GListModel *candidates)
{
  g_return_if_fail (ZX_IS_IDENTIFY_BAR (self));

  gtk_slice_list_model_set_model (self->shown, candidates);
  gtk_widget_set_visible (GTK_WIDGET (self->list), zx_identify_bar_get_n_candidates (self) > 0);
}

guint
zx_identify_bar_get_n_candidates (ZxIdentifyBar *self)
{
  g_return_val_if_fail (ZX_IS_IDENTIFY_BAR (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

ZxCandidate *
zx_identify_bar_get_candidate (ZxIdentifyBar *self, guint place)
{
  g_autoptr (ZxCandidate) candidate = NULL;

  g_return_val_if_fail (ZX_IS_IDENTIFY_BAR (self), NULL);

  candidate = g_list_model_get_item (G_LIST_MODEL (self->shown), place);
  return candidate; /* the model keeps it */
}

gboolean
zx_identify_bar_get_remember (ZxIdentifyBar *self)
{
  g_return_val_if_fail (ZX_IS_IDENTIFY_BAR (self), FALSE);

  return gtk_check_button_get_active (self->remember);
}
