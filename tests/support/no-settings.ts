/** Blanks the settings of whoever runs the tests, their `.env` too: no test may call Google or touch their data. */
export const NO_SETTINGS = {
  DATABASE_URL: "",
  GEMINI_API_KEY: "",
  GEMINI_BASE_URL: "",
  GEMINI_IMAGE_MODEL: "",
  GEMINI_TIMEOUT_MS: "",
  GENERATION_CONCURRENCY: "",
  GENERATION_MAX_ATTEMPTS: "",
  HOST: "",
  S3_BUCKET: "",
  S3_ENDPOINT: "",
  S3_FORCE_PATH_STYLE: "",
  AWS_REGION: "",
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "",
  WORKER: "",
};
