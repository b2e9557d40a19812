import type { Operations, Route } from "#lib/openapi/operation.ts";
import { apiKeyInputSchema, apiKeysSchema, newApiKeySchema } from "#lib/schemas/api-key.ts";
import { auditFilterSchema, auditQuerySchema, auditSchema } from "#lib/schemas/audit.ts";
import {
  newPasskeyOptionsSchema,
  passkeyInputSchema,
  passkeyOptionsSchema,
  passkeySchema,
  passkeySignInSchema,
} from "#lib/schemas/passkey.ts";
import {
  reviewLinkCreatedSchema,
  reviewLinkInputSchema,
  reviewLinksSchema,
  sharedDecisionSchema,
  sharedImagesQuerySchema,
  sharedImagesSchema,
  unlockSchema,
} from "#lib/schemas/review-link.ts";
import {
  acceptedSchema,
  backupCodesSchema,
  codeRequiredSchema,
  codeSchema,
  inviteAcceptanceSchema,
  inviteInputSchema,
  inviteLinkSchema,
  oidcStartedSchema,
  oidcStartSchema,
  optionalPasswordSchema,
  passwordChangeSchema,
  passwordSchema,
  roleChangeSchema,
  signInSchema,
  twoFactorSecretSchema,
  usersSchema,
} from "#lib/schemas/user.ts";

export const userRoutes = {
  "/api/sign-in": {
    POST: {
      summary: "Begin a session, or ask for a code first",
      body: signInSchema,
      answers: { 200: codeRequiredSchema, 204: null },
    },
  },
  "/api/sign-in/code": {
    POST: { summary: "Begin a session by a code after the password", body: codeSchema, answers: { 204: null } },
  },
  "/api/sign-out": { POST: { summary: "End the session", answers: { 204: null } } },
  "/api/account/password": {
    POST: {
      summary: "Change your own password, which ends all other sessions",
      body: passwordChangeSchema,
      answers: { 204: null },
    },
  },
  "/api/sign-in/oidc": {
    POST: {
      summary: "Begin a sign-in at the OIDC provider",
      body: oidcStartSchema,
      answers: { 200: oidcStartedSchema },
    },
  },
  "/api/sign-in/oidc/callback": {
    GET: { summary: "Where the provider sends the browser: begins a session, or says why not", answers: { 303: null } },
  },
  "/api/sign-in/passkey/options": {
    POST: { summary: "What a browser needs to sign in with a passkey", answers: { 200: passkeyOptionsSchema } },
  },
  "/api/sign-in/passkey": {
    POST: { summary: "Begin a session by a passkey", body: passkeySignInSchema, answers: { 204: null } },
  },
  "/api/account/passkeys/options": {
    POST: {
      summary: "What a browser needs to create a passkey",
      body: optionalPasswordSchema,
      answers: { 200: newPasskeyOptionsSchema },
    },
  },
  "/api/account/passkeys": {
    POST: { summary: "Add a passkey", body: passkeyInputSchema, answers: { 201: passkeySchema } },
  },
  "/api/account/passkeys/[id]": { DELETE: { summary: "Remove one of your passkeys", answers: { 204: null } } },
  "/api/account/two-factor": {
    POST: {
      summary: "Get a secret for an authenticator app",
      body: passwordSchema,
      answers: { 201: twoFactorSecretSchema },
    },
  },
  "/api/account/two-factor/confirm": {
    POST: { summary: "Have sign-ins ask for a code", body: codeSchema, answers: { 200: backupCodesSchema } },
  },
  "/api/account/two-factor/backup-codes": {
    POST: { summary: "Replace the backup codes", body: passwordSchema, answers: { 201: backupCodesSchema } },
  },
  "/api/account/two-factor/disable": {
    POST: { summary: "Have sign-ins ask for no code", body: passwordSchema, answers: { 204: null } },
  },
  "/api/audit": {
    GET: { summary: "List what was done, newest first", query: auditQuerySchema, answers: { 200: auditSchema } },
  },
  "/api/audit/audit.csv": {
    GET: { summary: "Download what was done as CSV", query: auditFilterSchema, answers: { 200: "text/csv" } },
  },
  "/api/keys": {
    GET: { summary: "List your API keys, as an admin those of all users", answers: { 200: apiKeysSchema } },
    POST: { summary: "Create an API key", body: apiKeyInputSchema, answers: { 201: newApiKeySchema } },
  },
  "/api/keys/[id]": { DELETE: { summary: "Revoke an API key", answers: { 204: null } } },
  "/api/users": { GET: { summary: "List users and open invites", answers: { 200: usersSchema } } },
  "/api/users/[id]": {
    PATCH: { summary: "Change a role, which ends the user's sessions", body: roleChangeSchema, answers: { 204: null } },
    DELETE: { summary: "Remove a user", answers: { 204: null } },
  },
  "/api/users/[id]/end-sessions": { POST: { summary: "Sign a user out everywhere", answers: { 204: null } } },
  "/api/users/[id]/reset-two-factor": {
    POST: {
      summary: "Turn a user's two-factor sign-in off, remove the passkeys and end all sessions",
      answers: { 204: null },
    },
  },
  "/api/users/[id]/password-link": {
    POST: { summary: "Make a link that sets a password again", answers: { 201: inviteLinkSchema } },
  },
  "/api/invites": {
    POST: { summary: "Make a link that creates a user", body: inviteInputSchema, answers: { 201: inviteLinkSchema } },
  },
  "/api/invites/[id]": { DELETE: { summary: "Withdraw an invite", answers: { 204: null } } },
  "/api/invites/accept": {
    POST: {
      summary: "Create the user of a link, or set the password again",
      body: inviteAcceptanceSchema,
      answers: { 201: acceptedSchema },
    },
  },
  "/api/review-links": {
    GET: { summary: "List review links", answers: { 200: reviewLinksSchema } },
    POST: {
      summary: "Make a link that shows images to people without an account",
      body: reviewLinkInputSchema,
      answers: { 201: reviewLinkCreatedSchema },
    },
  },
  "/api/review-links/[id]": { DELETE: { summary: "Withdraw a review link", answers: { 204: null } } },
  "/api/r/[token]/unlock": {
    POST: { summary: "Open a review link that has a password", body: unlockSchema, answers: { 204: null } },
  },
  "/api/r/[token]/images": {
    GET: {
      summary: "List the images of a review link",
      query: sharedImagesQuerySchema,
      answers: { 200: sharedImagesSchema },
    },
  },
  "/api/r/[token]/images/[id]/picture": {
    GET: { summary: "Get a picture of a review link", answers: { 200: "image/*" } },
  },
  "/api/r/[token]/images/[id]/thumbnail": {
    GET: { summary: "Get a small picture of a review link", answers: { 200: "image/*" } },
  },
  "/api/r/[token]/images/[id]/review": {
    POST: { summary: "Decide about an image of a review link", body: sharedDecisionSchema, answers: { 204: null } },
  },
} satisfies Partial<Record<Route, Operations>>;
