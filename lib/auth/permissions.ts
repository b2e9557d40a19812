import type { Role } from "#lib/schemas/user.ts";

export type Permission =
  /** See everything but imports, exports, metrics and users. */
  | "read"
  /** Import, and edit products and their photos. */
  | "catalog"
  /** Edit templates, image types, shot lists and looks. */
  | "prompt"
  /** Call the model, now or later. */
  | "spend"
  /** Pause and cancel jobs. */
  | "job"
  /** Approve and reject. */
  | "review"
  /** Fix images, restore versions, choose which one is current and for which variant. */
  | "version"
  | "export"
  /** Delete products, photos, images and jobs, and restore them. */
  | "delete"
  | "metrics"
  /** Users, settings and budgets. */
  | "admin";

export type User = {
  /** Null for whoever uses the app without accounts. */
  id: string | null;
  name: string;
  role: Role;
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

export function can({ role }: User, permission: Permission): boolean {
  return OF_ROLE[role].has(permission);
}

/** A review link asks for nobody's account, so it is of use only where others are asked for theirs. */
export const mayShare = (user: User): boolean => user.id !== null && can(user, "review");

/** Whoever uses the app with AUTH=local: there is no sign-in, and access.ts lets nobody else in. */
export const LOCAL_USER: User = { id: null, name: "local user", role: "ADMIN" };
