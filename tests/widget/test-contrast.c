/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the style sheets put on each other can be read: each kind of text is drawn on its ground,
 * and the two are compared as WCAG 2 does. 4.5:1 at least; 7:1 when the desktop asks for high
 * contrast (ADW_DEBUG_HIGH_CONTRAST). */
#include <adwaita.h>

#include <math.h>
#include <string.h>

#define BASE "/org/zuoxi/Zuoxi/"
#define SAMPLE                                                                                     \
  "█████          █████" /* colour of the text at its ends, its ground in the middle               \
                          */

/* Classes of what it stands in, from without to within, and after the last "/" its own. */
static const char *const samples[] = {
    "/",
    "/dim-label",
    "/good-text",
    "/warn-text",
    "/bad-text",
    "/link-words",
    "/kbd",
    "/badge",
    "/pill",
    "/pill super-vip",
    "/pill vip",
    "/pill regular",
    "/pill strong",
    "/chip",
    "/chip warning",
    "/chip breached",
    "/chip paused",
    "/chip met",
    "/zx-strong",
    "/wrap-up-done",
    "/code",
    "side/dim-label",
    "rail/rail-word",
    "view/dim-label caption",
    "view/contact/line",
    "view/bubble in/",
    "view/bubble in/dim-label",
    "view/bubble out/",
    "view/bubble out/dim-label",
    "view/bubble note/",
    "view/bubble note/dim-label",
    "view/bubble refused/bad-text",
    "view/bubble recalled/",
    "view/typing/",
    "view/first-new/",
    "view/guest/",
    "view/file/dim-label",
    "view/identify/",
    "view/identify/dim-label",
    "view/composer/dim-label",
    "view/composer note/",
    "view/composer note/warn-text",
    "view/wrap-up/",
    "view/wrap-up/bad-text",
    "view/wrap-up/chip warning",
    "view/wrap-up/chip breached",
    "notice/",
    "notice error/",
    "notice changed/",
    "now-strip/",
    "now-strip missed/",
    "now-strip missed/kbd",
    "merge-side/dim-label",
    "/row-take",
    "view/offer-line/",
    "offer/",
    "offer/kbd",
    "offer/caption dim-label",
    "offer/caption blue-text",
    "offer/caption warn-text",
    "offer/heading bad-text",
    "offer/offer-note",
};

static double
linear (guchar channel)
{
  double value = channel / 255.0;

  return value <= 0.03928 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
luminance (const guchar *pixel) /* B, G, R as cairo keeps them on this kind of machine */
{
  return 0.0722 * linear (pixel[0]) + 0.7152 * linear (pixel[1]) + 0.2126 * linear (pixel[2]);
}

static double
contrast_of (const guchar *one, const guchar *other)
{
  double light = MAX (luminance (one), luminance (other));
  double dark = MIN (luminance (one), luminance (other));

  return (light + 0.05) / (dark + 0.05);
}

static void
wait_for_frame (GtkWidget *widget)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!gtk_widget_get_mapped (widget) || gtk_widget_get_width (widget) == 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_main_context_iteration (NULL, TRUE);
  }
}

/* How @label is drawn in @window. */
static double
measure (GtkWidget *window, GtkWidget *label)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  int width = gtk_widget_get_width (window), height = gtk_widget_get_height (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guchar *pixels = g_malloc0 ((gsize) width * height * 4);
  graphene_rect_t place;
  const guchar *line;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_texture_download (texture, pixels, (gsize) width * 4);
  g_assert_true (gtk_widget_compute_bounds (label, window, &place));
  line = pixels + (gsize) (place.origin.y + place.size.height / 2) * width * 4;
  return contrast_of (line + (gsize) (place.origin.x + place.size.width * 0.15) * 4,
                      line + (gsize) (place.origin.x + place.size.width * 0.5) * 4);
}

static GtkWidget *
build (GtkWidget *window, const char *sample)
{
  g_auto (GStrv) levels = g_strsplit (sample, "/", -1);
  guint n = g_strv_length (levels);
  GtkWidget *outer = window, *label = gtk_label_new (SAMPLE);

  gtk_widget_set_halign (label, GTK_ALIGN_START);
  for (guint i = 0; i < n; i++) {
    g_auto (GStrv) classes = g_strsplit (levels[i], " ", -1);
    GtkWidget *widget = i + 1 < n ? adw_bin_new () : label;

    for (guint j = 0; classes[j] != NULL; j++)
      if (*classes[j] != '\0')
        gtk_widget_add_css_class (widget, classes[j]);
    if (outer == window)
      gtk_window_set_child (GTK_WINDOW (window), widget);
    else
      adw_bin_set_child (ADW_BIN (outer), widget);
    outer = widget;
  }
  return label;
}

static void
test_readable (gconstpointer is_dark)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  double least = adw_style_manager_get_high_contrast (style) ? 7 : 4.5;
  guint n_bad = 0;

  adw_style_manager_set_color_scheme (style, is_dark != NULL ? ADW_COLOR_SCHEME_FORCE_DARK
                                                             : ADW_COLOR_SCHEME_FORCE_LIGHT);
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    GtkWidget *window = gtk_window_new ();
    GtkWidget *label = build (window, samples[i]);
    double contrast;

    gtk_window_present (GTK_WINDOW (window));
    wait_for_frame (label);
    contrast = measure (window, label);
    g_test_message ("%s: %.2f", samples[i], contrast);
    n_bad += contrast < least;
    if (contrast < least)
      g_printerr ("# %s has %.2f:1 of %.1f:1\n", samples[i], contrast, least);
    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_assert_cmpuint (n_bad, ==, 0);
}

/* A new class with a colour is drawn above. */
static void
test_nothing_left_out (void)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (BASE "style.css", 0, NULL);
  g_autofree char *all = g_strjoinv (" ", (char **) samples);
  g_autoptr (GRegex) rule =
      g_regex_new ("^\\.([a-z-]+)([.a-z-]*) \\{[^}]*[{;] ?color:", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_nonnull (bytes);
  for (g_regex_match (rule, g_bytes_get_data (bytes, NULL), 0, &match);
       g_match_info_matches (match); g_match_info_next (match, NULL), n++) {
    g_autofree char *name = g_match_info_fetch (match, 1);

    if (g_str_equal (name, "sample"))
      continue; /* a vendor's own colours, which the daemon checks */
    if (strstr (all, name) == NULL)
      g_error (".%s has a colour that is not looked at", name);
  }
  g_assert_cmpuint (n, >, 10);
}

int
main (int argc, char **argv)
{
  static const char *const sheets[] = {BASE "style.css", BASE "style-hc.css"};
  gboolean is_high;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  is_high = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  for (guint i = 0; i < (is_high ? 2 : 1); i++) {
    g_autoptr (GtkCssProvider) sheet = gtk_css_provider_new ();

    gtk_css_provider_load_from_resource (sheet, sheets[i]);
    gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                                GTK_STYLE_PROVIDER (sheet),
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  }
  g_test_add_data_func ("/contrast/light", NULL, test_readable);
  g_test_add_data_func ("/contrast/dark", GINT_TO_POINTER (TRUE), test_readable);
  g_test_add_func ("/contrast/every-colour-is-looked-at", test_nothing_left_out);
  return g_test_run ();
}
