"use client";

import { namesOf } from "#components/review/messages.ts";
import type { Tile } from "#components/review/tiles.ts";
import { imagePath, REDO_REQUESTS } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import type { redoRequestSchema } from "#lib/schemas/redo-request.ts";

type Asked = { tile: Tile; note: string };

/** For those who may not regenerate an image by themselves. */
export function useAskAgain() {
  const { run } = useCommand(
    ({ tile, note }: Asked) => send<typeof redoRequestSchema>(`${imagePath(tile.image.id)}/redo-requests`, { note }),
    {
      success: (_request, { tile }) => `Asked to regenerate ${namesOf([tile.image])}.`,
      failure: ({ tile }) => `Couldn't ask to regenerate ${namesOf([tile.image])}.`,
      invalidates: [REDO_REQUESTS],
    },
  );
  return run;
}
