/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"
#include "zxd-store-answer-figures.h"

/* For who oversees: GET figures/answers and the rows behind it. */
void zxd_answer_figures_register (ZxdServer *server);

/* The queries from and to: a day of the organisation (to: until its end) or a time; without them
 * the last 13 weeks. To be settled with zxd_answers_span_settle().
 * FALSE after having answered 400. The rights are lent by the call. */
gboolean zxd_call_span (ZxdCall *call, ZxdAnswersSpan *span);
