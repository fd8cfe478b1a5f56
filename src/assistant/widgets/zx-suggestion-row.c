/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One proposed answer, with its matches marked and its keys and buttons. */
#include "zx-suggestion-row.h"

#include "zx-closures.h"
#include "zx-line.h"
#include "zx-scope-words.h"

#include <glib/gi18n.h>

#define GROUND "<span weight=\"bold\" background=\"#f6d32d\" background_alpha=\"32%\">"

enum {
  SETTLE_MS = 300
}; /* after its words changed: about as long as it takes to see it and stop */

struct _ZxSuggestionRow {
  GtkListBoxRow parent_instance;

  GtkWidget *edit; /* of the template */
  GtkWidget *send;
  GtkWidget *up;
  GtkWidget *down;
  GtkWidget *pin;
  GtkWidget *why;

  ZxSuggestion *suggestion; /* owned */
  guint number;
  gboolean used;
  gboolean pinned;
  gboolean narrow;
  gboolean expanded;
  guint settling; /* source id; 0 when its words have stood there for a while */
};

G_DEFINE_FINAL_TYPE (ZxSuggestionRow, zx_suggestion_row, GTK_TYPE_LIST_BOX_ROW)

enum {
  PROP_SUGGESTION = 1,
  PROP_NUMBER,
  PROP_USED,
  PROP_PINNED,
  PROP_NARROW,
  PROP_EXPANDED,
  N_PROPS
};
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

/* Where it is from, of when, and how often it helped. */
static char *
source_text (gpointer self, const char *ref, const char *updated_on, guint used, double used_share)
{
  g_autofree char *source = updated_on != NULL && *updated_on != '\0'
                                ? g_strdup_printf ("%s · %s", ref, updated_on)
                                : g_strdup (ref);
  g_autofree char *times = NULL;
  g_autofree char *share = NULL;

  if (used == 0)
    return g_steal_pointer (&source);
  /* translators: how many times an answer was sent */
  times = g_strdup_printf (ngettext ("used %u time", "used %u times", used), used);
  if (used_share >= 0)
    share = fit_text (self, used_share);
  return g_strjoin (" · ", source, times, share, NULL);
}

static char *
describe_use (ZxSuggestion *suggestion)
{
  guint used = zx_suggestion_get_used (suggestion);
  double used_share = zx_suggestion_get_used_share (suggestion);
  g_autofree char *share = NULL;

  if (used_share < 0)
    return g_strdup_printf (ngettext ("Sent %u time so far", "Sent %u times so far", used), used);
  share = fit_text (NULL, used_share);
  /* translators: %2$s is a share, such as "60 %" */
  return g_strdup_printf (ngettext ("Sent %1$u time so far: %2$s of the times that it was shown",
                                    "Sent %1$u times so far: %2$s of the times that it was shown",
                                    used),
                          used, share);
}

/* Made when it is looked at: a tooltip that is set asks the display server where the pointer is. */
static gboolean
tell_source_cb (ZxSuggestionRow *self, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  g_autofree char *text = NULL;

  if (zx_suggestion_get_used (self->suggestion) == 0)
    return FALSE;
  text = describe_use (self->suggestion);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static char *
like_text (gpointer self, const char *like)
{
  g_autofree char *line = zx_one_line (like, ZX_LINE_CHARACTERS);

  /* translators: %s is what another customer asked, to whom this answer was sent */
  return g_strdup_printf (_ ("Answered before: “%s”"), line);
}

/* What speaks against it comes first, and is set off by its weight. */
static char *
scope_text (gpointer self, char **scope)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  for (guint against = 2; against-- > 0;)
    for (guint i = 0; scope != NULL && scope[i] != NULL; i++) {
      const char *text = zx_scope_words (scope[i]);
      g_autofree char *part = NULL;

      if (text == NULL || zx_scope_is_against (scope[i]) != (gboolean) against)
        continue;
      part = g_markup_printf_escaped (against ? "<b>%s</b>" : "%s", text);
      g_strv_builder_add (parts, part);
    }
  words = g_strv_builder_end (parts);
  return g_strjoinv (" · ", words);
}

static gboolean
has_scope (gpointer self, char **scope)
{
  g_autofree char *text = scope_text (self, scope);

  return *text != '\0';
}

static gboolean
shows_like (gpointer self, const char *like, gboolean narrow, gboolean expanded)
{
  return like != NULL && *like != '\0' && (!narrow || expanded);
}

static gboolean
shows_excerpt (gpointer self, gboolean narrow, gboolean expanded)
{
  return !narrow && !expanded;
}

static gboolean
is_up (gpointer self, const char *verdict)
{
  return g_strcmp0 (verdict, "up") == 0;
}

static gboolean
is_down (gpointer self, const char *verdict)
{
  return g_strcmp0 (verdict, "down") == 0;
}

static char *
pin_tip (gpointer self, gboolean pinned)
{
  return g_strdup (pinned ? _ ("Let this answer go") : _ ("Keep this answer in sight"));
}

static char *
expand_tip (gpointer self, gboolean expanded)
{
  return g_strdup (expanded ? _ ("Show less of the answer") : _ ("Show all of the answer"));
}

static char *
expand_icon (gpointer self, gboolean expanded)
{
  return g_strdup (expanded ? "pan-up-symbolic" : "pan-down-symbolic");
}

static char *
send_word (gpointer self, gboolean used)
{
  return g_strdup (used ? _ ("Sent") : _ ("Send"));
}

/* --- acting --- */

/* Not where a part of the answer is being marked. */
static gboolean
enter_pressed_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return gtk_widget_is_focus (widget) &&
         gtk_widget_activate_action (
             widget, "assistant.use", "(xb)",
             zx_suggestion_get_article_id (ZX_SUGGESTION_ROW (widget)->suggestion), FALSE);
}

static gboolean
space_pressed_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  if (!gtk_widget_is_focus (widget))
    return GDK_EVENT_PROPAGATE;
  g_object_set (widget, "expanded", !ZX_SUGGESTION_ROW (widget)->expanded, NULL);
  return GDK_EVENT_STOP;
}

static void
name_part (GtkWidget *part, const char *name)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (part), name) == 0)
    return;
  gtk_widget_set_tooltip_text (part, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* What has no key says what it is about instead. */
static void
name_parts (ZxSuggestionRow *self)
{
  g_autofree char *fit = NULL;
  g_autofree char *name = NULL;
  g_autofree char *send = NULL;
  g_autofree char *edit = NULL;
  g_autofree char *why = NULL;
  const char *title;

  if (self->suggestion == NULL)
    return;
  title = zx_suggestion_get_title (self->suggestion);
  fit = fit_text (self, zx_suggestion_get_fit (self->suggestion));
  if (self->number > 0) {
    /* translators: %1$u is the number key of an answer, %2$s its title, %3$s how well it fits ("94
     * %") */
    name = g_strdup_printf (_ ("Answer %1$u: %2$s, fits %3$s"), self->number, title, fit);
    send = g_strdup_printf (_ ("Send answer %u (Ctrl+%u)"), self->number, self->number);
    edit = g_strdup_printf (_ ("Edit answer %u first (Ctrl+Shift+%u)"), self->number, self->number);
  } else {
    /* translators: %1$s is the title of an answer, %2$s how well it fits ("94 %") */
    name = g_strdup_printf (_ ("Answer: %1$s, fits %2$s"), title, fit);
    /* translators: %s is the title of an answer */
    send = g_strdup_printf (_ ("Send “%s”"), title);
    /* translators: %s is the title of an answer */
    edit = g_strdup_printf (_ ("Edit “%s” first"), title);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  /* translators: of a button that tells more; %s is how well an answer fits ("94 %") */
  why = g_strdup_printf (_ ("Fits %s. Why this answer?"), fit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->why), GTK_ACCESSIBLE_PROPERTY_LABEL, why,
                                  -1);
  name_part (self->send, send);
  name_part (self->edit, edit);
}

static void
aim_parts (ZxSuggestionRow *self)
{
  gint64 article = zx_suggestion_get_article_id (self->suggestion);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->send), "(xb)", article, FALSE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "(xb)", article, TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->up), "(xs)", article, "up");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->down), "(xs)", article, "down");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->pin), "x", article);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->why), "x", article);
}

/* --- settling --- */

static gboolean
settled_cb (gpointer user_data)
{
  ZxSuggestionRow *self = user_data;

  self->settling = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "held");
  return G_SOURCE_REMOVE;
}

/* Not before they were painted: that goes before anything of this priority. */
static void
settle (ZxSuggestionRow *self)
{
  g_clear_handle_id (&self->settling, g_source_remove);
  self->settling = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, SETTLE_MS, settled_cb, self, NULL);
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
  case PROP_PINNED:
    g_value_set_boolean (value, self->pinned);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  case PROP_EXPANDED:
    g_value_set_boolean (value, self->expanded);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
set_flag (ZxSuggestionRow *self, gboolean *flag, const GValue *value, GParamSpec *pspec)
{
  if (*flag == g_value_get_boolean (value))
    return;
  *flag = g_value_get_boolean (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
zx_suggestion_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxSuggestionRow *self = ZX_SUGGESTION_ROW (object);

  switch (id) {
  case PROP_SUGGESTION:
    zx_suggestion_row_set_suggestion (self, g_value_get_object (value));
    break;
  case PROP_NUMBER:
    self->number = g_value_get_uint (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_USED:
    zx_suggestion_row_set_used (self, g_value_get_boolean (value));
    break;
  case PROP_PINNED:
    set_flag (self, &self->pinned, value, pspec);
    break;
  case PROP_NARROW:
    set_flag (self, &self->narrow, value, pspec);
    break;
  case PROP_EXPANDED:
    set_flag (self, &self->expanded, value, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_suggestion_row_dispose (GObject *object)
{
  ZxSuggestionRow *self = ZX_SUGGESTION_ROW (object);

  g_clear_handle_id (&self->settling, g_source_remove);
  g_clear_object (&self->suggestion);

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

  props[PROP_SUGGESTION] =
      g_param_spec_object ("suggestion", NULL, NULL, ZX_TYPE_SUGGESTION, flags);
  props[PROP_NUMBER] =
      g_param_spec_uint ("number", NULL, NULL, 0, 9, 0, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_USED] = g_param_spec_boolean ("used", NULL, NULL, FALSE, flags);
  props[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  props[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  for (guint i = 0; i < G_N_ELEMENTS (enter); i++)
    gtk_widget_class_add_binding (widget_class, enter[i], 0, enter_pressed_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, space_pressed_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-suggestion-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, edit);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, send);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, up);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, down);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, pin);
  gtk_widget_class_bind_template_child (widget_class, ZxSuggestionRow, why);
  gtk_widget_class_bind_template_callback (widget_class, highlighted);
  gtk_widget_class_bind_template_callback (widget_class, number_text);
  gtk_widget_class_bind_template_callback (widget_class, fit_text);
  gtk_widget_class_bind_template_callback (widget_class, source_text);
  gtk_widget_class_bind_template_callback (widget_class, tell_source_cb);
  gtk_widget_class_bind_template_callback (widget_class, like_text);
  gtk_widget_class_bind_template_callback (widget_class, scope_text);
  gtk_widget_class_bind_template_callback (widget_class, has_scope);
  gtk_widget_class_bind_template_callback (widget_class, shows_like);
  gtk_widget_class_bind_template_callback (widget_class, shows_excerpt);
  gtk_widget_class_bind_template_callback (widget_class, is_up);
  gtk_widget_class_bind_template_callback (widget_class, is_down);
  gtk_widget_class_bind_template_callback (widget_class, pin_tip);
  gtk_widget_class_bind_template_callback (widget_class, expand_tip);
  gtk_widget_class_bind_template_callback (widget_class, expand_icon);
  gtk_widget_class_bind_template_callback (widget_class, send_word);
}

static void
zx_suggestion_row_init (ZxSuggestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A button whose label changes is named after it, and the label follows the fit at any time. */
  g_signal_connect_swapped (self->why, "notify::label", G_CALLBACK (name_parts), self);
}

GtkWidget *
zx_suggestion_row_get_why (ZxSuggestionRow *self)
{
  g_return_val_if_fail (ZX_IS_SUGGESTION_ROW (self), NULL);

  return self->why;
}

GtkWidget *
zx_suggestion_row_new (ZxSuggestion *suggestion, guint number)
{
  return g_object_new (ZX_TYPE_SUGGESTION_ROW, "number", number, "suggestion", suggestion, NULL);
}

ZxSuggestion *
zx_suggestion_row_get_suggestion (ZxSuggestionRow *self)
{
  g_return_val_if_fail (ZX_IS_SUGGESTION_ROW (self), NULL);

  return self->suggestion;
}

gboolean
zx_suggestion_row_shows (ZxSuggestionRow *self, ZxSuggestion *suggestion)
{
  g_return_val_if_fail (ZX_IS_SUGGESTION_ROW (self), FALSE);

  return self->suggestion != NULL &&
         zx_suggestion_get_article_id (self->suggestion) ==
             zx_suggestion_get_article_id (suggestion) &&
         zx_suggestion_get_question_id (self->suggestion) ==
             zx_suggestion_get_question_id (suggestion);
}

static void
carry_verdict_cb (ZxSuggestion *suggestion, GParamSpec *pspec, ZxSuggestion *before)
{
  zx_suggestion_set_verdict (suggestion, zx_suggestion_get_verdict (before));
}

/* The same answer has come again, asked for before the agent said what it is worth, or while that
 * was on its way. */
static void
keep_verdict (ZxSuggestionRow *self, ZxSuggestion *suggestion)
{
  if (zx_suggestion_get_verdict (self->suggestion) != NULL)
    carry_verdict_cb (suggestion, NULL, self->suggestion);
  g_signal_connect_object (self->suggestion, "notify::verdict", G_CALLBACK (carry_verdict_cb),
                           suggestion, G_CONNECT_SWAPPED);
}

void
zx_suggestion_row_set_suggestion (ZxSuggestionRow *self, ZxSuggestion *suggestion)
{
  g_return_if_fail (ZX_IS_SUGGESTION_ROW (self));
  g_return_if_fail (ZX_IS_SUGGESTION (suggestion));

  if (self->suggestion != NULL &&
      zx_suggestion_get_article_id (self->suggestion) != zx_suggestion_get_article_id (suggestion))
    settle (self);
  if (!zx_suggestion_row_shows (self, suggestion))
    g_object_set (self, "used", FALSE, "expanded", FALSE, NULL);
  else if (self->suggestion != suggestion)
    keep_verdict (self, suggestion);
  if (!g_set_object (&self->suggestion, suggestion))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUGGESTION]);
  name_parts (self);
  aim_parts (self);
}

void
zx_suggestion_row_forget (ZxSuggestionRow *self)
{
  g_return_if_fail (ZX_IS_SUGGESTION_ROW (self));

  g_clear_handle_id (&self->settling, g_source_remove);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "held");
  g_clear_object (&self->suggestion);
}

gboolean
zx_suggestion_row_hold_back (ZxSuggestionRow *self)
{
  g_return_val_if_fail (ZX_IS_SUGGESTION_ROW (self), FALSE);

  if (self->settling == 0)
    return FALSE;
  gtk_widget_add_css_class (GTK_WIDGET (self), "held");
  settle (self);
  return TRUE;
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
