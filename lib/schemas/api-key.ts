import { z } from "zod";
import { idSchema, nameSchema } from "./text.ts";

/** What a key can be given. Not users, settings or the account of its user. */
export const keyPermissionSchema = z.enum([
  /** See everything but imports, exports, metrics and users. */
  "read",
  /** Import, and edit products and their photos. */
  "catalog",
  /** Edit templates, image types, shot lists and looks. */
  "prompt",
  /** Call the model, now or later. */
  "spend",
  /** Pause and cancel jobs. */
  "job",
  /** Approve and reject. */
  "review",
  /** Fix images, restore versions, choose which one is current and for which variant. */
  "version",
  "export",
  /** Delete products, photos, images and jobs, and restore them. */
  "delete",
  "metrics",
]);

export type KeyPermission = z.infer<typeof keyPermissionSchema>;

export const apiKeyInputSchema = z.object({
  name: nameSchema,
  permissions: z
    .array(keyPermissionSchema)
    .min(1, "Choose at least one permission.")
    .max(keyPermissionSchema.options.length)
    .transform((permissions) => [...new Set(permissions)]),
  /** Null: it does not expire. */
  expiresInDays: z.number().int().min(1).max(3_650).nullable(),
});

const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  /** What it begins with. */
  start: z.string(),
  permissions: z.array(keyPermissionSchema),
  user: z.object({ id: idSchema, name: z.string() }),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  /** To the minute. */
  lastUsedAt: z.string().nullable(),
});
export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema) });
/** The only time that the key is shown. */
export const newApiKeySchema = z.object({ id: idSchema, key: z.string(), expiresAt: z.string().nullable() });

export type ApiKeyInput = z.infer<typeof apiKeyInputSchema>;
export type ApiKey = z.infer<typeof apiKeySchema>;
export type NewApiKey = z.infer<typeof newApiKeySchema>;
