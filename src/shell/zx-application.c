/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The running program: options, client, settings, and the actions that need no window. */
#include "zx-application.h"

#include "zx-inside.h"
#include "zx-preferences-window.h"
#include "zx-shortcut-sheet.h"
#include "zx-window.h"

#include <glib/gi18n.h>

#define APP_ID "org.zuoxi.Zuoxi"
#define CJK_FONT "Noto Sans CJK SC"

struct _ZxApplication {
  AdwApplication parent_instance;

  ZxClient *client;     /* owned, from startup on */
  GSettings *settings;  /* owned, from startup on */
  ZxKeymap *keymap;     /* owned, from startup on */
  ZxNotifier *notifier; /* owned, from startup on */
  char *server;         /* owned, nullable; --server */
  char *login;          /* owned, nullable; --login */
  char *profile;        /* owned, nullable; --profile */
  char *authority;      /* owned, nullable; --ca */
  gboolean is_closing;
};

G_DEFINE_FINAL_TYPE (ZxApplication, zx_application, ADW_TYPE_APPLICATION)

/* Quitting waits for the client to put its journal in order; the windows are gone at once. */
static void
client_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxApplication) self = user_data;

  zx_client_close_finish (ZX_CLIENT (source), result);
  g_application_release (G_APPLICATION (self));
}

static void
close_client (ZxApplication *self)
{
  if (self->is_closing)
    return;
  self->is_closing = TRUE;
  g_application_hold (G_APPLICATION (self));
  zx_client_close_async (self->client, client_closed_cb, g_object_ref (self));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxApplication *self = user_data;
  GtkWindow *window;

  close_client (self);
  while ((window = gtk_application_get_active_window (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (window);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxApplication *self = user_data;

  adw_show_about_window (
      gtk_application_get_active_window (GTK_APPLICATION (self)), "application-name",
      /* translators: the name of this program */
      _ ("Zuoxi"), "application-icon", APP_ID, "version", ZX_VERSION, "developer-name",
      _ ("The Zuoxi developers"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
      _ ("Answer customers with everything about them at hand"), NULL);
}

static void
show_preferences (ZxApplication *self, const char *page)
{
  GtkWindow *window = zx_preferences_window_new (
      gtk_application_get_active_window (GTK_APPLICATION (self)), self->settings, self->keymap);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), page);
  gtk_window_present (window);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_preferences (user_data, "general");
}

static void
keys_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_preferences (user_data, "keys");
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxApplication *self = user_data;

  gtk_window_present (zx_shortcut_sheet_new (
      gtk_application_get_active_window (GTK_APPLICATION (self)), self->keymap));
}

/* A notification was clicked. */
static void
show_contact_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *self = user_data;

  for (GList *at = gtk_application_get_windows (self); at != NULL; at = at->next) {
    if (!ZX_IS_WINDOW (at->data))
      continue;
    if (!gtk_widget_activate_action (at->data, "panel.open", "(sx)", "contact",
                                     g_variant_get_int64 (parameter)))
      gtk_window_present (at->data); /* signed out meanwhile */
    return;
  }
}

/* The notification of an offer was clicked. */
static void
show_offer_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *self = user_data;

  for (GList *at = gtk_application_get_windows (self); at != NULL; at = at->next)
    if (ZX_IS_WINDOW (at->data)) {
      gtk_window_present (at->data);
      gtk_widget_activate_action (at->data, "desk.offer", NULL);
      return;
    }
}

static void
ring_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zx_notifier_ring (ZX_APPLICATION (user_data)->notifier);
}

/* A null action is handled where the key is pressed, and only listed here. */
static const ZxShortcut general[] = {
    {NULL, "<Alt>1...9", N_ ("Show a page")},
    {"desk.palette", "<Control>k", N_ ("Search or do something")},
    {"desk.presence-menu", "F2", N_ ("Change your state")},
    {"desk.offer", "F4", N_ ("To what is offered, then to the next offer")},
    {"desk.back", "<Shift>F2", N_ ("I'm back: I can take chats again")},
    {"desk.now", "F6", N_ ("Go to what is not finished")},
    {"desk.pop-out", "<Control><Shift>n", N_ ("Open in a window of its own, or bring it back")},
    {"matter.close", "<Control>w", N_ ("Close a window of its own")},
    {"desk.side-shown", "<Control>b", N_ ("Show or hide customer and assistant")},
    {"app.preferences", "<Control>comma", N_ ("Preferences")},
    {"app.shortcuts", "<Control>question", N_ ("Keyboard shortcuts")},
    {"app.keys", "", N_ ("Change keys")},
    {NULL, "F10", N_ ("Main menu")},
    {"app.quit", "<Control>q", N_ ("Quit")},
    {0},
};

static const GActionEntry actions[] = {
    {"quit", quit_cb},   {"show-contact", show_contact_cb, "x"},
    {"about", about_cb}, {"preferences", preferences_cb},
    {"keys", keys_cb},   {"shortcuts", shortcuts_cb},
    {"ring", ring_cb},   {"show-offer", show_offer_cb, "x"},
};

static void
color_scheme_changed_cb (ZxApplication *self)
{
  static const AdwColorScheme schemes[] = {
      ADW_COLOR_SCHEME_DEFAULT,
      ADW_COLOR_SCHEME_FORCE_LIGHT,
      ADW_COLOR_SCHEME_FORCE_DARK,
  };
  guint scheme = g_settings_get_enum (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[MIN (scheme, G_N_ELEMENTS (schemes) - 1)]);
}

/* With a Latin family alone, Pango takes Han glyphs from whatever face comes next and mixes them:
 * name the Chinese one behind the user's own choice. */
static void
complete_font (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *name = NULL;
  g_autofree char *families = NULL;
  g_autofree char *completed = NULL;
  PangoFontDescription *font;

  g_object_get (settings, "gtk-font-name", &name, NULL);
  if (name == NULL || strstr (name, "CJK") != NULL)
    return;
  font = pango_font_description_from_string (name);
  if (pango_font_description_get_family (font) != NULL) {
    families = g_strconcat (pango_font_description_get_family (font), "," CJK_FONT, NULL);
    pango_font_description_set_family (font, families);
    completed = pango_font_description_to_string (font);
    g_object_set (settings, "gtk-font-name", completed, NULL);
  }
  pango_font_description_free (font);
}

static void
zx_application_startup (GApplication *application)
{
  ZxApplication *self = ZX_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  G_APPLICATION_CLASS (zx_application_parent_class)->startup (application);

  self->settings = g_settings_new (APP_ID);
  self->client = zx_client_new (self->profile);
  if (self->authority != NULL && !zx_client_trust_file (self->client, self->authority, &error))
    g_printerr ("%s: %s\n", self->authority, error->message); /* signing in will say it again */
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  self->keymap = zx_keymap_new (GTK_APPLICATION (self), self->settings);
  /* translators: heading of the keys that work everywhere */
  zx_keymap_add (self->keymap, _ ("General"), general, NULL);
  self->notifier = zx_notifier_new (GTK_APPLICATION (self), self->client, self->settings);
  g_signal_connect_object (self->settings, "changed::color-scheme",
                           G_CALLBACK (color_scheme_changed_cb), self, G_CONNECT_SWAPPED);
  color_scheme_changed_cb (self);
  complete_font ();
  gtk_window_set_default_icon_name (APP_ID);
}

static void
zx_application_window_added (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (zx_application_parent_class)->window_added (application, window);

  zx_tell_shortened (GTK_WIDGET (window));
}

static void
zx_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = zx_window_new (ZX_APPLICATION (application));
  gtk_window_present (window);
}

/* The last window is gone: hold the program until the client has closed. */
static void
zx_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (zx_application_parent_class)->window_removed (application, window);
  if (gtk_application_get_windows (application) == NULL)
    close_client (ZX_APPLICATION (application));
}

static gboolean
is_profile_name (const char *name)
{
  return *name != '\0' && !g_ascii_isdigit (*name) && strlen (name) <= 32 &&
         strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
             strlen (name);
}

static int
zx_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  ZxApplication *self = ZX_APPLICATION (application);
  g_autofree char *id = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("zuoxi %s\n", ZX_VERSION);
    return 0;
  }
  g_variant_dict_lookup (options, "server", "s", &self->server);
  g_variant_dict_lookup (options, "login", "s", &self->login);
  g_variant_dict_lookup (options, "ca", "^ay", &self->authority);
  if (!g_variant_dict_lookup (options, "profile", "s", &self->profile))
    return -1;
  if (!is_profile_name (self->profile)) {
    g_printerr ("%s\n", _ ("A profile's name is made of letters, digits and underscores."));
    return 2;
  }
  id = g_strdup_printf (APP_ID ".%s", self->profile);
  g_application_set_application_id (application, id);
  return -1;
}

static void
zx_application_finalize (GObject *object)
{
  ZxApplication *self = ZX_APPLICATION (object);

  g_clear_object (&self->keymap);
  g_clear_object (&self->notifier);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  g_free (self->server);
  g_free (self->login);
  g_free (self->profile);
  g_free (self->authority);

  G_OBJECT_CLASS (zx_application_parent_class)->finalize (object);
}

static void
zx_application_class_init (ZxApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = zx_application_finalize;
  application_class->startup = zx_application_startup;
  application_class->activate = zx_application_activate;
  GTK_APPLICATION_CLASS (klass)->window_added = zx_application_window_added;
  application_class->handle_local_options = zx_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = zx_application_window_removed;
}

static void
zx_application_init (ZxApplication *self)
{
  static const GOptionEntry options[] = {
      {"server", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Address of the server to sign in to"),
       N_ ("URL")},
      {"login", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Login to fill in"), N_ ("NAME")},
      {"profile", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Run beside other instances, by this name"),
       N_ ("NAME")},
      {"ca", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Trust this certificate authority as well"),
       N_ ("FILE")},
      {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and exit"), NULL},
      {0},
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

ZxApplication *
zx_application_new (void)
{
  return g_object_new (ZX_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/org/zuoxi/Zuoxi", NULL);
}

ZxClient *
zx_application_get_client (ZxApplication *self)
{
  g_return_val_if_fail (ZX_IS_APPLICATION (self), NULL);

  return self->client;
}

GSettings *
zx_application_get_settings (ZxApplication *self)
{
  g_return_val_if_fail (ZX_IS_APPLICATION (self), NULL);

  return self->settings;
}

ZxKeymap *
zx_application_get_keymap (ZxApplication *self)
{
  g_return_val_if_fail (ZX_IS_APPLICATION (self), NULL);

  return self->keymap;
}

ZxNotifier *
zx_application_get_notifier (ZxApplication *self)
{
  g_return_val_if_fail (ZX_IS_APPLICATION (self), NULL);

  return self->notifier;
}

const char *
zx_application_get_server (ZxApplication *self)
{
  g_return_val_if_fail (ZX_IS_APPLICATION (self), NULL);

  return self->server;
}

const char *
zx_application_get_login (ZxApplication *self)
{
  g_return_val_if_fail (ZX_IS_APPLICATION (self), NULL);

  return self->login;
}
