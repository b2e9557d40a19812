import { expect, test } from "vitest";
import { PRODUCT_KEYS } from "#components/review/products/product-keys.ts";
import { allowedCommand, allowedKeys, REVIEW_KEYS, type ReviewCommand } from "#components/review/review-keys.ts";
import { can, type User } from "#lib/auth/permissions.ts";
import type { Role } from "#lib/schemas/user.ts";

const COMMANDS: ReviewCommand[] = ["approve", "reject", "regenerate", "fix", "undo", "select"];

const rightsOf = (role: Role) => {
  const user: User = { id: "u", name: "Ana", role };
  return (permission: Parameters<typeof can>[1]) => can(user, permission);
};

test.each<[Role, (ReviewCommand | null)[]]>([
  ["VIEWER", [null, null, null, null, "undo", "select"]],
  ["REVIEWER", ["approve", "reject", "ask", "fix", "undo", "select"]],
  ["EDITOR", [null, null, "regenerate", "fix", "undo", "select"]],
  ["ADMIN", COMMANDS],
])("the commands of the review that a %s gives", (role, allowed) => {
  expect(COMMANDS.map((command) => allowedCommand(command, rightsOf(role)))).toEqual(allowed);
});

test("the help names the keys that do something", () => {
  const keysOf = (role: Role) => new Map(allowedKeys(REVIEW_KEYS, rightsOf(role)).keys);
  expect([..."ARDF"].filter((key) => keysOf("VIEWER").has(key))).toEqual([]);
  expect(keysOf("REVIEWER").get("D")).toBe("Ask to regenerate, with a note");
  expect(new Map(allowedKeys(PRODUCT_KEYS, rightsOf("VIEWER")).keys).has("1 – 4")).toBe(false);
  expect(allowedKeys(PRODUCT_KEYS, rightsOf("ADMIN"))).toEqual(PRODUCT_KEYS);
  expect(keysOf("ADMIN")).toEqual(new Map(REVIEW_KEYS.keys));
});
