import type { KeyPermission } from "./api-key.ts";

export type Permission =
  | KeyPermission
  /** One's own account: password, sessions, second steps and keys. */
  | "account"
  /** Users, settings, budgets, backups and the audit log. */
  | "admin";
