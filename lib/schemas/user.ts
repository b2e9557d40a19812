import { z } from "zod";
import { idSchema, requiredText } from "#lib/schemas/text.ts";
import { MAX_PASSWORD, MIN_PASSWORD } from "./limits.ts";

/** From the least to the most. */
export const roleSchema = z.enum(["VIEWER", "REVIEWER", "EDITOR", "ADMIN"]);

export type Role = z.infer<typeof roleSchema>;

/** Why a sign-in at the OIDC provider began no session. */
export type OidcFailure =
  | "denied"
  | "expired"
  | "invalid"
  | "no-role"
  | "not-allowed"
  | "only-admin"
  | "too-many"
  | "unreachable"
  | "unverified";

const emailSchema = z.string().trim().toLowerCase().max(200).pipe(z.email("Enter an email address."));
/** What a browser sends of a password is at most this long: a longer one would only cost time. */
const givenPasswordSchema = z.string().min(1, "Enter the password.").max(MAX_PASSWORD, "The password is too long.");
const newPasswordSchema = z
  .string()
  .min(MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`)
  .max(MAX_PASSWORD, `Use at most ${MAX_PASSWORD} characters.`);

export const signInSchema = z.object({ email: emailSchema, password: givenPasswordSchema });
/** Where a code has to follow. */
export const codeRequiredSchema = z.object({ codeRequired: z.literal(true) });
/** Six digits of an authenticator app, or a backup code. */
/** A backup code may be typed without its hyphen. */
const codeTextSchema = z
  .string()
  .max(20, "Wrong code.")
  .transform((code) => code.replace(/\s/g, "").replace(/^(\w{5})(\w{5})$/, "$1-$2"))
  .refine((code) => code.length >= 6, "Enter the code.");
export const codeSchema = z.object({ code: codeTextSchema });
/** `next`: the page to open afterwards. */
export const oidcStartSchema = z.object({ next: z.string().max(2_000).optional() });
/** Where the browser signs in. */
export const oidcStartedSchema = z.object({ url: z.string() });
export const passwordSchema = z.object({ password: givenPasswordSchema });
/** Empty for users who have none. */
export const optionalPasswordSchema = z.object({ password: z.string().max(MAX_PASSWORD).default("") });
export const passwordChangeSchema = z.object({ currentPassword: givenPasswordSchema, newPassword: newPasswordSchema });

export const inviteInputSchema = z.object({ email: emailSchema, role: roleSchema });
/** `email`: only of the first admin; otherwise the link says it. `name`: not for a link that sets a password again. */
export const inviteAcceptanceSchema = z.object({
  token: z.string().max(100),
  email: emailSchema.optional(),
  name: requiredText(100, "Enter your name.").optional(),
  password: newPasswordSchema,
});
export const roleChangeSchema = z.object({ role: roleSchema });

const userSchema = z.object({
  id: idSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  createdAt: z.string(),
  /** Null: not signed in anywhere. */
  lastSeenAt: z.string().nullable(),
  sessions: z.number().int(),
  /** Does the sign-in ask for a code after the password? */
  twoFactor: z.boolean(),
  passkeys: z.number().int(),
});
const inviteSchema = z.object({ id: idSchema, email: z.string(), role: roleSchema, expiresAt: z.string() });
export const usersSchema = z.object({ users: z.array(userSchema), invites: z.array(inviteSchema) });
/** The only time that the link is shown. */
export const inviteLinkSchema = z.object({
  url: z.string(),
  expiresAt: z.string(),
  /** Was it mailed? Null without a mail server. */
  mailed: z.boolean().nullable(),
});
/** For an authenticator app: typed in, or scanned. `qrPath` draws the dark squares of a code with `qrSize` of them on each side. */
export const twoFactorSecretSchema = z.object({
  secret: z.string(),
  url: z.string(),
  qrSize: z.number().int(),
  qrPath: z.string(),
});
/** Each of them replaces a code of the app once. The only time that they are shown. */
export const backupCodesSchema = z.object({ backupCodes: z.array(z.string()) });
export const acceptedSchema = z.object({ email: z.string() });

export type SignIn = z.infer<typeof signInSchema>;
export type TwoFactorSecret = z.infer<typeof twoFactorSecretSchema>;
export type PasswordChange = z.infer<typeof passwordChangeSchema>;
export type InviteInput = z.infer<typeof inviteInputSchema>;
export type InviteAcceptance = z.infer<typeof inviteAcceptanceSchema>;
export type UserRow = z.infer<typeof userSchema>;
export type InviteRow = z.infer<typeof inviteSchema>;
export type Users = z.infer<typeof usersSchema>;
export type InviteLink = z.infer<typeof inviteLinkSchema>;
