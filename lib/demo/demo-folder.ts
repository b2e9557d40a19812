import { join } from "node:path";

/** Read from disk, so that no bundle contains the drawings. */
export const DEMO_FOLDER = join(/* turbopackIgnore: true */ process.cwd(), "lib", "demo");
