/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a running time without laying the window out every second. */
#include "zx-digits.h"

void
zx_digits_show (GtkInscription *digits, const char *text)
{
  guint length;

  g_return_if_fail (GTK_IS_INSCRIPTION (digits));
  g_return_if_fail (text != NULL);

  length = (guint) g_utf8_strlen (text, -1);
  if (gtk_inscription_get_nat_chars (digits) != length) {
    gtk_inscription_set_min_chars (digits, length);
    gtk_inscription_set_nat_chars (digits, length);
  }
  if (g_strcmp0 (gtk_inscription_get_text (digits), text) != 0)
    gtk_inscription_set_text (digits, text);
}
