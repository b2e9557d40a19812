import "server-only";
import sharp from "sharp";

// No picture is worked on twice: a cache of decoded ones would only hold memory.
sharp.cache(false);

export { sharp };
