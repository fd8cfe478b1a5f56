/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of every feature's page: what the shell needs to know of it and may ask of it. */
#include "zx-panel.h"

#include "zx-report.h"

typedef struct {
  ZxClient *client; /* owned */
  char *title;      /* owned */
  char *icon_name;  /* owned */
  guint badge;
  GObject *subject; /* owned, null when nothing is selected */
  gboolean alone;
  GListModel *elsewhere; /* owned, null: nothing is */
} ZxPanelPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZxPanel, zx_panel, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_TITLE, PROP_ICON_NAME, PROP_BADGE, PROP_SUBJECT, PROP_ALONE, N_PROPS };
static GParamSpec *props[N_PROPS];

static ZxPanelPrivate *
get_private (ZxPanel *self)
{
  return zx_panel_get_instance_private (self);
}

static void
zx_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxPanelPrivate *priv = get_private (ZX_PANEL (object));

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, priv->client);
    break;
  case PROP_TITLE:
    g_value_set_string (value, priv->title);
    break;
  case PROP_ICON_NAME:
    g_value_set_string (value, priv->icon_name);
    break;
  case PROP_BADGE:
    g_value_set_uint (value, priv->badge);
    break;
  case PROP_SUBJECT:
    g_value_set_object (value, priv->subject);
    break;
  case PROP_ALONE:
    g_value_set_boolean (value, priv->alone);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxPanel *self = ZX_PANEL (object);
  ZxPanelPrivate *priv = get_private (self);

  switch (id) {
  case PROP_CLIENT:
    if (g_set_object (&priv->client, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_TITLE:
    g_free (priv->title);
    priv->title = g_value_dup_string (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_ICON_NAME:
    g_free (priv->icon_name);
    priv->icon_name = g_value_dup_string (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_BADGE:
    zx_panel_set_badge (self, g_value_get_uint (value));
    break;
  case PROP_SUBJECT:
    zx_panel_set_subject (self, g_value_get_object (value));
    break;
  case PROP_ALONE:
    priv->alone = g_value_get_boolean (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_panel_dispose (GObject *object)
{
  ZxPanelPrivate *priv = get_private (ZX_PANEL (object));

  g_clear_object (&priv->subject);
  g_clear_object (&priv->elsewhere);
  g_clear_object (&priv->client);

  G_OBJECT_CLASS (zx_panel_parent_class)->dispose (object);
}

static void
zx_panel_finalize (GObject *object)
{
  ZxPanelPrivate *priv = get_private (ZX_PANEL (object));

  g_free (priv->title);
  g_free (priv->icon_name);

  G_OBJECT_CLASS (zx_panel_parent_class)->finalize (object);
}

static void
zx_panel_class_init (ZxPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_panel_get_property;
  object_class->set_property = zx_panel_set_property;
  object_class->dispose = zx_panel_dispose;
  object_class->finalize = zx_panel_finalize;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_BADGE] = g_param_spec_uint ("badge", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_SUBJECT] = g_param_spec_object ("subject", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_ALONE] =
      g_param_spec_boolean ("alone", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_panel_init (ZxPanel *self)
{
}

gboolean
zx_panel_type_is_for (GType type, const ZxRights *rights)
{
  ZxPanelClass *klass = g_type_class_ref (type); /* kept for ever, as its instances would */

  return klass->is_for == NULL || (rights != NULL && klass->is_for (rights));
}

ZxClient *
zx_panel_get_client (ZxPanel *self)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), NULL);

  return get_private (self)->client;
}

const char *
zx_panel_get_title (ZxPanel *self)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), NULL);

  return get_private (self)->title;
}

const char *
zx_panel_get_icon_name (ZxPanel *self)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), NULL);

  return get_private (self)->icon_name;
}

guint
zx_panel_get_badge (ZxPanel *self)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), 0);

  return get_private (self)->badge;
}

gboolean
zx_panel_get_alone (ZxPanel *self)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), FALSE);

  return get_private (self)->alone;
}

static void
elsewhere_changed_cb (ZxPanel *self)
{
  if (ZX_PANEL_GET_CLASS (self)->elsewhere_changed != NULL)
    ZX_PANEL_GET_CLASS (self)->elsewhere_changed (self);
}

void
zx_panel_set_elsewhere (ZxPanel *self, GListModel *subjects)
{
  g_return_if_fail (ZX_IS_PANEL (self) && get_private (self)->elsewhere == NULL);

  get_private (self)->elsewhere = g_object_ref (subjects);
  g_signal_connect_object (subjects, "items-changed", G_CALLBACK (elsewhere_changed_cb), self,
                           G_CONNECT_SWAPPED);
  elsewhere_changed_cb (self);
}

gboolean
zx_panel_is_elsewhere (ZxPanel *self, gpointer subject)
{
  GListModel *elsewhere;

  g_return_val_if_fail (ZX_IS_PANEL (self), FALSE);

  elsewhere = get_private (self)->elsewhere;
  for (guint i = 0; elsewhere != NULL && i < g_list_model_get_n_items (elsewhere); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (elsewhere, i);

    if (item == subject)
      return TRUE;
  }
  return FALSE;
}

void
zx_panel_set_badge (ZxPanel *self, guint badge)
{
  g_return_if_fail (ZX_IS_PANEL (self));

  if (get_private (self)->badge == badge)
    return;
  get_private (self)->badge = badge;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BADGE]);
}

void
zx_panel_set_subject (ZxPanel *self, gpointer subject)
{
  g_return_if_fail (ZX_IS_PANEL (self));

  if (g_set_object (&get_private (self)->subject, subject))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBJECT]);
}

void
zx_panel_insert_text (ZxPanel *self, const char *text)
{
  g_return_if_fail (ZX_IS_PANEL (self));

  if (ZX_PANEL_GET_CLASS (self)->insert_text != NULL)
    ZX_PANEL_GET_CLASS (self)->insert_text (self, text);
}

gboolean
zx_panel_use_suggestion (ZxPanel *self, ZxSuggestion *suggestion, gint64 question_id, gboolean edit)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), FALSE);

  if (ZX_PANEL_GET_CLASS (self)->use_suggestion == NULL)
    return FALSE;
  return ZX_PANEL_GET_CLASS (self)->use_suggestion (self, suggestion, question_id, edit);
}

gboolean
zx_panel_open (ZxPanel *self, const char *noun, gint64 id)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), FALSE);

  return ZX_PANEL_GET_CLASS (self)->open != NULL &&
         ZX_PANEL_GET_CLASS (self)->open (self, noun, id);
}

gboolean
zx_panel_can (ZxPanel *self, const char *action)
{
  g_return_val_if_fail (ZX_IS_PANEL (self), FALSE);

  return ZX_PANEL_GET_CLASS (self)->can == NULL || ZX_PANEL_GET_CLASS (self)->can (self, action);
}

void
zx_panel_shown (ZxPanel *self)
{
  g_return_if_fail (ZX_IS_PANEL (self));

  if (ZX_PANEL_GET_CLASS (self)->shown != NULL)
    ZX_PANEL_GET_CLASS (self)->shown (self);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

void
zx_panel_report (ZxPanel *self, const GError *error)
{
  g_return_if_fail (ZX_IS_PANEL (self));

  zx_report_error (GTK_WIDGET (self), error);
}
