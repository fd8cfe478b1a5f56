/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vendor's colour stays readable, in light and dark. */
#include "zxd-brand.h"

#include <string.h>

#include "zx-brand.h"
#include "zxd-store-channel.h"

static void
test_unreadable_is_refused (void)
{
  static const char *const refused[] = {"#ffd400", "#ffffff", "#7fa8a2", "#000000/#333333"};
  static const char *const taken[] = {"#0b6b60", "#000000", "#ffd400/#000000", "#24406b",
                                      "#B3261E"};

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (zxd_brand_check (refused[i], &error));
    g_assert_error (error, ZX_ERROR, ZX_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, "contrast"));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++) {
    g_autoptr (GError) error = NULL;

    zxd_brand_check (taken[i], &error);
    g_assert_no_error (error);
  }
}

static void
test_only_colours (void)
{
  static const char *const wrong[] = {"",        "0b6b60",           "#0b6b6",   "#0b6b60 ",
                                      "#gggggg", "#0b6b60/#ffffffx", "#0b6b60/", "red"};

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (zxd_brand_check (wrong[i], NULL));
}

static guint32
read_value (const char *css, const char *name)
{
  const char *place = strstr (css, name);

  g_assert_nonnull (place);
  return (guint32) g_ascii_strtoull (place + strlen (name) + 2, NULL, 16);
}

/* Every pair that the style sheet puts together, for colours from all around the circle. */
static void
test_derived_pairs_are_readable (void)
{
  for (guint32 colour = 0; colour <= 0xffffff; colour += 0x0b1d35) {
    g_autofree char *dark_text = g_strdup_printf ("#%06x/#000000", colour);
    g_autofree char *light_text = g_strdup_printf ("#%06x", colour);
    const char *brand = zxd_brand_check (light_text, NULL) ? light_text : dark_text;
    g_autofree char *css = zxd_brand_css (brand);
    const char *dark = strstr (css, ":root[data-theme");
    guint32 surfaces[] = {0xffffff, 0x191e1d};
    const char *themes[] = {css, dark};

    for (int i = 0; i < 2; i++) {
      guint32 accent = read_value (themes[i], "--accent"),
              on = read_value (themes[i], "--on-accent");
      guint32 text = read_value (themes[i], "--accent-text");
      guint32 tint = read_value (themes[i], "--accent-tint");

      g_assert_cmpfloat (zx_colour_contrast (accent, on), >=, 4.5);
      g_assert_cmpfloat (zx_colour_contrast (read_value (themes[i], "--accent-hover"), on), >=,
                         4.5);
      g_assert_cmpfloat (zx_colour_contrast (text, surfaces[i]), >=, 4.5);
      g_assert_cmpfloat (zx_colour_contrast (text, tint), >=, 4.5);
      g_assert_cmpfloat (zx_colour_contrast (i == 0 ? 0x18211f : 0xe7ecea, tint), >=, 7);
    }
  }
}

static void
test_origins (void)
{
  static const char *const good[] = {"https://shop.example.com", "http://localhost:7780",
                                     "http://[::1]:80", "https://xn--fiq228c.example"};
  static const char *const bad[] = {"",
                                    "*",
                                    "null",
                                    "https://*.example.com",
                                    "https://shop.example.com/",
                                    "https://shop.example.com/path",
                                    "shop.example.com",
                                    "ftp://shop.example.com",
                                    "https://user@shop.example.com",
                                    "https://a.example;script-src",
                                    "https://a.example,b",
                                    "HTTPS://SHOP.example.com"};

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;

    zxd_origin_check (good[i], &error);
    g_assert_no_error (error);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("%s", bad[i]);
    g_assert_false (zxd_origin_check (bad[i], NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/brand/unreadable-is-refused", test_unreadable_is_refused);
  g_test_add_func ("/brand/only-colours", test_only_colours);
  g_test_add_func ("/brand/derived-pairs-are-readable", test_derived_pairs_are_readable);
  g_test_add_func ("/channel/an-origin-is-scheme-and-host", test_origins);
  return g_test_run ();
}
