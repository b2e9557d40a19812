import { type KeyPermission, keyPermissionSchema } from "#lib/schemas/api-key.ts";
import type { Permission } from "#lib/schemas/permission.ts";
import type { Role } from "#lib/schemas/user.ts";

export type { Permission };

export type ApiKeyOfUser = {
  id: string;
  name: string;
  permissions: readonly KeyPermission[];
};

export type User = {
  /** Null for whoever uses the app without accounts. */
  id: string | null;
  name: string;
  role: Role;
  /** Do the settings let editors approve? */
  editorsApprove?: boolean;
  /** Where the request came with one. */
  key?: ApiKeyOfUser;
};

const OF_ROLE: Record<Role, ReadonlySet<Permission>> = {
  VIEWER: new Set<Permission>(["read", "account"]),
  REVIEWER: new Set<Permission>(["read", "account", "review", "version", "export"]),
  EDITOR: new Set<Permission>(["read", "account", "catalog", "prompt", "spend", "job", "version", "export"]),
  ADMIN: new Set<Permission>([...keyPermissionSchema.options, "account", "admin"]),
};

/** A key never allows more than its user may at that moment, and nothing about accounts. */
export function can({ role, key, editorsApprove = false }: User, permission: Permission): boolean {
  const isAllowed = OF_ROLE[role].has(permission) || (permission === "review" && role === "EDITOR" && editorsApprove);
  return isAllowed && (!key || key.permissions.some((each) => each === permission));
}

/** A review link asks for nobody's account, so it is of use only where others are asked for theirs. */
export const mayShare = (user: User): boolean => user.id !== null && can(user, "review");

export const permissionsOf = (user: User): Permission[] =>
  [...OF_ROLE.ADMIN].filter((permission) => can(user, permission));

/** Whoever uses the app with AUTH=local: there is no sign-in, and access.ts lets nobody else in. */
export const LOCAL_USER: User = { id: null, name: "local user", role: "ADMIN" };
