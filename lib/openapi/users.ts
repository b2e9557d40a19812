import type { Operations, Route } from "#lib/openapi/operation.ts";
import {
  acceptedSchema,
  inviteAcceptanceSchema,
  inviteInputSchema,
  inviteLinkSchema,
  passwordChangeSchema,
  roleChangeSchema,
  signInSchema,
  usersSchema,
} from "#lib/schemas/user.ts";

export const userRoutes = {
  "/api/sign-in": { POST: { summary: "Begin a session", body: signInSchema, answers: { 204: null } } },
  "/api/sign-out": { POST: { summary: "End the session", answers: { 204: null } } },
  "/api/account/password": {
    POST: {
      summary: "Change your own password, which ends all other sessions",
      body: passwordChangeSchema,
      answers: { 204: null },
    },
  },
  "/api/users": { GET: { summary: "List users and open invites", answers: { 200: usersSchema } } },
  "/api/users/[id]": {
    PATCH: { summary: "Change a role, which ends the user's sessions", body: roleChangeSchema, answers: { 204: null } },
    DELETE: { summary: "Remove a user", answers: { 204: null } },
  },
  "/api/users/[id]/end-sessions": { POST: { summary: "Sign a user out everywhere", answers: { 204: null } } },
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
} satisfies Partial<Record<Route, Operations>>;
