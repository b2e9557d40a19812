import { z } from "zod";
import { dateSchema } from "./product.ts";
import { idSchema, pageQuery } from "./text.ts";

/** What is recorded. The first word is what it is done to. */
export const auditActionSchema = z.enum([
  "session.sign-in",
  "session.sign-out",
  "session.end",
  "password.change",
  /** Asked for again by somebody who is signed in. */
  "password.refuse",
  "password.link",
  "two-factor.on",
  "two-factor.off",
  "two-factor.codes",
  "passkey.add",
  "passkey.remove",
  "invite.create",
  "invite.withdraw",
  "user.create",
  "user.role",
  "user.remove",
  "key.create",
  "key.revoke",
  "settings.change",
  "job.start",
  "job.pause",
  "job.resume",
  "job.cancel",
  "job.retry-failed",
  "job.continue",
  "job.try-others",
  "job.budget",
  "image.generate",
  "image.regenerate",
  "import.start",
  "hold.release",
  "prompt.create",
  "prompt.change",
  "prompt.delete",
  "product.delete",
  "photo.replace",
  "photo.delete",
  "image.delete",
  "job.delete",
  "deletion.restore",
  "review-link.create",
  "review-link.withdraw",
  "backup.create",
  "export.download",
  /** Something that the role or the key doesn't allow. */
  "request.refuse",
]);
export type AuditAction = z.infer<typeof auditActionSchema>;

const auditFilters = {
  /** Id of a user. */
  user: idSchema.optional(),
  action: auditActionSchema.optional(),
  /** Days of UTC, both included. */
  from: dateSchema.optional(),
  to: dateSchema.optional(),
};
export const auditFilterSchema = z.object(auditFilters);
export const auditQuerySchema = z.object({ ...auditFilters, ...pageQuery });
export type AuditFilter = z.infer<typeof auditFilterSchema>;
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditEntrySchema = z.object({
  id: idSchema,
  at: z.string(),
  /** Null where nobody was signed in, and without accounts. */
  userId: z.string().nullable(),
  /** The name at that time; null where nobody was signed in. */
  userName: z.string().nullable(),
  /** The API key that was used. */
  keyName: z.string().nullable(),
  /** Where the request came from. */
  address: z.string().nullable(),
  action: auditActionSchema,
  /** Id of what it was done to. */
  target: z.string().nullable(),
  outcome: z.enum(["done", "refused"]),
  details: z.record(z.string(), z.unknown()),
});
export const auditSchema = z.object({ entries: z.array(auditEntrySchema), nextCursor: z.string().nullable() });
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type Audit = z.infer<typeof auditSchema>;
