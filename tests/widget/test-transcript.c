/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transcript on a display: it stays at the newest message, and nothing jumps when it is read.
 */
#include "zx-client.h"
#include "zx-clock.h"
#include "zx-message-row.h"
#include "zx-message-text.h"
#include "zx-transcript-view.h"

#define CONTACT 5

typedef struct {
  ZxClient *client;
  ZxTranscript *transcript;
  GtkWidget *window, *scroller;
  ZxTranscriptView *view;
  guint frames;
} Fixture;

static void
painted_cb (GdkFrameClock *clock, Fixture *fixture)
{
  fixture->frames++;
}

/* Lets everything that is due be laid out and painted. */
static void
paint (Fixture *fixture, guint frames)
{
  guint until = fixture->frames + frames;

  while (fixture->frames < until) {
    gtk_widget_queue_draw (fixture->window);
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
put_message (Fixture *fixture, gint64 seq)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *at = zx_clock_format (G_GINT64_CONSTANT (1795262400000) + seq * 1000);
  g_autofree char *uuid = g_strdup_printf ("00000000-0000-4000-8000-%012d", (int) seq);
  g_autofree char *text = g_strnfill (seq * 7919 % 400 + 1, 'x');

  for (guint i = 5; text[i - 5] != '\0' && i < strlen (text); i += 6)
    text[i] = ' ';
  json_object_set_string_member (json, "contact_id", "5");
  json_object_set_string_member (json, "uuid", uuid);
  json_object_set_string_member (json, "author", seq % 3 == 0 ? "agent" : "customer");
  json_object_set_string_member (json, "text", text);
  json_object_set_string_member (json, "sent_at", at);
  zx_client_apply_event (fixture->client, "message", seq, seq, "put", json);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) json = json_object_new ();
  GdkFrameClock *clock;

  fixture->client = zx_client_new ("test-transcript");
  json_object_set_string_member (json, "state", "queued");
  json_object_set_string_member (json, "channel", "web");
  zx_client_apply_event (fixture->client, "contact", CONTACT, 1, "put", json);
  fixture->transcript = g_object_ref (zx_client_get_transcript (
      fixture->client, zx_client_find_contact (fixture->client, CONTACT)));
  for (gint64 seq = 5000; seq < 5300; seq++)
    put_message (fixture, seq);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->transcript)), ==, 300);

  fixture->view = g_object_new (ZX_TYPE_TRANSCRIPT_VIEW, "client", fixture->client, "model",
                                fixture->transcript, NULL);
  fixture->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (fixture->scroller),
                                 GTK_WIDGET (fixture->view));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->scroller);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clock = gtk_widget_get_frame_clock (fixture->window);
  g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), fixture);
  paint (fixture, 3);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (fixture->window), painted_cb,
                                        fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->transcript);
  g_object_unref (fixture->client);
}

static GtkAdjustment *
get_adjustment (Fixture *fixture)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (fixture->scroller));
}

/* Where the message stands in the window, or FALSE when it has no row in sight. */
static gboolean
find_place (Fixture *fixture, gint64 seq, double *top, double *bottom)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (fixture->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row)) {
    graphene_rect_t bounds;

    if (!ZX_IS_MESSAGE_ROW (row) || !gtk_widget_get_child_visible (row) ||
        zx_message_get_id (zx_message_row_get_message (ZX_MESSAGE_ROW (row))) != seq ||
        !gtk_widget_compute_bounds (row, fixture->scroller, &bounds))
      continue;
    *top = bounds.origin.y;
    *bottom = bounds.origin.y + bounds.size.height;
    return TRUE;
  }
  return FALSE;
}

static gint64
find_first_in_sight (Fixture *fixture, double *top)
{
  for (gint64 seq = 4900; seq < 5400; seq++) {
    double bottom;

    if (find_place (fixture, seq, top, &bottom) && bottom > 0)
      return seq;
  }
  g_assert_not_reached ();
}

static void
assert_at (Fixture *fixture, gint64 seq, double top)
{
  double now, bottom;

  g_assert_true (find_place (fixture, seq, &now, &bottom));
  g_assert_cmpfloat_with_epsilon (now, top, 1.0);
}

static void
assert_newest_at_the_end (Fixture *fixture, gint64 seq)
{
  double top, bottom;

  g_assert_true (find_place (fixture, seq, &top, &bottom));
  g_assert_cmpfloat (bottom, <=, gtk_widget_get_height (fixture->scroller));
  g_assert_cmpfloat (bottom, >, gtk_widget_get_height (fixture->scroller) - 40);
}

static void
test_new_messages_keep_it_at_the_end (Fixture *fixture, gconstpointer user_data)
{
  assert_newest_at_the_end (fixture, 5299);
  for (gint64 seq = 5300; seq < 5400; seq++) {
    put_message (fixture, seq);
    paint (fixture, 2);
    assert_newest_at_the_end (fixture, seq);
  }
  g_assert_cmpuint (zx_transcript_view_get_n_rows (fixture->view), <=, 200);
}

static void
scroll_up (Fixture *fixture, double by)
{
  gtk_adjustment_set_value (get_adjustment (fixture),
                            gtk_adjustment_get_value (get_adjustment (fixture)) - by);
  paint (fixture, 3);
}

static void
test_what_is_read_stays_when_messages_come_on_both_sides (Fixture *fixture, gconstpointer user_data)
{
  double top;
  gint64 read;

  scroll_up (fixture, 900);
  g_assert_false (zx_transcript_view_get_at_newest (fixture->view));
  read = find_first_in_sight (fixture, &top);
  for (gint64 k = 0; k < 40; k++) {
    put_message (fixture, 4999 - k);
    put_message (fixture, 5300 + k);
    paint (fixture, 2);
    assert_at (fixture, read, top);
  }
  gtk_widget_set_margin_end (fixture->scroller, 200);
  paint (fixture, 3);
  assert_at (fixture, read, top);
}

static void
test_the_oldest_is_reached_and_the_newest_again (Fixture *fixture, gconstpointer user_data)
{
  double top, bottom;

  for (guint i = 0; i < 2000 && !(find_place (fixture, 5000, &top, &bottom) && top >= 0); i++)
    scroll_up (fixture, 400);
  g_assert_true (find_place (fixture, 5000, &top, &bottom));
  g_assert_cmpuint (zx_transcript_view_get_n_rows (fixture->view), <=, 200);
  zx_transcript_view_go_to_newest (fixture->view);
  paint (fixture, 2);
  assert_newest_at_the_end (fixture, 5299);
  g_assert_true (zx_transcript_view_get_at_newest (fixture->view));
}

/* A bubble is as wide as its words like to be, though its row is asked for its height with the
 * whole width of the transcript. */
static void
test_words_have_room_for_all_their_lines (void)
{
  static const char *const texts[] = {
      "The import of invoices stops with an error about the tax code, and we must invoice today",
      "The import of invoices stops with an error about the <b>tax code</b>, and we must invoice "
      "it",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GtkWidget) words = g_object_ref_sink (zx_message_text_new ());
    int natural, wide, fitting, narrow;

    zx_message_text_set_markup (ZX_MESSAGE_TEXT (words), texts[i]);
    gtk_widget_measure (words, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
    gtk_widget_measure (words, GTK_ORIENTATION_VERTICAL, 3000, NULL, &wide, NULL, NULL);
    gtk_widget_measure (words, GTK_ORIENTATION_VERTICAL, natural, NULL, &fitting, NULL, NULL);
    gtk_widget_measure (words, GTK_ORIENTATION_VERTICAL, natural / 3, NULL, &narrow, NULL, NULL);
    g_assert_cmpint (wide, ==, fitting);
    g_assert_cmpint (narrow, >, fitting);
  }
}

int
main (int argc, char **argv)
{
  adw_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transcript/words-have-room-for-all-their-lines",
                   test_words_have_room_for_all_their_lines);
  g_test_add ("/transcript/new-messages-keep-it-at-the-end", Fixture, NULL, set_up,
              test_new_messages_keep_it_at_the_end, tear_down);
  g_test_add ("/transcript/what-is-read-stays-when-messages-come-on-both-sides", Fixture, NULL,
              set_up, test_what_is_read_stays_when_messages_come_on_both_sides, tear_down);
  g_test_add ("/transcript/the-oldest-is-reached-and-the-newest-again", Fixture, NULL, set_up,
              test_the_oldest_is_reached_and_the_newest_again, tear_down);
  return g_test_run ();
}
