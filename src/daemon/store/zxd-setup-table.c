/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what an administrator sets up. */
#include "zxd-store-setup.h"

#include "zx-calendar.h"
#include "zx-json.h"
#include "zxd-brand.h"
#include "zxd-contact-takers.h"
#include "zxd-store-channel.h"

enum { NAME = 200, TEXT = 4000, REFERENCES = 500, DAY_SECONDS = 86400 };

#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789"

#define ORG                                                                                        \
  {                                                                                                \
    "org_id", ZXD_SETUP_ORG, 1, 0, "org", NULL, FALSE, "org", "ORG",                               \
        "Whose it is, by name or id (default: the first)"                                          \
  }

/* ---- what columns alone do not say */

/* A field that is chosen from needs something to choose. */
static gboolean
check_field (char *const *texts, ZxdRefusal *refusal, GError **error)
{
  enum { KIND = 2, CHOICES };

  return g_strcmp0 (texts[KIND], "choice") != 0 || texts[CHOICES] != NULL ||
         zxd_refuse_field (refusal, "choices", "missing", error,
                           "A field of the kind “choice” needs “choices”: say at least one.");
}

/* What is offered needs somebody to whom. */
static gboolean
check_queue (char *const *texts, ZxdRefusal *refusal, GError **error)
{
  enum { GROUPS = 2, METHOD = 7 };

  return g_str_equal (texts[METHOD], "pull") || g_strcmp0 (texts[GROUPS], "[]") != 0 ||
         zxd_refuse_field (refusal, "groups", "missing", error,
                           "A queue that offers contacts needs “groups”: say at least one.");
}

static gboolean
check_calendar (char *const *texts, ZxdRefusal *refusal, GError **error)
{
  enum { TIMEZONE = 2, WEEK, OFF };
  g_autoptr (GError) problem = NULL;
  const char *field = NULL;
  g_autoptr (ZxCalendar) calendar =
      zx_calendar_parse (texts[TIMEZONE], texts[WEEK], texts[OFF], &field, &problem);

  return calendar != NULL ||
         zxd_refuse_field (refusal, field, "malformed", error, "%s", problem->message);
}

/* Columns of a channel. */
enum { CHANNEL_KEY, CHANNEL_ORG, CHANNEL_NAME, CHANNEL_KIND, CHANNEL_ORIGINS, CHANNEL_BRAND };

static gboolean
check_channel (char *const *texts, ZxdRefusal *refusal, GError **error)
{
  static const char *const reserved[] = {"assets", "socket", NULL}; /* words of its URLs */
  g_auto (GStrv) origins = g_strsplit (texts[CHANNEL_ORIGINS], " ", -1);
  g_autoptr (GError) problem = NULL;

  if (g_strv_contains (reserved, texts[CHANNEL_KEY]))
    return zxd_refuse_field (refusal, "key", "malformed", error,
                             "“assets” and “socket” are taken by the pages: choose another “key”.");
  for (char **origin = origins; *origin != NULL; origin++)
    if (**origin != '\0' && !zxd_origin_check (*origin, &problem))
      return zxd_refuse_field (refusal, "origins", "malformed", error, "%s", problem->message);
  if (texts[CHANNEL_BRAND] != NULL && !zxd_brand_check (texts[CHANNEL_BRAND], &problem))
    return zxd_refuse_field (refusal, "brand", "malformed", error, "%s", problem->message);
  return TRUE;
}

static void
add_channel_members (GString *json, char *const *texts)
{
  double contrast = zxd_brand_own_contrast (texts[CHANNEL_BRAND]);

  if (contrast > 0)
    zx_json_add_double (json, "contrast", contrast);
  else
    zx_json_add_raw (json, "contrast", "null");
}

/* ---- the table */

static const ZxdSetupNoun nouns[] = {
    {"group",
     "groups",
     "agent_group",
     "a group",
     "name",
     "org_id",
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"name", ZXD_SETUP_TEXT, 1, NAME, .value = "NAME", .help = "What it is called"},
      ORG,
      {"members", ZXD_SETUP_REFS, 0, REFERENCES, "agent", .option = "member", .value = "LOGIN",
       .help = "An agent who belongs to it; may be repeated"},
      {"note", ZXD_SETUP_LONG, 0, TEXT, .value = "TEXT", .help = "What it is for"}},
     {{"queue",
       "SELECT name FROM queue WHERE EXISTS (SELECT 1 FROM json_each (groups) WHERE value = ?)",
       "SELECT name FROM queue WHERE CAST (groups AS jsonb) @> to_jsonb (CAST (? AS BIGINT))"}},
     .follow = zxd_contact_group_changed},
    {"queue",
     "queues",
     "queue",
     "a queue",
     "name",
     "org_id",
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"name", ZXD_SETUP_TEXT, 1, NAME, .value = "NAME", .help = "What it is called"},
      ORG,
      {"groups", ZXD_SETUP_REFS, 0, REFERENCES, "agent_group", .option = "group", .value = "GROUP",
       .help = "A group that serves it; may be repeated"},
      {"channels", ZXD_SETUP_REFS, 0, REFERENCES, "channel", .option = "channel", .value = "KEY",
       .help = "A channel that feeds it; may be repeated"},
      {"opening", ZXD_SETUP_LONG, 0, TEXT, .value = "TEXT",
       .help = "What a waiting customer reads first"},
      {"most_wait_s", ZXD_SETUP_NUMBER, 1, DAY_SECONDS, .value = "SECONDS",
       .help = "How long anybody shall wait"},
      {"most_waiting", ZXD_SETUP_NUMBER, 1, 100000, .value = "N",
       .help = "How many shall wait at once"},
      {"method", ZXD_SETUP_WORD, 1, 0, "pull least_loaded longest_idle round_robin",
       .usual = "pull", .value = "WORD",
       .help = "pull (agents take contacts themselves), or by whom each is offered to: "
               "least_loaded, longest_idle, round_robin"},
      {"offer_s", ZXD_SETUP_NUMBER, 5, 600, .value = "SECONDS",
       .help = "How long an offer stands (default: 20)"},
      {"regular_s", ZXD_SETUP_NUMBER, 1, 600, .value = "SECONDS",
       .help = "How long a customer waits for the agent he had last"},
      {"age_step_s", ZXD_SETUP_NUMBER, 10, DAY_SECONDS, .value = "SECONDS",
       .help = "How long a wait outweighs one tier (default: 300)"},
      {"decline", ZXD_SETUP_WORD, 1, 0, "freely with_reason", "freely", .value = "WORD",
       .help = "How an offer is declined: freely (default), or with_reason"},
      {"skills", ZXD_SETUP_SKILLS, 0, 0, .option = "skill", .value = "NAME=LEVEL",
       .help = "A skill that its agents need, at least at this level; may be repeated"},
      {"wrap_up_s", ZXD_SETUP_NUMBER, 10, 3600, .value = "SECONDS",
       .help = "How long wrap-up may take (default: as long as it takes)"}},
     .check = check_queue,
     .follow = zxd_contact_queue_changed},
    {"reply",
     "replies",
     "reply",
     "a quick reply",
     "shortcut",
     "org_id",
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"shortcut", ZXD_SETUP_TEXT, 1, 32, .value = "WORD",
       .help = "What is typed behind the / for it"},
      ORG,
      {"title", ZXD_SETUP_TEXT, 1, NAME, .value = "TEXT", .help = "What it is about"},
      {"text", ZXD_SETUP_LONG, 1, TEXT, .value = "TEXT",
       .help = "What is written; {{name}} becomes the customer's name"},
      {"lang", ZXD_SETUP_TEXT, 0, 35, .value = "LANG", .help = "Its language, like zh-CN or en"}}},
    {"catalog-product",
     "catalog-products",
     "catalog_product",
     "a product",
     "name",
     NULL,
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"name", ZXD_SETUP_TEXT, 1, NAME, .value = "NAME", .help = "What it is called"},
      {"modules", ZXD_SETUP_WORDS, 0, 200, ",", .option = "module", .value = "NAME",
       .help = "One of its modules; may be repeated"}},
     {{"catalog-version", "SELECT version FROM catalog_version WHERE product_id = ?"},
      {"customer", "SELECT c.name FROM product p JOIN catalog_product k ON k.name = p.name "
                   "JOIN customer c ON c.id = p.customer_id WHERE k.id = ?"}}},
    {"catalog-version",
     "catalog-versions",
     "catalog_version",
     "a version",
     "version",
     "product_id",
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"version", ZXD_SETUP_TEXT, 1, 60, .value = "VERSION", .help = "Its number, like 12.1"},
      {"product_id", ZXD_SETUP_REF, 1, 0, "catalog_product", .is_fixed = TRUE, .option = "product",
       .value = "NAME", .help = "Which product it is a version of"},
      {"state", ZXD_SETUP_WORD, 1, 0, "current supported ended", "supported", .value = "STATE",
       .help = "current, supported (default) or ended"},
      {"released_on", ZXD_SETUP_DAY, 0, 0, .value = "DAY",
       .help = "When it came out, like 2026-03-31"}},
     {{"customer", "SELECT c.name FROM product p JOIN catalog_product k ON k.name = p.name "
                   "JOIN catalog_version v ON v.product_id = k.id AND v.version = p.version "
                   "JOIN customer c ON c.id = p.customer_id WHERE v.id = ?"}}},
    {"contract-kind",
     "contract-kinds",
     "contract_kind",
     "a kind of contract",
     "name",
     NULL,
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"name", ZXD_SETUP_TEXT, 1, NAME, .value = "NAME", .help = "What it is called"},
      {"level", ZXD_SETUP_TEXT, 0, NAME, .value = "TEXT", .help = "The level of service"},
      {"hours", ZXD_SETUP_TEXT, 0, NAME, .value = "TEXT",
       .help = "When we are there for it, like 7×24"},
      {"warn_days", ZXD_SETUP_NUMBER, 1, 3650, NULL, "30", .value = "N",
       .help = "From how many days before its end on it runs out soon (default: 30)"}},
     {{"customer", "SELECT c.name FROM contract k JOIN customer c ON c.id = k.customer_id WHERE "
                   "k.kind_id = ?"}}},
    {"tier",
     "tiers",
     "tier",
     "a tier",
     "word",
     NULL,
     0,
     {{"word", ZXD_SETUP_WORD, 1, 0, "super_vip vip regular", .is_fixed = TRUE, .value = "WORD"},
      {"name", ZXD_SETUP_TEXT, 0, NAME, .value = "NAME",
       .help = "What it is called; empty: as always"},
      {"greeting", ZXD_SETUP_LONG, 0, TEXT, .value = "TEXT",
       .help = "How its customers are greeted, with variables like {{name}}; empty: as always"}}},
    {"field",
     "fields",
     "field",
     "an own field",
     "key",
     NULL,
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"key", ZXD_SETUP_KEY, 1, 40, LETTERS "_", .is_fixed = TRUE, .value = "KEY"},
      {"label", ZXD_SETUP_TEXT, 1, NAME, .value = "TEXT", .help = "What it is called"},
      {"kind", ZXD_SETUP_WORD, 1, 0, "text number date choice", "text", TRUE, .value = "KIND",
       .help = "text (default), number, date or choice"},
      {"choices", ZXD_SETUP_WORDS, 0, 200, "\n", .option = "choice", .value = "TEXT",
       .help = "What can be chosen; may be repeated"}},
     {{"customer",
       "SELECT c.name FROM customer c, field f WHERE f.id = ? AND instr (c.fields, '\"' || f.key "
       "|| '\":') > 0",
       "SELECT c.name FROM customer c, field f WHERE f.id = ? AND strpos (c.fields, '\"' || f.key "
       "|| '\":') > 0"}},
     check_field},
    {"category",
     "categories",
     "category",
     "a category",
     "name",
     "org_id",
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"name", ZXD_SETUP_TEXT, 1, NAME, .value = "NAME", .help = "What a contact was about"}, ORG},
     {{"contact", "SELECT coalesce (name, company, 'contact ' || id) FROM contact WHERE "
                  "category_id = ?"}}},
    {"calendar",
     "calendars",
     "calendar",
     "office hours",
     "name",
     "org_id",
     ZXD_SETUP_ADDS | ZXD_SETUP_REMOVES,
     {{"name", ZXD_SETUP_TEXT, 1, NAME, .value = "NAME", .help = "What they are called"},
      ORG,
      {"timezone", ZXD_SETUP_TEXT, 1, 60, .usual = "Asia/Shanghai", .value = "ZONE",
       .help = "Where, like Asia/Shanghai (default) or Europe/Berlin"},
      {"week", ZXD_SETUP_LONG, 1, TEXT, .value = "LINES",
       .help = "Lines like 1-5 08:30-12:00,13:00-18:00, where 1 is Monday"},
      {"off", ZXD_SETUP_LONG, 0, TEXT, .value = "LINES",
       .help = "Lines like 2026-10-01..2026-10-07, or with hours for a day that has others"}},
     {{"channel", "SELECT name FROM channel WHERE calendar_id = ?"}},
     check_calendar},
    {"channel",
     "channels",
     "channel",
     "a channel",
     "key",
     NULL,
     ZXD_SETUP_ADDS | ZXD_SETUP_ADMINS,
     {{"key", ZXD_SETUP_KEY, 1, 32, LETTERS "-", .is_fixed = TRUE, .value = "KEY"},
      ORG,
      {"name", ZXD_SETUP_TEXT, 1, 100, .value = "NAME", .help = "What agents call it"},
      {"kind", ZXD_SETUP_WORD, 1, 0, "web", "web", TRUE, .value = "KIND",
       .help = "web: a page with the chat"},
      {"origins", ZXD_SETUP_WORDS, 0, 20, " ", "", .option = "origin", .value = "URL",
       .help = "A site that may show it, like https://shop.example.com; may be repeated"},
      {"brand", ZXD_SETUP_TEXT, 0, 15, .value = "COLOUR",
       .help = "Its colour, like #0b6b60, or colour and text, like #ffd400/#000000"},
      {"team", ZXD_SETUP_TEXT, 0, 100, .value = "NAME", .help = "What visitors see as its name"},
      {"calendar_id", ZXD_SETUP_REF, 0, 0, "calendar", .option = "calendar", .value = "NAME",
       .help = "When somebody is there (default: always)"},
      {"reply_promise_min", ZXD_SETUP_NUMBER, 1, 60 * 24 * 30, .option = "reply-promise",
       .value = "MINUTES", .help = "How soon a left message is answered, in office hours"}},
     .check = check_channel,
     .add_members = add_channel_members},
};

const ZxdSetupNoun *
zxd_setup_nouns (gsize *n)
{
  *n = G_N_ELEMENTS (nouns);
  return nouns;
}

const ZxdSetupNoun *
zxd_setup_noun (const char *noun)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    if (g_str_equal (nouns[i].noun, noun))
      return &nouns[i];
  return NULL;
}

int
zxd_setup_place (const ZxdSetupNoun *noun, const char *name)
{
  for (int i = 0; i < ZXD_SETUP_COLUMNS && noun->columns[i].name != NULL; i++)
    if (g_strcmp0 (noun->columns[i].name, name) == 0)
      return i;
  return -1;
}
