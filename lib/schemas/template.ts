import { z } from "zod";
import { MAX_PROMPT_LENGTH } from "./limits.ts";
import { isProductVariable, PRODUCT_VARIABLES } from "./product-variables.ts";
import { nameSchema, requiredText, text } from "./text.ts";

const MAX_VALUE_LENGTH = 500;

/**
 * `text` and `choice` are entered when the template is used. `product` is filled from the product field named by
 * `defaultValue`, or else by `name`.
 */
export const templateVariableSchema = z
  .object({
    name: z
      .string()
      .regex(/^[A-Za-z_]\w{0,49}$/, "Use letters, digits and underscores, at most 50.")
      .refine((value) => value !== "__proto__", "Choose another name."),
    label: text(100).default(""),
    type: z.enum(["text", "choice", "product"], "Use text, choice or product."),
    required: z.boolean().default(false),
    defaultValue: text(MAX_VALUE_LENGTH).nullable().default(null),
    options: z
      .array(requiredText(MAX_VALUE_LENGTH, "An option can't be empty."))
      .max(100)
      .nullish()
      .transform((options) => options ?? [])
      .pipe(z.array(z.string())),
  })
  .superRefine((variable, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (variable.type === "choice" && variable.options.length === 0) issue("options", "Add at least one option.");
    if (variable.type === "choice" && variable.defaultValue && !variable.options.includes(variable.defaultValue))
      issue("defaultValue", "The default must be one of the options.");
    if (variable.type === "product" && !isProductVariable(variable.defaultValue || variable.name))
      issue("defaultValue", `Choose a product field: ${PRODUCT_VARIABLES.join(", ")}.`);
    if (variable.type !== "product" && isProductVariable(variable.name))
      issue("name", "This name is a product variable. Choose another name, or the type product.");
  });
export type TemplateVariable = z.infer<typeof templateVariableSchema>;

const variablesSchema = z
  .array(templateVariableSchema)
  .max(50, "Use at most 50 variables.")
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, "Two variables have the same name.");

const fields = {
  name: nameSchema,
  description: text(1_000),
  promptText: requiredText(MAX_PROMPT_LENGTH, "Enter a prompt."),
  variables: variablesSchema,
};

export const templateInputSchema = z.object({
  ...fields,
  description: fields.description.default(""),
  variables: fields.variables.default([]),
});
export type TemplateInput = z.infer<typeof templateInputSchema>;

export const templatePatchSchema = z.object(fields).partial();
export type TemplatePatch = z.infer<typeof templatePatchSchema>;

export const templateSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  promptText: z.string(),
  variables: z.array(templateVariableSchema),
});
export type Template = z.infer<typeof templateSchema>;

export const templatesSchema = z.object({ templates: z.array(templateSchema) });
