/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // Pictures are served as they are: without this anyone may ask /_next/image for work on them.
  images: { unoptimized: true },
  serverExternalPackages: [
    "@electric-sql/pglite",
    "@simplewebauthn/server",
    "better-auth",
    "openid-client",
    "pglite-prisma-adapter",
    "pg-boss",
    "pino",
    "sharp",
  ],
  devIndicators: false,
  // `npm run check` checks types before a change lands, so that a start need not.
  typescript: { ignoreBuildErrors: true },
  // For forbidden(): a page that the user's role doesn't include.
  experimental: { authInterrupts: true },
  // For the container image (deploy/collect.mjs): a copy of what the server needs takes time on every other build.
  output: process.env.STANDALONE === "on" ? "standalone" : undefined,
};
