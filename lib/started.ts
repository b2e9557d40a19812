import { once } from "#lib/once.ts";

export const started = () => once("started", () => Promise.withResolvers<void>());
