import type { TaskName } from "#lib/picture-work/tasks.ts";
import type { RefusalName } from "#lib/pictures/refusals.ts";

/** `alone`: no other process decodes a large picture meanwhile. */
export type Request = { name: TaskName; args: readonly [Uint8Array, ...unknown[]]; alone: boolean };

/** `large`: to be sent again, alone. `failed`: a bug. */
export type Reply =
  | { kind: "done"; value: unknown }
  | { kind: "large" }
  | { kind: "refused"; by: RefusalName; message: string }
  | { kind: "failed"; message: string };
