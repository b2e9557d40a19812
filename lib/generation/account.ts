import "server-only";
import { createHash } from "node:crypto";
import { type Env, env } from "#lib/env.ts";

/** A hash, from which neither the key nor the address can be told. */
export function accountOf(
  { GEMINI_API_KEY, GEMINI_BASE_URL }: Pick<Env, "GEMINI_API_KEY" | "GEMINI_BASE_URL"> = env(),
): string {
  const parts = [GEMINI_API_KEY ?? "demo", GEMINI_BASE_URL ?? ""];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}
