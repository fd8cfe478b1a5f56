/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the digit of a key, whatever layout and level it is on, and the control that a key is for.
 */
#include "zx-keys.h"

#define MARK "zx-keys-mark"

static guint
plain_digit (guint keyval)
{
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    return keyval - GDK_KEY_0;
  return 0;
}

/* Shift with NumLock turns the keypad's digits into these. */
static guint
keypad_digit (guint keyval, gboolean num_lock)
{
  static const guint moves[] = {
      GDK_KEY_KP_End,   GDK_KEY_KP_Down, GDK_KEY_KP_Next, GDK_KEY_KP_Left,    GDK_KEY_KP_Begin,
      GDK_KEY_KP_Right, GDK_KEY_KP_Home, GDK_KEY_KP_Up,   GDK_KEY_KP_Page_Up,
  };

  if (keyval >= GDK_KEY_KP_1 && keyval <= GDK_KEY_KP_9)
    return keyval - GDK_KEY_KP_0;
  for (guint i = 0; num_lock && i < G_N_ELEMENTS (moves); i++)
    if (moves[i] == keyval)
      return i + 1;
  return 0;
}

guint
zx_key_digit (guint keyval, const guint *levels, guint n_levels, gboolean num_lock)
{
  guint digit = plain_digit (keyval);

  if (digit == 0)
    digit = keypad_digit (keyval, num_lock);
  for (guint i = 0; digit == 0 && i < n_levels; i++)
    digit = plain_digit (levels[i]);
  return digit;
}

guint
zx_key_event_digit (GdkEvent *event)
{
  GdkDisplay *display = gdk_event_get_display (event);
  GdkDevice *device = gdk_event_get_device (event);
  guint layout = gdk_key_event_get_layout (event);
  g_autofree GdkKeymapKey *keys = NULL;
  g_autofree guint *keyvals = NULL;
  guint levels[2] = {0, 0};
  int n = 0;

  if (gdk_display_map_keycode (display, gdk_key_event_get_keycode (event), &keys, &keyvals, &n))
    for (int i = 0; i < n; i++)
      if (keys[i].group == (int) layout && keys[i].level >= 0 && keys[i].level < 2)
        levels[keys[i].level] = keyvals[i];
  return zx_key_digit (gdk_key_event_get_keyval (event), levels, G_N_ELEMENTS (levels),
                       device != NULL && gdk_device_get_num_lock_state (device));
}

void
zx_keys_mark (GtkWidget *widget, const char *action)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_object_set_data (G_OBJECT (widget), MARK, (gpointer) action);
}

const char *
zx_keys_get_mark (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return g_object_get_data (G_OBJECT (widget), MARK);
}
