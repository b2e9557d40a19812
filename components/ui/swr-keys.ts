import { ERRORS_SHOWN } from "#lib/schemas/job-state.ts";

// What SWR knows answers by, and which of them a change makes old.

export const productPath = (id: string) => `/api/products/${id}`;
export const deletedPhotosPath = (productId: string) => `${productPath(productId)}/deleted-photos`;
export const jobPath = (id: string) => `/api/jobs/${id}`;
/** As its page shows it: with the latest errors only. */
export const jobKey = (id: string) => `${jobPath(id)}?errors=${ERRORS_SHOWN}`;
export const lookPath = (id: string) => `/api/looks/${id}`;
export const importPath = (id: string) => `/api/imports/${id}`;
export const imagePath = (id: string) => `/api/images/${id}`;
export const reviewsPath = (imageId: string) => `${imagePath(imageId)}/reviews`;
export const imageCostPath = (imageId: string) => `${imagePath(imageId)}/cost`;
export const versionsPath = (imageId: string) => `${imagePath(imageId)}/versions`;

export const MODELS = "/api/models";

export const REDO_REQUESTS = "/api/redo-requests";

export const SHOT_LISTS = "/api/shot-lists";

export const PREVIEW_KEY = "bulk-preview";

export const isProductList = (key: unknown) => typeof key === "string" && key.startsWith("/api/products?");
export const isPreview = (key: unknown) => Array.isArray(key) && key[0] === PREVIEW_KEY;
export const isJobList = (key: unknown) => typeof key === "string" && /^\/api\/jobs(?:\?|$)/.test(key);

/** Keys of a path and when the job ended. */
export const isPartOfJob = (id: string) => (key: unknown) =>
  Array.isArray(key) && String(key[0]).startsWith(`${jobPath(id)}/`);

export const isReviewFact = (deletedId?: string) => (key: unknown) => {
  const imageId = typeof key === "string" && /^\/api\/images\/([^/]+)\/(?:reviews|versions)$/.exec(key)?.[1];
  return key === REDO_REQUESTS || (Boolean(imageId) && imageId !== deletedId);
};
