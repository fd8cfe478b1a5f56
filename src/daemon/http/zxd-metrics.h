/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What one endpoint has done since the start. Main thread only. */
enum { ZXD_LATENCY_STEPS = 10, ZXD_STATUSES = 12 };

typedef struct {
  struct {
    guint status;
    gint64 count;
  } statuses[ZXD_STATUSES]; /* filled from the front; the last collects what has no place */
  gint64 latencies[ZXD_LATENCY_STEPS + 1]; /* not cumulative; the last is beyond all steps */
  gint64 took_us;                          /* in all */
} ZxdEndpointFigures;

void zxd_figures_count (ZxdEndpointFigures *figures, guint status, gint64 took_us);

void zxd_figures_print_requests (const ZxdEndpointFigures *figures,
                                 const char *method,
                                 const char *path,
                                 GString *out);
void zxd_figures_print_latency (const ZxdEndpointFigures *figures,
                                const char *method,
                                const char *path,
                                GString *out);

/* How long something took, each time it was done. Main thread only. */
enum { ZXD_SPAN_STEPS = 14 };

typedef struct {
  gint64 counts[ZXD_SPAN_STEPS + 1]; /* not cumulative; the last is beyond all steps */
  gint64 took_us;                    /* in all */
} ZxdSpans;

void zxd_spans_count (ZxdSpans *spans, gint64 took_us, guint times);
void zxd_spans_print (const ZxdSpans *spans, const char *name, GString *out);
