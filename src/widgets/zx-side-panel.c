/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of every section of the right column: it follows the subject that the shell gives it. */
#include "zx-side-panel.h"

#include "zx-report.h"

typedef struct {
  ZxClient *client; /* owned */
  GObject *subject; /* owned, null when nothing is selected */
  char *title;      /* owned */
  char *subtitle;   /* owned, nullable */
  gboolean narrow, crowded;
} ZxSidePanelPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZxSidePanel, zx_side_panel, ADW_TYPE_BIN)

enum {
  PROP_CLIENT = 1,
  PROP_SUBJECT,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_NARROW,
  PROP_CROWDED,
  PROP_TERSE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
enum { SUGGESTION_USED, N_SIGNALS };
static guint signals[N_SIGNALS];

static ZxSidePanelPrivate *
get_private (ZxSidePanel *self)
{
  return zx_side_panel_get_instance_private (self);
}

static void
zx_side_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxSidePanelPrivate *priv = get_private (ZX_SIDE_PANEL (object));

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, priv->client);
    break;
  case PROP_SUBJECT:
    g_value_set_object (value, priv->subject);
    break;
  case PROP_TITLE:
    g_value_set_string (value, priv->title);
    break;
  case PROP_SUBTITLE:
    g_value_set_string (value, priv->subtitle);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, priv->narrow);
    break;
  case PROP_CROWDED:
    g_value_set_boolean (value, priv->crowded);
    break;
  case PROP_TERSE:
    g_value_set_boolean (value, priv->narrow || priv->crowded);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
set_flag (ZxSidePanel *self, gboolean *flag, const GValue *value, GParamSpec *pspec)
{
  if (*flag == g_value_get_boolean (value))
    return;
  *flag = g_value_get_boolean (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TERSE]);
}

static void
zx_side_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxSidePanelPrivate *priv = get_private (ZX_SIDE_PANEL (object));

  switch (id) {
  case PROP_CLIENT:
    if (g_set_object (&priv->client, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_SUBJECT:
    if (g_set_object (&priv->subject, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_TITLE:
    g_free (priv->title);
    priv->title = g_value_dup_string (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_SUBTITLE:
    zx_side_panel_set_subtitle (ZX_SIDE_PANEL (object), g_value_get_string (value));
    break;
  case PROP_NARROW:
    set_flag (ZX_SIDE_PANEL (object), &priv->narrow, value, pspec);
    break;
  case PROP_CROWDED:
    set_flag (ZX_SIDE_PANEL (object), &priv->crowded, value, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_side_panel_dispose (GObject *object)
{
  ZxSidePanelPrivate *priv = get_private (ZX_SIDE_PANEL (object));

  g_clear_object (&priv->subject);
  g_clear_object (&priv->client);

  G_OBJECT_CLASS (zx_side_panel_parent_class)->dispose (object);
}

static void
zx_side_panel_finalize (GObject *object)
{
  ZxSidePanelPrivate *priv = get_private (ZX_SIDE_PANEL (object));

  g_free (priv->title);
  g_free (priv->subtitle);

  G_OBJECT_CLASS (zx_side_panel_parent_class)->finalize (object);
}

static void
zx_side_panel_class_init (ZxSidePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_side_panel_get_property;
  object_class->set_property = zx_side_panel_set_property;
  object_class->dispose = zx_side_panel_dispose;
  object_class->finalize = zx_side_panel_finalize;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_SUBJECT] = g_param_spec_object ("subject", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  props[PROP_CROWDED] = g_param_spec_boolean ("crowded", NULL, NULL, FALSE, flags);
  props[PROP_TERSE] =
      g_param_spec_boolean ("terse", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /* (suggestion, question id, edit) → whether somebody took it */
  signals[SUGGESTION_USED] =
      g_signal_new ("suggestion-used", ZX_TYPE_SIDE_PANEL, G_SIGNAL_RUN_LAST, 0,
                    g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 3,
                    ZX_TYPE_SUGGESTION, G_TYPE_INT64, G_TYPE_BOOLEAN);
}

static void
zx_side_panel_init (ZxSidePanel *self)
{
}

ZxClient *
zx_side_panel_get_client (ZxSidePanel *self)
{
  g_return_val_if_fail (ZX_IS_SIDE_PANEL (self), NULL);

  return get_private (self)->client;
}

GObject *
zx_side_panel_get_subject (ZxSidePanel *self)
{
  g_return_val_if_fail (ZX_IS_SIDE_PANEL (self), NULL);

  return get_private (self)->subject;
}

const char *
zx_side_panel_get_title (ZxSidePanel *self)
{
  g_return_val_if_fail (ZX_IS_SIDE_PANEL (self), NULL);

  return get_private (self)->title;
}

void
zx_side_panel_set_subtitle (ZxSidePanel *self, const char *subtitle)
{
  ZxSidePanelPrivate *priv = get_private (self);

  g_return_if_fail (ZX_IS_SIDE_PANEL (self));

  if (g_strcmp0 (priv->subtitle, subtitle) == 0)
    return;
  g_free (priv->subtitle);
  priv->subtitle = g_strdup (subtitle);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBTITLE]);
}

gboolean
zx_side_panel_use_suggestion (ZxSidePanel *self, guint index, gboolean edit)
{
  g_return_val_if_fail (ZX_IS_SIDE_PANEL (self), FALSE);

  if (ZX_SIDE_PANEL_GET_CLASS (self)->use_suggestion == NULL)
    return FALSE;
  return ZX_SIDE_PANEL_GET_CLASS (self)->use_suggestion (self, index, edit);
}

gboolean
zx_side_panel_emit_suggestion (ZxSidePanel *self,
                               ZxSuggestion *suggestion,
                               gint64 question_id,
                               gboolean edit)
{
  gboolean taken = FALSE;

  g_return_val_if_fail (ZX_IS_SIDE_PANEL (self), FALSE);

  g_signal_emit (self, signals[SUGGESTION_USED], 0, suggestion, question_id, edit, &taken);
  return taken;
}

void
zx_side_panel_report (ZxSidePanel *self, const GError *error)
{
  g_return_if_fail (ZX_IS_SIDE_PANEL (self));

  zx_report_error (GTK_WIDGET (self), error);
}
