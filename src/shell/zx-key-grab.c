/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for a combination of keys and makes it an action's. */
#include "zx-key-grab.h"

#include <glib/gi18n.h>

struct _ZxKeyGrab {
  AdwWindow parent_instance;

  GtkLabel *question; /* these of the template */
  GtkLabel *answer;

  ZxKeymap *keymap; /* owned */
  ZxKey *key;       /* owned */
};

G_DEFINE_FINAL_TYPE (ZxKeyGrab, zx_key_grab, ADW_TYPE_WINDOW)

static void
try (ZxKeyGrab *self, const char *accelerator, const char *words)
{
  ZxKey *taken_by = NULL;
  g_autofree char *text = NULL;

  switch (zx_keymap_set (self->keymap, self->key, accelerator, &taken_by)) {
  case ZX_KEY_FREE:
    gtk_window_close (GTK_WINDOW (self));
    return;
  case ZX_KEY_TAKEN:
    /* translators: %1$s is a key, %2$s what it does */
    text = g_strdup_printf (_ ("%1$s is already “%2$s”. Press other keys."), words,
                            zx_key_get_title (taken_by));
    break;
  case ZX_KEY_UNUSABLE:
  default:
    text =
        g_strdup_printf (_ ("%s cannot be used. Press Ctrl or Alt with a letter, or one of F1 to "
                            "F12."),
                         words);
  }
  gtk_label_set_label (self->answer, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->answer), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static gboolean
is_modifier (guint keyval)
{
  return (keyval >= GDK_KEY_Shift_L && keyval <= GDK_KEY_Hyper_R) ||
         keyval == GDK_KEY_ISO_Level3_Shift;
}

static gboolean
key_pressed_cb (ZxKeyGrab *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();
  guint key = gdk_keyval_to_lower (keyval);
  g_autofree char *accelerator = NULL;
  g_autofree char *words = NULL;

  if (is_modifier (keyval))
    return GDK_EVENT_STOP;
  if (held == 0 && (keyval == GDK_KEY_Escape || keyval == GDK_KEY_Tab))
    return GDK_EVENT_PROPAGATE;
  if (held == 0 && keyval == GDK_KEY_BackSpace) {
    try (self, "", "");
    return GDK_EVENT_STOP;
  }
  /* A sign that needs Shift, such as "?", already says so. */
  if (key == keyval && gdk_keyval_to_upper (keyval) == keyval)
    held &= ~GDK_SHIFT_MASK;
  accelerator = gtk_accelerator_name (key, held);
  words = gtk_accelerator_get_label (key, held);
  try (self, accelerator, words);
  return GDK_EVENT_STOP;
}

static void
zx_key_grab_dispose (GObject *object)
{
  ZxKeyGrab *self = ZX_KEY_GRAB (object);

  g_clear_object (&self->keymap);
  g_clear_object (&self->key);

  G_OBJECT_CLASS (zx_key_grab_parent_class)->dispose (object);
}

static void
zx_key_grab_class_init (ZxKeyGrabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_key_grab_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-key-grab.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxKeyGrab, question);
  gtk_widget_class_bind_template_child (widget_class, ZxKeyGrab, answer);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
zx_key_grab_init (ZxKeyGrab *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
zx_key_grab_new (GtkWindow *parent, ZxKeymap *keymap, ZxKey *key)
{
  ZxKeyGrab *self = g_object_new (ZX_TYPE_KEY_GRAB, "transient-for", parent, NULL);
  /* translators: %s is what a key does */
  g_autofree char *question =
      g_strdup_printf (_ ("Press the keys for “%s”"), zx_key_get_title (key));

  self->keymap = g_object_ref (keymap);
  self->key = g_object_ref (key);
  gtk_label_set_label (self->question, question);
  gtk_window_set_title (GTK_WINDOW (self), question);
  return GTK_WINDOW (self);
}
