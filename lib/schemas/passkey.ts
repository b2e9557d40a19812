import { z } from "zod";
import { requiredText } from "#lib/schemas/text.ts";

const encoded = (max: number) =>
  z
    .string()
    .regex(/^[\w-]+$/, "base64url")
    .max(max);
/** The id of a credential is at most 1,023 bytes long (Web Authentication level 2, section 6.1). */
const credentialId = encoded(1_400);

const credentialSchema = z.object({ id: credentialId, rawId: credentialId, type: z.literal("public-key") });

/** `PublicKeyCredential.toJSON()` of a new credential. */
const newCredentialSchema = credentialSchema.extend({
  response: z.object({ clientDataJSON: encoded(8_000), attestationObject: encoded(40_000) }),
});

/** The same of one that signs in. */
export const usedCredentialSchema = credentialSchema.extend({
  response: z.object({
    clientDataJSON: encoded(8_000),
    authenticatorData: encoded(8_000),
    signature: encoded(4_000),
  }),
});

export const passkeyInputSchema = z.object({
  name: requiredText(60, "Enter a name."),
  credential: newCredentialSchema,
});
export const passkeySignInSchema = z.object({ credential: usedCredentialSchema });
/** For `parseRequestOptionsFromJSON` of a browser. */
export const passkeyOptionsSchema = z.looseObject({ challenge: z.string() });
/** For `parseCreationOptionsFromJSON`. */
export const newPasskeyOptionsSchema = passkeyOptionsSchema.extend({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.number() })),
});
export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});

export type NewCredential = z.infer<typeof newCredentialSchema>;
export type UsedCredential = z.infer<typeof usedCredentialSchema>;
export type Passkey = z.infer<typeof passkeySchema>;
