// What SWR knows answers by, and which of them a change makes old.

export const jobPath = (id: string) => `/api/jobs/${id}`;
export const imagePath = (id: string) => `/api/images/${id}`;
export const reviewsPath = (imageId: string) => `${imagePath(imageId)}/reviews`;
export const versionsPath = (imageId: string) => `${imagePath(imageId)}/versions`;

export const isJobList = (key: unknown) => typeof key === "string" && /^\/api\/jobs(?:\?|$)/.test(key);

/** The images and attempts of a job: keys of a path and when the job ended. */
export const isPartOfJob = (id: string) => (key: unknown) =>
  Array.isArray(key) && String(key[0]).startsWith(`${jobPath(id)}/`);

/** The versions and the decisions of images, apart from those of an image that was deleted. */
export const isReviewFact = (deletedId?: string) => (key: unknown) => {
  const imageId = typeof key === "string" && /^\/api\/images\/([^/]+)\/(?:reviews|versions)$/.exec(key)?.[1];
  return Boolean(imageId) && imageId !== deletedId;
};
