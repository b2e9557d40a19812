import type { z } from "zod";

const TYPES: Record<string, string> = {
  string: "Must be text.",
  number: "Must be a number.",
  int: "Must be a whole number.",
  boolean: "Must be true or false.",
  array: "Must be a list.",
  object: "Must be an object.",
  record: "Must be an object.",
};

const UNITS: Record<string, [one: string, many: string]> = {
  string: [" character", " characters"],
  array: [" entry", " entries"],
};

function size(value: number | bigint, origin: string): string {
  const [one, many] = UNITS[origin] ?? ["", ""];
  return `${value.toLocaleString("en")}${Number(value) === 1 ? one : many}`;
}

/** An error map for `safeParse`, for schemas without their own message. */
export function plainSentence(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined && issue.code !== "custom") return "Required.";
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? "Not valid.";
    case "invalid_value":
      return `Must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}.`;
    case "too_big":
      return `Use at most ${size(issue.maximum, issue.origin)}.`;
    case "too_small":
      return `Use at least ${size(issue.minimum, issue.origin)}.`;
    case "invalid_format":
      return "Not in the expected format.";
    case "unrecognized_keys":
      return `Unknown: ${issue.keys.join(", ")}.`;
    default:
      return "Not valid.";
  }
}
