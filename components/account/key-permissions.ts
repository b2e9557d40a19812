import type { KeyPermission } from "#lib/schemas/api-key.ts";

export const PERMISSIONS: { value: KeyPermission; text: string }[] = [
  { value: "read", text: "See products, jobs, images, prompts and costs" },
  { value: "catalog", text: "Import, and edit products and photos" },
  { value: "prompt", text: "Edit templates, image types, shot lists and looks" },
  { value: "spend", text: "Generate images, which costs money" },
  { value: "job", text: "Pause and cancel jobs" },
  { value: "review", text: "Approve and reject images" },
  { value: "version", text: "Fix images and choose versions" },
  { value: "export", text: "Export images and results" },
  { value: "delete", text: "Delete and restore" },
  { value: "metrics", text: "Read /metrics" },
];
