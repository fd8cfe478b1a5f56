/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in the workstation's main loop (LD_PRELOAD) and writes down how long it was held up: into
 * the file that ZX_FRAMES names goes one line
 *
 *   f BEGAN_MS WALL_MS CPU_MS   a frame, from the frame clock's before-paint to after-paint
 *   l BEGAN_MS WALL_MS CPU_MS   a turn of the loop of a millisecond or more: between two polls
 *   e AT_MS                     a frame of the event stream
 *   r BEGAN_MS WALL_MS PATH     a request, until its answer is here
 *   m BYTES                     on SIGUSR1: what was had from malloc and is not given back
 *   c TYPE NUMBER               on SIGUSR1: how many widgets of each type of ours, then "c . 0"
 *
 * Times are CLOCK_MONOTONIC; CPU is that of the main thread alone, which a loaded machine does not
 * change. */
#include <dlfcn.h>
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <libsoup/soup.h>
#include <malloc.h>
#include <stdio.h>
#include <time.h>

static FILE *out;
static double frame_wall, frame_cpu, loop_wall, loop_cpu;

static double
clock_ms (clockid_t which)
{
  struct timespec now;

  clock_gettime (which, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
tell (char what, double wall, double cpu)
{
  double now = clock_ms (CLOCK_MONOTONIC);

  fprintf (out, "%c %.2f %.2f %.2f\n", what, wall, now - wall,
           clock_ms (CLOCK_THREAD_CPUTIME_ID) - cpu);
}

static gboolean
before_paint_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  frame_wall = clock_ms (CLOCK_MONOTONIC);
  frame_cpu = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  return TRUE;
}

static gboolean
after_paint_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  if (frame_wall > 0)
    tell ('f', frame_wall, frame_cpu);
  frame_wall = 0;
  return TRUE;
}

static gboolean
stream_spoke_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  fprintf (out, "e %.2f\n", clock_ms (CLOCK_MONOTONIC));
  return TRUE;
}

/* --- requests: libsoup's own calls, passed on --- */

void
soup_session_send_and_read_async (SoupSession *session,
                                  SoupMessage *message,
                                  int priority,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  void (*send) (SoupSession *, SoupMessage *, int, GCancellable *, GAsyncReadyCallback, gpointer) =
      (void (*) (SoupSession *, SoupMessage *, int, GCancellable *, GAsyncReadyCallback,
                 gpointer)) dlsym (RTLD_NEXT, "soup_session_send_and_read_async");
  double *began = g_new (double, 1);

  *began = clock_ms (CLOCK_MONOTONIC);
  g_object_set_data_full (G_OBJECT (message), "began", began, g_free);
  send (session, message, priority, cancellable, callback, data);
}

GBytes *
soup_session_send_and_read_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  GBytes *(*finish) (SoupSession *, GAsyncResult *, GError **) =
      (GBytes * (*) (SoupSession *, GAsyncResult *, GError **) )
          dlsym (RTLD_NEXT, "soup_session_send_and_read_finish");
  SoupMessage *message = soup_session_get_async_result_message (session, result);
  double *began = message != NULL ? g_object_get_data (G_OBJECT (message), "began") : NULL;

  if (out != NULL && began != NULL)
    fprintf (out, "r %.2f %.2f %s\n", *began, clock_ms (CLOCK_MONOTONIC) - *began,
             g_uri_get_path (soup_message_get_uri (message)));
  return finish (session, result, error);
}

static int
poll_timed (GPollFD *fds, guint n, int timeout)
{
  int result;

  if (loop_wall > 0 && clock_ms (CLOCK_MONOTONIC) - loop_wall >= 1)
    tell ('l', loop_wall, loop_cpu);
  result = g_poll (fds, n, timeout);
  loop_wall = clock_ms (CLOCK_MONOTONIC);
  loop_cpu = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  return result;
}

static void
count (GtkWidget *widget, GHashTable *found)
{
  const char *type = G_OBJECT_TYPE_NAME (widget);

  if (g_str_has_prefix (type, "Zx"))
    g_hash_table_insert (found, (gpointer) type,
                         GINT_TO_POINTER (1 + GPOINTER_TO_INT (g_hash_table_lookup (found, type))));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count (child, found);
}

static gboolean
asked_cb (gpointer data)
{
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  GListModel *windows = gtk_window_get_toplevels ();
  struct mallinfo2 heap = mallinfo2 ();
  GHashTableIter iter;
  gpointer type, number;

  fprintf (out, "m %zu\n", heap.uordblks + heap.hblkhd);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    count (window, found);
  }
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &type, &number))
    fprintf (out, "c %s %d\n", (char *) type, GPOINTER_TO_INT (number));
  fprintf (out, "c . 0\n");
  fflush (out);
  return G_SOURCE_CONTINUE;
}

static gboolean
flush_cb (gpointer data)
{
  fflush (out);
  return G_SOURCE_CONTINUE;
}

/* The program's own call, before which everything is put into its place. */
int
g_application_run (GApplication *application, int argc, char **argv)
{
  int (*run) (GApplication *, int, char **) =
      (int (*) (GApplication *, int, char **)) dlsym (RTLD_NEXT, "g_application_run");
  const char *path = g_getenv ("ZX_FRAMES");

  out = path != NULL ? fopen (path, "a") : NULL;
  if (out != NULL) {
    g_type_class_unref (g_type_class_ref (GDK_TYPE_FRAME_CLOCK));
    g_signal_add_emission_hook (g_signal_lookup ("before-paint", GDK_TYPE_FRAME_CLOCK), 0,
                                before_paint_cb, NULL, NULL);
    g_signal_add_emission_hook (g_signal_lookup ("after-paint", GDK_TYPE_FRAME_CLOCK), 0,
                                after_paint_cb, NULL, NULL);
    g_type_class_unref (g_type_class_ref (SOUP_TYPE_WEBSOCKET_CONNECTION));
    g_signal_add_emission_hook (g_signal_lookup ("message", SOUP_TYPE_WEBSOCKET_CONNECTION), 0,
                                stream_spoke_cb, NULL, NULL);
    g_main_context_set_poll_func (NULL, poll_timed);
    g_unix_signal_add (SIGUSR1, asked_cb, NULL);
    g_timeout_add_seconds (1, flush_cb, NULL);
  }
  return run (application, argc, argv);
}
