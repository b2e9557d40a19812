import { Copy, Sparkles } from "lucide-react";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";

/** To duplicate a list is to edit a new one that begins as its copy. */
export function ShotListActions({ id, name }: { id: string; name: string }) {
  return (
    <>
      <Can do="spend">
        <ButtonLink
          href={{ pathname: "/bulk-generate", query: { shotList: id } }}
          size="sm"
          aria-label={`Use in a job: ${name}`}
        >
          <Sparkles className="size-4" aria-hidden />
          <span className="max-sm:sr-only">Use in a job</span>
        </ButtonLink>
      </Can>
      <Can do="prompt">
        <ButtonLink
          href={{ pathname: "/shot-lists/new", query: { from: id } }}
          variant="ghost"
          size="sm"
          aria-label={`Duplicate ${name}`}
        >
          <Copy className="size-4" aria-hidden />
          <span className="max-sm:sr-only">Duplicate</span>
        </ButtonLink>
        <DeleteButton
          kind="shot list"
          name={name}
          path={`/api/shot-lists/${id}`}
          backTo="/shot-lists"
          consequences="Jobs that were made from it are kept with their shots and its name. This can't be undone."
        />
      </Can>
    </>
  );
}
