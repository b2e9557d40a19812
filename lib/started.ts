import { once } from "#lib/once.ts";

/** Resolves once this process has all it needs to work: shared by what Next bundles and what starts Next. */
export const started = () => once("started", () => Promise.withResolvers<void>());
