/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts requests and how long they took, for Prometheus. */
#include "zxd-metrics.h"

static const int steps_ms[ZXD_LATENCY_STEPS] = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000};

void
zxd_figures_count (ZxdEndpointFigures *figures, guint status, gint64 took_us)
{
  gsize place = 0, step = 0;

  while (place < ZXD_STATUSES - 1 && figures->statuses[place].count > 0 &&
         figures->statuses[place].status != status)
    place++;
  figures->statuses[place].status = status;
  figures->statuses[place].count++;
  while (step < ZXD_LATENCY_STEPS && took_us > steps_ms[step] * (gint64) 1000)
    step++;
  figures->latencies[step]++;
  figures->took_us += took_us;
}

void
zxd_figures_print_requests (const ZxdEndpointFigures *figures,
                            const char *method,
                            const char *path,
                            GString *out)
{
  for (gsize i = 0; i < ZXD_STATUSES && figures->statuses[i].count > 0; i++)
    g_string_append_printf (
        out,
        "zuoxid_requests_total{method=\"%s\",endpoint=\"%s\",status=\"%u\"} %" G_GINT64_FORMAT "\n",
        method, path, figures->statuses[i].status, figures->statuses[i].count);
}

static void
print_seconds (GString *out, double seconds)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.9g", seconds));
}

void
zxd_figures_print_latency (const ZxdEndpointFigures *figures,
                           const char *method,
                           const char *path,
                           GString *out)
{
  static const char name[] = "zuoxid_request_duration_seconds";
  g_autofree char *labels = g_strdup_printf ("method=\"%s\",endpoint=\"%s\"", method, path);
  gint64 sum = 0;

  for (gsize i = 0; i < ZXD_LATENCY_STEPS; i++) {
    sum += figures->latencies[i];
    g_string_append_printf (out, "%s_bucket{%s,le=\"", name, labels);
    print_seconds (out, steps_ms[i] / 1000.0);
    g_string_append_printf (out, "\"} %" G_GINT64_FORMAT "\n", sum);
  }
  sum += figures->latencies[ZXD_LATENCY_STEPS];
  g_string_append_printf (out, "%s_bucket{%s,le=\"+Inf\"} %" G_GINT64_FORMAT "\n", name, labels,
                          sum);
  g_string_append_printf (out, "%s_sum{%s} ", name, labels);
  print_seconds (out, figures->took_us / 1e6);
  g_string_append_printf (out, "\n%s_count{%s} %" G_GINT64_FORMAT "\n", name, labels, sum);
}

static const int spans_us[ZXD_SPAN_STEPS] = {100,  200,   500,   1000,  1500,   2000,   3000,
                                             5000, 10000, 20000, 50000, 100000, 500000, 1000000};

void
zxd_spans_count (ZxdSpans *spans, gint64 took_us, guint times)
{
  gsize step = 0;

  while (step < ZXD_SPAN_STEPS && took_us > spans_us[step])
    step++;
  spans->counts[step] += times;
  spans->took_us += took_us * times;
}

void
zxd_spans_print (const ZxdSpans *spans, const char *name, GString *out)
{
  gint64 sum = 0;

  g_string_append_printf (out, "# TYPE %s histogram\n", name);
  for (gsize i = 0; i < ZXD_SPAN_STEPS; i++) {
    sum += spans->counts[i];
    g_string_append_printf (out, "%s_bucket{le=\"", name);
    print_seconds (out, spans_us[i] / 1e6);
    g_string_append_printf (out, "\"} %" G_GINT64_FORMAT "\n", sum);
  }
  sum += spans->counts[ZXD_SPAN_STEPS];
  g_string_append_printf (out, "%s_bucket{le=\"+Inf\"} %" G_GINT64_FORMAT "\n%s_sum ", name, sum,
                          name);
  print_seconds (out, spans->took_us / 1e6);
  g_string_append_printf (out, "\n%s_count %" G_GINT64_FORMAT "\n", name, sum);
}
