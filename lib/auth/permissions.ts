import type { Permission } from "#lib/schemas/permission.ts";
import type { Role } from "#lib/schemas/user.ts";

export type { Permission };

export type User = {
  /** Null for whoever uses the app without accounts. */
  id: string | null;
  name: string;
  role: Role;
  /** Do the settings let editors approve? */
  editorsApprove?: boolean;
};

const OF_ROLE: Record<Role, ReadonlySet<Permission>> = {
  VIEWER: new Set<Permission>(["read"]),
  REVIEWER: new Set<Permission>(["read", "review", "version", "export"]),
  EDITOR: new Set<Permission>(["read", "catalog", "prompt", "spend", "job", "version", "export"]),
  ADMIN: new Set<Permission>([
    "read",
    "catalog",
    "prompt",
    "spend",
    "job",
    "review",
    "version",
    "export",
    "delete",
    "metrics",
    "admin",
  ]),
};

export function can({ role, editorsApprove = false }: User, permission: Permission): boolean {
  if (permission === "review" && role === "EDITOR") return editorsApprove;
  return OF_ROLE[role].has(permission);
}

/** A review link asks for nobody's account, so it is of use only where others are asked for theirs. */
export const mayShare = (user: User): boolean => user.id !== null && can(user, "review");

export const permissionsOf = (user: User): Permission[] =>
  [...OF_ROLE.ADMIN].filter((permission) => can(user, permission));

/** Whoever uses the app with AUTH=local: there is no sign-in, and access.ts lets nobody else in. */
export const LOCAL_USER: User = { id: null, name: "local user", role: "ADMIN" };
