/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of answers that has just got other words holds a click back, until they have stood there
 * for a while. */
#include "zx-suggestion-row.h"

enum { DEADLINE_MS = 60000 };

static ZxSuggestion *
make_answer (gint64 article_id, gint64 question_id)
{
  g_autofree char *json =
      g_strdup_printf ("{\"article_id\":\"%" G_GINT64_FORMAT
                       "\",\"title\":\"Answer %" G_GINT64_FORMAT "\",\"fit\":0.9}",
                       article_id, article_id);
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return zx_suggestion_new (json_node_get_object (node), question_id);
}

static void
change (ZxSuggestionRow *row, gint64 article_id, gint64 question_id)
{
  g_autoptr (ZxSuggestion) answer = make_answer (article_id, question_id);

  zx_suggestion_row_set_suggestion (row, answer);
  g_assert_cmpint (zx_suggestion_get_article_id (zx_suggestion_row_get_suggestion (row)), ==,
                   article_id);
}

static void
test_words_that_just_changed_hold_a_click_back (void)
{
  g_autoptr (ZxSuggestion) answer = make_answer (1, 7);
  GtkWidget *window = gtk_window_new (), *list = gtk_list_box_new ();
  ZxSuggestionRow *row = ZX_SUGGESTION_ROW (zx_suggestion_row_new (answer, 1));
  gint64 deadline = g_get_monotonic_time () + DEADLINE_MS * G_TIME_SPAN_MILLISECOND;

  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (row));
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_false (zx_suggestion_row_hold_back (row)); /* its first words */
  change (row, 1, 8);
  g_assert_false (zx_suggestion_row_hold_back (row)); /* the same for another question */
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "held"));
  change (row, 2, 9);
  g_assert_true (zx_suggestion_row_hold_back (row));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "held"));
  while (gtk_widget_has_css_class (GTK_WIDGET (row), "held") && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (zx_suggestion_row_hold_back (row));
  change (row, 1, 10);
  gtk_window_destroy (GTK_WINDOW (window)); /* while it is still settling */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/suggestion-row/words-that-just-changed-hold-a-click-back",
                   test_words_that_just_changed_hold_a_click_back);
  return g_test_run ();
}
