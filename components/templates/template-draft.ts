import type { Template, TemplateInput, TemplateVariable } from "#lib/schemas/template.ts";

/** `options` has one option per line. */
export type VariableDraft = Omit<TemplateVariable, "options" | "defaultValue"> & {
  key: number;
  options: string;
  defaultValue: string;
};
export type TemplateDraft = {
  name: string;
  description: string;
  promptText: string;
  variables: VariableDraft[];
  nextKey: number;
};

export type DraftAction =
  | { type: "write"; field: "name" | "description" | "promptText"; value: string }
  | { type: "addVariable"; name?: string }
  | { type: "changeVariable"; key: number; change: Partial<VariableDraft> }
  | { type: "removeVariable"; key: number };

const EMPTY: Template = { id: "", name: "", description: "", promptText: "", variables: [] };

export function draftOf({ name, description, promptText, variables }: Template = EMPTY): TemplateDraft {
  const rows = variables.map((variable, key) => ({
    ...variable,
    key,
    defaultValue: variable.defaultValue ?? "",
    options: variable.options.join("\n"),
  }));
  return { name, description, promptText, variables: rows, nextKey: rows.length };
}

export function draftReducer(draft: TemplateDraft, action: DraftAction): TemplateDraft {
  switch (action.type) {
    case "write":
      return { ...draft, [action.field]: action.value };
    case "addVariable": {
      const added: VariableDraft = {
        key: draft.nextKey,
        name: action.name ?? "",
        label: "",
        type: "text",
        required: false,
        defaultValue: "",
        options: "",
      };
      return { ...draft, variables: [...draft.variables, added], nextKey: draft.nextKey + 1 };
    }
    case "changeVariable":
      return {
        ...draft,
        variables: draft.variables.map((row) => (row.key === action.key ? { ...row, ...action.change } : row)),
      };
    case "removeVariable":
      return { ...draft, variables: draft.variables.filter(({ key }) => key !== action.key) };
  }
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** A row that is not a choice has no options, whatever was typed before. */
export function inputOf({ name, description, promptText, variables }: TemplateDraft): TemplateInput {
  return {
    name,
    description,
    promptText,
    variables: variables.map(({ key: _, options, defaultValue, ...variable }) => ({
      ...variable,
      defaultValue: defaultValue.trim() || null,
      options: variable.type === "choice" ? lines(options) : [],
    })),
  };
}
