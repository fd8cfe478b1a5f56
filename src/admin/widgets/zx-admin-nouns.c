/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of what an administrator sets up: which fields each thing has and how they are
 * called. */
#include "zx-admin-nouns.h"

#include <glib/gi18n.h>

static const ZxAdminChoice roles[] = {
    {"agent", N_ ("Agent: answers customers")},
    {"engineer", N_ ("Engineer: answers customers, second line")},
    {"lead", N_ ("Team lead: also sees what colleagues do")},
    {"admin", N_ ("Administrator: also sets up all this")},
    {NULL, NULL},
};

static const ZxAdminChoice scopes[] = {
    {"own", N_ ("Own organisation only")},
    {"subtree", N_ ("Own organisation and those below it")},
    {"all", N_ ("All organisations")},
    {NULL, NULL},
};

static const ZxAdminChoice langs[] = {
    {"", N_ ("Any language")},
    {"zh", N_ ("Chinese")},
    {"en", N_ ("English")},
    {NULL, NULL},
};

static const ZxAdminChoice version_states[] = {
    {"current", N_ ("Current")},
    /* translators: of a product's version */
    {"supported", N_ ("Still supported")},
    {"ended", N_ ("No longer supported")},
    {NULL, NULL},
};

static const ZxAdminChoice field_kinds[] = {
    {"text", N_ ("Text")}, {"number", N_ ("A number")},
    {"date", N_ ("Day")},  {"choice", N_ ("Choice from a list")},
    {NULL, NULL},
};

static const ZxAdminChoice methods[] = {
    {"pull", N_ ("By hand: agents take them from the queue")},
    {"least_loaded", N_ ("Most room: to who has most room left")},
    {"longest_idle", N_ ("Longest idle: to who has waited longest for work")},
    {"round_robin", N_ ("In turn: to one after the other")},
    {NULL, NULL},
};

static const ZxAdminChoice declines[] = {
    {"freely", N_ ("Freely: nobody asks why")},
    {"with_reason", N_ ("With a reason: who declines says why")},
    {NULL, NULL},
};

#define ROUTED "least_loaded longest_idle round_robin"

#define ORG                                                                                        \
  {                                                                                                \
    "org_id", N_ ("Organisation"), ZX_FIELD_ROW_REF, .refers = "org", .is_required = TRUE          \
  }

static const ZxAdminNoun nouns[] = {
    {.noun = "agent",
     .title = N_ ("Staff"),
     .add = N_ ("New person"),
     .empty = N_ ("Everybody who works with Zuoxi has an account here."),
     .subtitle = {"login", "role"},
     .fields = {{"name", N_ ("Name"), ZX_FIELD_ROW_TEXT,
                 N_ ("Customers see it beside the answers."), .is_required = TRUE},
                {"login", N_ ("Login"), ZX_FIELD_ROW_TEXT,
                 N_ ("What is typed at sign-in. It cannot be changed later."), .is_required = TRUE,
                 .is_fixed = TRUE},
                {"password", N_ ("First password"), ZX_FIELD_ROW_PASSWORD,
                 N_ ("At least 10 characters. Tell it to this person yourself."),
                 .is_required = TRUE, .is_fixed = TRUE, .is_new_only = TRUE},
                {"role", N_ ("Role"), ZX_FIELD_ROW_CHOICE, .choices = roles, .initial = "agent"},
                ORG,
                {"scope", N_ ("Sees the customers of"), ZX_FIELD_ROW_CHOICE, .choices = scopes,
                 .initial = "subtree"},
                {"capacity", N_ ("Chats at once"), ZX_FIELD_ROW_AT_ONCE,
                 N_ ("No more than these are offered to this person. Empty: 4."), .least = 1,
                 .most = 30, .initial = "4"},
                {"skills", N_ ("Skills"), ZX_FIELD_ROW_SKILLS,
                 N_ ("What this person knows, languages too. Queues can ask for skills.")},
                {"disabled", N_ ("Account is closed"), ZX_FIELD_ROW_FLAG,
                 N_ ("Nobody can sign in with it any more. What this person wrote stays.")}}},
    {.noun = "group",
     .title = N_ ("Groups"),
     .add = N_ ("New group"),
     .empty = N_ ("A group is the people who know the same things, such as billing or second line. "
                  "Make one and choose who belongs to it."),
     .deletion = N_ ("Its members keep their accounts; they only no longer form this group."),
     .subtitle = {"members"},
     .fields = {{"name", N_ ("Group name"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
                ORG,
                {"members", N_ ("Members"), ZX_FIELD_ROW_REFS, .refers = "agent"},
                {"note", N_ ("What it is for"), ZX_FIELD_ROW_LONG}}},
    {.noun = "queue",
     .title = N_ ("Queues"),
     .add = N_ ("New queue"),
     .empty = N_ ("A queue is where customers of some channels wait, and it says who gets them. "
                  "Without one, agents take everybody by hand."),
     .deletion = N_ ("Who waits in it waits on, and agents take them by hand."),
     .subtitle = {"method", "groups"},
     .fields =
         {{"name", N_ ("Queue name"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
          ORG,
          {"channels", N_ ("Channels"), ZX_FIELD_ROW_REFS,
           N_ ("Customers of these wait here. Who comes by a channel with several queues waits in "
               "the oldest of them."),
           "channel"},
          {"groups", N_ ("Groups"), ZX_FIELD_ROW_REFS, N_ ("Their members get the customers."),
           "group"},
          {"method", N_ ("Who gets the next customer"), ZX_FIELD_ROW_CHOICE, .choices = methods,
           .initial = "pull", .heading = N_ ("Routing")},
          {"skills", N_ ("Needed skills"), ZX_FIELD_ROW_SKILLS,
           N_ ("Only who has all of them, at least so well, is offered a customer."),
           .only_for = ROUTED, .only_of = "method"},
          {"regular_s", N_ ("Keep for the last agent"), ZX_FIELD_ROW_NUMBER,
           N_ ("So many seconds a returning customer waits for the agent of the last time, if "
               "that one is there but busy. Empty: not at all."),
           .only_for = ROUTED, .only_of = "method", .least = 1, .most = 600},
          {"age_step_s", N_ ("Waiting outweighs a tier after"), ZX_FIELD_ROW_NUMBER,
           N_ ("After so many seconds somebody counts as one tier higher, so that nobody waits for "
               "ever. Empty: 300."),
           .only_for = ROUTED, .only_of = "method", .least = 10, .most = 86400},
          {"offer_s", N_ ("Time to accept"), ZX_FIELD_ROW_NUMBER,
           N_ ("So many seconds an agent has to take an offer; then the next one gets it. "
               "Empty: 20."),
           .least = 5, .most = 600, .heading = N_ ("Offers")},
          {"decline", N_ ("Declining"), ZX_FIELD_ROW_CHOICE, .choices = declines,
           .initial = "freely"},
          {"opening", N_ ("First words"), ZX_FIELD_ROW_LONG,
           N_ ("What customers read first while they wait."),
           .heading = N_ ("While customers wait")},
          {"most_wait_s", N_ ("Longest wait"), ZX_FIELD_ROW_NUMBER,
           N_ ("After so many seconds the customer is asked to leave a message. Empty: as long as "
               "it takes."),
           .least = 1, .most = 86400},
          {"most_waiting", N_ ("Most who wait"), ZX_FIELD_ROW_NUMBER,
           N_ ("Who comes when so many wait already is asked to leave a message. Empty: any "
               "number."),
           .least = 1, .most = 100000},
          {"wrap_up_s", N_ ("Wrap-up time"), ZX_FIELD_ROW_NUMBER,
           N_ ("So many seconds an agent has after a contact for category and summary. Empty: as "
               "long as it takes."),
           .least = 10, .most = 3600, .heading = N_ ("Afterwards")}}},
    {.noun = "org",
     .title = N_ ("Organisations"),
     .add = N_ ("New organisation"),
     .empty = N_ ("Headquarters, branches and dealers form a tree. Who works in one sees its "
                  "customers, and those below it if you say so."),
     .subtitle = {"parent_id"},
     .fields = {{"name", N_ ("Organisation name"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
                {"parent_id", N_ ("Belongs to"), ZX_FIELD_ROW_REF,
                 N_ ("Its place in the tree cannot be changed later."), "org", .is_required = TRUE,
                 .is_fixed = TRUE}}},
    {.noun = "channel",
     .title = N_ ("Channels"),
     .add = N_ ("New channel"),
     .empty = N_ ("A channel is a way for customers to reach you: a web site with the chat on it. "
                  "Make one, then paste its two lines into your pages."),
     .subtitle = {"key", "org_id"},
     .fields =
         {{"name", N_ ("Channel name"), ZX_FIELD_ROW_TEXT,
           N_ ("What agents see beside a contact, such as “Web shop”."), .is_required = TRUE},
          {"key", N_ ("Key"), ZX_FIELD_ROW_TEXT,
           N_ ("A short word for the pages’ source: letters, digits and hyphens. It cannot be "
               "changed later."),
           .is_required = TRUE, .is_fixed = TRUE},
          {"team", N_ ("Name that visitors see"), ZX_FIELD_ROW_TEXT,
           N_ ("Who answers, such as “Example Support”.")},
          {"origins", N_ ("Web sites"), ZX_FIELD_ROW_WORDS,
           N_ ("Only pages of these may show the chat, one a line, such as "
               "https://www.example.com")},
          {"brand", N_ ("Colour"), ZX_FIELD_ROW_COLOUR,
           N_ ("Such as #0b6b5f, or #ffd400/#202020 for a colour and the text on it.")},
          {"calendar_id", N_ ("Office hours"), ZX_FIELD_ROW_REF,
           N_ ("Outside of them visitors are offered to leave a message. None: always open."),
           "calendar"},
          {"reply_promise_min", N_ ("First reply to a left message"), ZX_FIELD_ROW_NUMBER,
           N_ ("Within so many minutes of office hours. Empty: nothing is promised.")},
          ORG}},
    {.noun = "calendar",
     .title = N_ ("Office hours"),
     .add = N_ ("New office hours"),
     .empty = N_ ("When somebody is there to answer. Make one and choose it at your channels: "
                  "visitors are told the truth about when you are there."),
     .deletion = N_ ("As long as a channel has these hours, they stay."),
     .subtitle = {"timezone"},
     .fields =
         {{"name", N_ ("Name of the hours"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
          {"timezone", N_ ("Time zone"), ZX_FIELD_ROW_TEXT, N_ ("Such as Asia/Shanghai."),
           .is_required = TRUE},
          {"week", N_ ("Week"), ZX_FIELD_ROW_LONG,
           N_ ("A line for days with the same hours, 1 is Monday, such as 1-5 "
               "08:30-12:00,13:00-18:00"),
           .is_required = TRUE},
          {"off", N_ ("Days off"), ZX_FIELD_ROW_LONG,
           N_ ("A day or a span a line, such as 2026-10-01..2026-10-07. With hours behind it: "
               "a day that has others than its week.")},
          ORG}},
    {.noun = "category",
     .title = N_ ("Categories"),
     .add = N_ ("New category"),
     .empty = N_ ("What chats are about, such as billing or upgrade. Agents choose one when they "
                  "wrap up."),
     .deletion = N_ ("As long as a contact is of this category, it stays."),
     .subtitle = {"org_id"},
     .fields = {{"name", N_ ("Category name"), ZX_FIELD_ROW_TEXT, .is_required = TRUE}, ORG}},
    {.noun = "reply",
     .title = N_ ("Quick replies"),
     .add = N_ ("New quick reply"),
     .empty = N_ ("What is written again and again is written once here. Agents type / and its "
                  "shortcut."),
     .deletion = N_ ("Agents can no longer choose it. What was sent with it stays."),
     .subtitle = {"shortcut", "org_id"},
     .fields = {{"title", N_ ("Title"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
                {"shortcut", N_ ("Shortcut"), ZX_FIELD_ROW_TEXT,
                 N_ ("What is typed after the /, such as hello."), .is_required = TRUE},
                {"text", N_ ("Text"), ZX_FIELD_ROW_LONG, .is_required = TRUE},
                {"lang", N_ ("Language"), ZX_FIELD_ROW_CHOICE, .choices = langs},
                ORG}},
    {.noun = "catalog-product",
     .title = N_ ("Products"),
     .add = N_ ("New product"),
     .empty = N_ ("What your customers use. With products and their versions, agents see at once "
                  "when somebody has an old one."),
     .deletion = N_ ("As long as a customer has it, it stays."),
     .subtitle = {"modules"},
     .fields = {{"name", N_ ("Product name"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
                {"modules", N_ ("Modules"), ZX_FIELD_ROW_WORDS, N_ ("One a line.")}}},
    {.noun = "catalog-version",
     .title = N_ ("Versions"),
     .add = N_ ("New version"),
     .empty = N_ ("Name the versions of your products, and which of them is current."),
     .deletion = N_ ("As long as a customer has it, it stays."),
     .subtitle = {"product_id", "state"},
     .fields = {{"product_id", N_ ("Product"), ZX_FIELD_ROW_REF, NULL, "catalog-product",
                 .is_required = TRUE, .is_fixed = TRUE},
                {"version", N_ ("Version"), ZX_FIELD_ROW_TEXT, N_ ("Such as 12.1."),
                 .is_required = TRUE},
                {"state", N_ ("State"), ZX_FIELD_ROW_CHOICE, .choices = version_states,
                 .initial = "current"},
                {"released_on", N_ ("Released on"), ZX_FIELD_ROW_DAY}}},
    {.noun = "tier",
     .title = N_ ("Tiers"),
     .empty = N_ ("There are always three tiers."),
     .subtitle = {"name"},
     .fields = {{"name", N_ ("Tier name"), ZX_FIELD_ROW_TEXT,
                 N_ ("What this tier is called in your house. Empty: the usual word.")},
                {"greeting", N_ ("Greeting"), ZX_FIELD_ROW_LONG,
                 N_ ("What a known customer of this tier reads first. Empty: the usual words.")}}},
    {.noun = "contract-kind",
     .title = N_ ("Contract kinds"),
     .add = N_ ("New kind of contract"),
     .empty = N_ ("What you promise your customers, such as “A, 7×24”. Agents see it beside the "
                  "contact, and when it runs out."),
     .deletion = N_ ("As long as a contract is of this kind, it stays."),
     .subtitle = {"level", "hours"},
     .fields = {{"name", N_ ("Contract kind name"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
                {"level", N_ ("Level of service"), ZX_FIELD_ROW_TEXT},
                {"hours", N_ ("Hours"), ZX_FIELD_ROW_TEXT, N_ ("Such as 7×24 or Mon–Fri 9–18.")},
                {"warn_days", N_ ("Warn before its end"), ZX_FIELD_ROW_NUMBER,
                 N_ ("So many days before its end a contract is shown as running out."),
                 .initial = "30", .is_required = TRUE}}},
    {.noun = "field",
     .title = N_ ("Own fields"),
     .add = N_ ("New field"),
     .empty = N_ ("What else you want to know of every customer, such as a region or a contract "
                  "number of your own."),
     .deletion = N_ ("As long as a customer has something in it, it stays."),
     .subtitle = {"kind", "key"},
     .fields = {{"label", N_ ("Field name"), ZX_FIELD_ROW_TEXT, .is_required = TRUE},
                {"key", N_ ("Key"), ZX_FIELD_ROW_TEXT,
                 N_ ("For imports and programs: small letters, digits and _. It cannot be changed "
                     "later."),
                 .is_required = TRUE, .is_fixed = TRUE},
                {"kind", N_ ("Kind"), ZX_FIELD_ROW_CHOICE, .choices = field_kinds,
                 .initial = "text"},
                {"choices", N_ ("Choices"), ZX_FIELD_ROW_WORDS, N_ ("One a line."),
                 .only_for = "choice"}}},
};

static const ZxAdminPage pages[] = {
    {"people", N_ ("Staff"), "avatar-default-symbolic", {"agent"}},
    {"groups", N_ ("Groups"), "system-users-symbolic", {"group"}},
    {"queues", N_ ("Queues"), "view-list-ordered-symbolic", {"queue"}},
    {"orgs", N_ ("Organisations"), "go-home-symbolic", {"org"}},
    {"channels", N_ ("Channels"), "network-wired-symbolic", {"channel"}},
    {"hours", N_ ("Office hours"), "alarm-symbolic", {"calendar"}},
    {"categories", N_ ("Categories"), "bookmark-new-symbolic", {"category"}},
    {"replies", N_ ("Quick replies"), "insert-text-symbolic", {"reply"}},
    {"products",
     N_ ("Products"),
     "package-x-generic-symbolic",
     {"catalog-product", "catalog-version"}},
    {"tiers", N_ ("Tiers and contracts"), "starred-symbolic", {"tier", "contract-kind"}},
    {"fields", N_ ("Own fields"), "view-list-symbolic", {"field"}},
    {"audit", N_ ("Audit trail"), "document-open-recent-symbolic", {NULL}},
};

const ZxAdminPage *
zx_admin_pages (gsize *n)
{
  *n = G_N_ELEMENTS (pages);
  return pages;
}

const char *
zx_admin_icon (const char *noun)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    for (guint place = 0; pages[i].nouns[place] != NULL; place++)
      if (g_str_equal (pages[i].nouns[place], noun))
        return pages[i].icon;
  return NULL;
}

const ZxAdminNoun *
zx_admin_noun (const char *noun)
{
  for (gsize i = 0; noun != NULL && i < G_N_ELEMENTS (nouns); i++)
    if (g_str_equal (nouns[i].noun, noun))
      return &nouns[i];
  return NULL;
}

const ZxAdminField *
zx_admin_field (const ZxAdminNoun *noun, const char *member)
{
  for (guint i = 0; i < ZX_ADMIN_FIELDS && noun->fields[i].member != NULL; i++)
    if (g_str_equal (noun->fields[i].member, member))
      return &noun->fields[i];
  return NULL;
}
