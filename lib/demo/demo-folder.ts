import { join } from "node:path";

/** Where the drawings of the demo are: read from disk, so that no bundle holds them. */
export const DEMO_FOLDER = join(/* turbopackIgnore: true */ process.cwd(), "lib", "demo");
