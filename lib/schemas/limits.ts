export const MAX_PROMPT_LENGTH = 8_000;

/** With the addition of a look, and the values of a template. */
export const MAX_WHOLE_PROMPT_LENGTH = 20_000;

export const MAX_PRODUCT_IDS = 10_000;
export const MAX_IMAGES_PER_JOB = 100_000;
/**
 * Images that one transaction writes: on the embedded database it blocks every other query. Those of a larger job are written
 * after the answer.
 */
export const MAX_IMAGES_AT_ONCE = 100;

/** Characters of a note. */
export const MAX_NOTE_LENGTH = 1_000;
export const MAX_REVIEWED_AT_ONCE = 10_000;

export const MAX_RESTORED_AT_ONCE = 1_000;
/** Default side of a fixed image, in px. */
export const DEFAULT_FIX_PX = 2_000;

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 200;

export const MAX_TITLE_LENGTH = 500;
export const MAX_CATEGORY_LENGTH = 300;
export const MAX_SKU_LENGTH = 100;
export const MAX_SEARCH_LENGTH = 200;

/** Rows at the start of a file that a preview reads. */
export const MAX_PREVIEW_ROWS = 20_000;

export const MAX_SHOTS = 12;
/** Images of one product in one shot, from which a person picks. */
export const MAX_CANDIDATES = 4;

/** Products of a pilot by default, and chosen ones. */
export const PILOT_PRODUCTS = 3;
export const MAX_PILOT_PRODUCTS = 10;

export const MAX_LOOK_PICTURES = 6;

/** Characters. */
export const MIN_PASSWORD = 12;
export const MAX_PASSWORD = 128;
/** Of a review link: guesses are limited, and what it shows is little. */
export const MIN_LINK_PASSWORD = 8;

export const MAX_LINK_PRODUCTS = 500;
export const MAX_LINK_DAYS = 90;
