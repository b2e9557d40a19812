/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // Pictures are served as they are: without this anyone may ask /_next/image for work on them.
  images: { unoptimized: true },
  serverExternalPackages: ["@electric-sql/pglite", "pglite-prisma-adapter", "pg-boss", "pino", "sharp"],
  devIndicators: false,
};
