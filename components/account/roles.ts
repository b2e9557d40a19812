import type { Role } from "#lib/schemas/user.ts";

export const ROLES: { value: Role; label: string; text: string }[] = [
  { value: "VIEWER", label: "Viewer", text: "sees everything, changes nothing" },
  { value: "REVIEWER", label: "Reviewer", text: "approves, rejects, fixes and exports images" },
  { value: "EDITOR", label: "Editor", text: "imports products, edits prompts, generates images" },
  { value: "ADMIN", label: "Admin", text: "does everything, also deletes and manages users" },
];

export const roleLabel = (role: Role) => ROLES.find(({ value }) => value === role)?.label ?? role;
