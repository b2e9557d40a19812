import "server-only";

/** Loaded here, so that an app without accounts never loads it. */
export const auth = async () => (await import("#lib/auth/better-auth.ts")).auth();
