import { join } from "node:path";

// Tailwind's own resolver writes "\0#" for a "#" in the path of the checkout and then finds no such file. This hook, made
// for its command line, goes first. Source: `resolveCssId` of @tailwindcss/node 4.3.3.
const TAILWIND = join(/* turbopackIgnore: true */ process.cwd(), "node_modules", "tailwindcss", "index.css");
globalThis.__tw_resolve = (id) => (id === "tailwindcss" ? TAILWIND : undefined);

export default { plugins: { "@tailwindcss/postcss": {} } };
