import { notFound } from "next/navigation";
import { env } from "#lib/env.ts";

/** For pages that are about accounts. */
export function requireAccounts(): void {
  if (env().AUTH === "local") notFound();
}
