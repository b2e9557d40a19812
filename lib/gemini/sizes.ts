/**
 * The `imageSize` asked of each model: 2K where the model offers it (on gemini-3-pro-image it costs the same as 1K), none
 * for models of one size. A model that is not listed gets none. Source: Google's model pages, August to November 2026.
 */
const IMAGE_SIZES: Record<string, string> = {
  "gemini-3-pro-image": "2K",
  "gemini-nano-banana-2.1": "2K",
  "gemini-3.1-flash-image": "2K",
};

/** The size to ask a model for, or null to leave it out. */
export function imageSizeOf(model: string): string | null {
  return IMAGE_SIZES[model] ?? null;
}

/** The aspect ratio asked for: Amazon advises square pictures. */
export const ASPECT_RATIO = "1:1";
