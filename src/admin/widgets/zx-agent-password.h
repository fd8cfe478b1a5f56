/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-record-extra.h"

/* Gives the person of the form a new password. */
#define ZX_TYPE_AGENT_PASSWORD (zx_agent_password_get_type ())
G_DECLARE_FINAL_TYPE (ZxAgentPassword, zx_agent_password, ZX, AGENT_PASSWORD, ZxRecordExtra)
