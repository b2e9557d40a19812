import type { ImageStatus } from "./image.ts";

/** The states that an image leaves by itself. */
export const IN_PROGRESS = ["QUEUED", "GENERATING"] as const satisfies ImageStatus[];

export const isImageInProgress = ({ status }: { status: ImageStatus }): boolean =>
  (IN_PROGRESS as readonly ImageStatus[]).includes(status);
