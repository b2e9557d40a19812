import { Can } from "#components/ui/can.tsx";
import { plural } from "#components/ui/count.ts";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { lookPath } from "#components/ui/swr-keys.ts";
import type { Look } from "#lib/schemas/look.ts";

function consequences({ pictures }: Look): string {
  const gone =
    pictures.length > 0
      ? `Its ${plural(pictures.length, "picture")} ${pictures.length === 1 ? "goes" : "go"} with it. `
      : "";
  return `${gone}Shots that use it need another choice. Images and jobs that used it are kept. This can't be undone.`;
}

export function LookActions({ look }: { look: Look }) {
  return (
    <Can do="prompt">
      <DeleteButton
        kind="look"
        name={look.name}
        path={lookPath(look.id)}
        backTo="/looks"
        consequences={consequences(look)}
      />
    </Can>
  );
}
