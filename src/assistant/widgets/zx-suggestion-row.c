/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One proposed answer, with its matches marked and its keys and buttons. */
#include "zx-suggestion-row.h"

#include "zx-closures.h"

#include <glib/gi18n.h>

#define GROUND "<span weight=\"bold\" background=\"#f6d32d\" background_alpha=\"32%\">"

struct _ZxSuggestionRow {
  GtkListBoxRow parent_instance;

  GtkWidget *edit; /* of the template */
  GtkWidget *send;

  ZxSuggestion *suggestion; /* owned */
  guint number;
  gboolean used;
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (ZxSuggestionRow, zx_suggestion_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_SUGGESTION = 1, PROP_NUMBER, PROP_USED, PROP_NARROW, N_PROPS };
static GParamSpec *props[N_PROPS];

char *
zx_suggestion_highlight (const char *markup)
{
  GString *text = g_string_new (markup);

  g_string_replace (text, "<b>", GROUND, 0);
  g_string_replace (text, "</b>", "</span>", 0);
  return g_string_free (text, FALSE);
}

/* --- closures --- */

static char *
highlighted (gpointer self, const char *markup)
{
  return zx_suggestion_highlight (markup != NULL ? markup : "");
}

static char *
number_text (gpointer self, guint number)
{
  return g_strdup_printf ("%u", number);
}

static char *
fit_text (gpointer self, double fit)
{
  /* translators: how well an answer fits, in percent */
  return g_strdup_printf (_ ("%d %%"), (int) (CLAMP (fit, 0.0, 1.0) * 100 + 0.5));
}

static char *
send_word (gpointer self, gboolean used)
{
  return g_strdup (used ? _ ("Sent") : _ ("Send"));
}

/* --- acting --- */

static gboolean
enter_pressed_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return gtk_widget_activate_action (widget, "panel.send-suggestion", "(ub)",
                                     ZX_SUGGESTION_ROW (widget)->number - 1, FALSE);
}

static void
name_parts (ZxSuggestionRow *self)
{
  g_autofree char *fit = fit_text (self, zx_suggestion_get_fit (self->suggestion));
  /* translators: %1$u is the number key of an answer, %2$s its title, %3$s how well it fits ("94
   * %") */
  g_autofree char *name = g_strdup_printf (_ ("Answer %1$u: %2$s, fits %3$s"), self->number,
                                           zx_suggestion_get_title (self->suggestion), fit);
  g_autofree char *send =
      g_strdup_printf (_ ("Send answer %u (Ctrl+%u)"), self->number, self->number);
  g_autofree char *edit =
      g_strdup_printf (_ ("Edit answer %u first (Ctrl+Shift+%u)"), self->number, self->number);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (self->send, send);
  gtk_widget_set_tooltip_text (self->edit, edit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send), GTK_ACCESSIBLE_PROPERTY_LABEL, send,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit), GTK_ACCESSIBLE_PROPERTY_LABEL, edit,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->send), "(ub)", self->number - 1, FALSE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "(ub)", self->number - 1, TRUE);
}

static void
zx_suggestion_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxSuggestionRow *self = ZX_SUGGESTION_ROW (object);

  switch (id) {
  case PROP_SUGGESTION:
    g_value_set_object (value, self->suggestion);
    break;
  case PROP_NUMBER:
    g_value_set_uint (value, self->number);
    break;
  case PROP_USED:
    g_value_set_boolean (value, self->used);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_suggestion_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxSuggestionRow *self = ZX_SUGGESTION_ROW (object);

  switch (id) {
  case PROP_SUGGESTION:
    self->suggestion = g_value_dup_object (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_NUMBER:
    self->number = g_value_get_uint (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_USED:
    zx_suggestion_row_set_used (self, g_value_get_boolean (value));
    break;
  case PROP_NARROW:
    self->narrow = g_value_get_boolean (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_suggestion_row_dispose (GObject *object)
{
  g_clear_object (&ZX_SUGGESTION_ROW (object)->suggestion);

  G_OBJECT_CLASS (zx_suggestion_row_parent_class)->dispose (object);
}

static void
zx_suggestion_row_class_init (ZxSuggestionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const guint enter[] = {GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter};

  object_class->get_property = zx_suggestion_row_get_property;
  object_class->set_property = zx_suggestion_row_set_property;
  object_class->dispose = zx_suggestion_row_dispose;

  props[PROP_SUGGESTION] = g_param_spec_object ("suggestion", NULL, NULL, ZX_TYPE_SUGGESTION,
                                                flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_NUMBER] =
      g_param_spec_uint ("number", NULL, NULL, 1, 9, 1, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_USED] = g_param_spec_boolean ("used", NULL, NULL, FALSE, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  for (guint i = 0; i < G_N_ELEMENTS (enter); i++)
    gtk_widget_class_add_binding (widget_class, enter[i], 0, enter_pressed_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-suggestion-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, edit);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, send);
  gtk_widget_class_bind_template_callback (widget_class, highlighted);
  gtk_widget_class_bind_template_callback (widget_class, number_text);
  gtk_widget_class_bind_template_callback (widget_class, fit_text);
  gtk_widget_class_bind_template_callback (widget_class, send_word);
}

static void
zx_suggestion_row_init (ZxSuggestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_suggestion_row_new (ZxSuggestion *suggestion, guint number)
{
  ZxSuggestionRow *self =
      g_object_new (ZX_TYPE_SUGGESTION_ROW, "suggestion", suggestion, "number", number, NULL);

  name_parts (self);
  return GTK_WIDGET (self);
}

gboolean
zx_suggestion_row_get_used (ZxSuggestionRow *self)
{
  g_return_val_if_fail (ZX_IS_SUGGESTION_ROW (self), FALSE);

  return self->used;
}

void
zx_suggestion_row_set_used (ZxSuggestionRow *self, gboolean used)
{
  g_return_if_fail (ZX_IS_SUGGESTION_ROW (self));

  if (self->used == used)
    return;
  self->used = used;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USED]);
}
