/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which members of a customer and its parts can be edited, and how each is entered. */
#include "zx-part-fields.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static const ZxChoice tiers[] = {{"regular", N_ ("Regular")},
                                 {"vip", N_ ("VIP")},
                                 {"super_vip", N_ ("Super VIP")},
                                 {NULL}};
static const ZxChoice kinds[] = {{"company", N_ ("Company")},
                                 {"person", N_ ("Private person")},
                                 {NULL}};
static const ZxChoice langs[] = {{"", N_ ("Not known")},
                                 {"zh-Hans", N_ ("Chinese")},
                                 {"en", N_ ("English")},
                                 {NULL}};
static const ZxChoice identity_kinds[] = {{"phone", N_ ("Phone")},
                                          {"mail", N_ ("Mail address")},
                                          {"account", N_ ("Product account")},
                                          {"client_id", N_ ("Client id")},
                                          {"external", N_ ("Number in another system")},
                                          {NULL}};

static const ZxPartField customer_fields[] = {
    {"name", N_ ("Customer"), ZX_INPUT_LINE, .is_needed = TRUE},
    {"kind", N_ ("Kind"), ZX_INPUT_CHOICE, kinds, .is_needed = TRUE},
    {"tier", N_ ("Tier"), ZX_INPUT_CHOICE, tiers, .is_needed = TRUE},
    {"org_id", N_ ("Organisation"), ZX_INPUT_ORG, .is_needed = TRUE},
    {"owner_agent_id", N_ ("Looked after by"), ZX_INPUT_AGENT},
    {"lang", N_ ("Language"), ZX_INPUT_CHOICE, langs},
    {"external_id", N_ ("Number"), ZX_INPUT_LINE},
    {"note", N_ ("Remark"), ZX_INPUT_TEXT},
};

static const ZxPartField person_fields[] = {
    {"name", N_ ("Name"), ZX_INPUT_LINE, .is_needed = TRUE},
    {"title", N_ ("Position"), ZX_INPUT_LINE},
    {"lang", N_ ("Language"), ZX_INPUT_CHOICE, langs},
};

static const ZxPartField identity_fields[] = {
    {"kind", N_ ("Kind"), ZX_INPUT_CHOICE, identity_kinds, .is_needed = TRUE, .only_new = TRUE},
    {"value", N_ ("Value"), ZX_INPUT_LINE, .is_needed = TRUE},
    {"shared", N_ ("Shared by several people"), ZX_INPUT_FLAG},
};

static const ZxPartField contract_fields[] = {
    {"name", N_ ("Contract"), ZX_INPUT_LINE, .is_needed = TRUE},
    {"kind_id", N_ ("Kind"), ZX_INPUT_RECORD, .noun = "contract-kind"},
    {"level", N_ ("Level"), ZX_INPUT_LINE},
    {"starts_on", N_ ("From"), ZX_INPUT_DAY},
    {"ends_on", N_ ("Until"), ZX_INPUT_DAY},
    {"modules", N_ ("Modules"), ZX_INPUT_WORDS},
    {"remaining", N_ ("Remaining"), ZX_INPUT_LINE},
    {"note", N_ ("Remark"), ZX_INPUT_TEXT},
};

static const ZxPartField product_fields[] = {
    {"name", N_ ("Product"), ZX_INPUT_LINE, .is_needed = TRUE},
    {"version", N_ ("Version"), ZX_INPUT_LINE},
    {"modules", N_ ("Modules"), ZX_INPUT_WORDS},
    {"environment", N_ ("Environment"), ZX_INPUT_LINE},
    {"installed_on", N_ ("Installed on"), ZX_INPUT_DAY},
    {"note", N_ ("Remark"), ZX_INPUT_TEXT},
};

static const ZxPartField note_fields[] = {
    {"text", N_ ("Note"), ZX_INPUT_TEXT, .is_needed = TRUE},
};

static const struct {
  const ZxPartField *fields;
  guint n;
  const char *add, *edit;
} parts[] = {
    [ZX_PART_CUSTOMER] = {customer_fields, G_N_ELEMENTS (customer_fields), N_ ("Add a customer"),
                          N_ ("Edit the customer")},
    [ZX_PART_PERSON] = {person_fields, G_N_ELEMENTS (person_fields), N_ ("Add a person"),
                        N_ ("Edit the person")},
    [ZX_PART_IDENTITY] = {identity_fields, G_N_ELEMENTS (identity_fields),
                          N_ ("Add a phone number or address"),
                          N_ ("Edit the phone number or address")},
    [ZX_PART_CONTRACT] = {contract_fields, G_N_ELEMENTS (contract_fields), N_ ("Add a contract"),
                          N_ ("Edit the contract")},
    [ZX_PART_PRODUCT] = {product_fields, G_N_ELEMENTS (product_fields), N_ ("Add a product"),
                         N_ ("Edit the product")},
    [ZX_PART_NOTE] = {note_fields, G_N_ELEMENTS (note_fields), N_ ("Add a note"),
                      N_ ("Edit the note")},
};

const ZxPartField *
zx_part_fields (ZxPart part, guint *n)
{
  g_return_val_if_fail (part < G_N_ELEMENTS (parts), NULL);

  *n = parts[part].n;
  return parts[part].fields;
}

const char *
zx_words_part_add (ZxPart part)
{
  g_return_val_if_fail (part < G_N_ELEMENTS (parts), "");

  return _ (parts[part].add);
}

const char *
zx_words_part_edit (ZxPart part)
{
  g_return_val_if_fail (part < G_N_ELEMENTS (parts), "");

  return _ (parts[part].edit);
}

const char *
zx_words_identity_kind (const char *kind)
{
  for (guint i = 0; identity_kinds[i].word != NULL; i++)
    if (g_strcmp0 (identity_kinds[i].word, kind) == 0)
      return _ (identity_kinds[i].label);
  return kind != NULL ? kind : "";
}

char **
zx_part_split_words (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) plain = g_string_new (text);
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < 4; i++)
    g_string_replace (plain, (const char *[]){"，", "、", "；", ";"}[i], ",", 0);
  words = g_strsplit (plain->str, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

gboolean
zx_part_is_day (const char *text)
{
  int year, month, day, end = 0;

  return sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && end == 10 &&
         text[10] == '\0' && year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}
