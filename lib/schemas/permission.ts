export type Permission =
  /** See everything but imports, exports, metrics and users. */
  | "read"
  /** Import, and edit products and their photos. */
  | "catalog"
  /** Edit templates, image types, shot lists and looks. */
  | "prompt"
  /** Call the model, now or later. */
  | "spend"
  /** Pause and cancel jobs. */
  | "job"
  /** Approve and reject. */
  | "review"
  /** Fix images, restore versions, choose which one is current and for which variant. */
  | "version"
  | "export"
  /** Delete products, photos, images and jobs, and restore them. */
  | "delete"
  | "metrics"
  /** Users, settings and budgets. */
  | "admin";
