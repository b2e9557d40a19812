import { Palette, Plus } from "lucide-react";
import type { Metadata } from "next";
import { PageHeader } from "#components/layout/page-header.tsx";
import { LookActions } from "#components/looks/look-actions.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { plural } from "#components/ui/count.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { page } from "#lib/auth/page.ts";
import { listLooks } from "#lib/db/looks.ts";
import type { Look } from "#lib/schemas/look.ts";

export const metadata: Metadata = { title: "Looks" };
export const dynamic = "force-dynamic";

const newLook = (
  <Can do="prompt">
    <ButtonLink href="/looks/new">
      <Plus className="size-4" aria-hidden />
      New look
    </ButtonLink>
  </Can>
);

function Pictures({ pictures }: Pick<Look, "pictures">) {
  if (pictures.length === 0) return <p className="text-muted text-xs">No pictures</p>;
  return (
    <ul aria-label={plural(pictures.length, "picture")} className="flex flex-wrap gap-1">
      {pictures.map(({ id, thumbnailUrl }, index) => (
        <li key={id}>
          <Picture src={thumbnailUrl} alt={`Picture ${index + 1}`} className="w-9 sm:w-12" />
        </li>
      ))}
    </ul>
  );
}

function LookItem({ look }: { look: Look }) {
  const { id, name, prompt, imageSize, pictures } = look;
  return (
    <li className="flex items-start gap-3 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 space-y-1.5">
        <p className="flex flex-wrap items-center gap-x-2">
          <Link
            href={`/looks/${id}`}
            className="inline-flex min-h-6 min-w-0 items-center rounded font-medium hover:underline"
          >
            <span className="min-w-0 break-words">{name}</span>
          </Link>
          {imageSize && <span className="text-muted text-xs">{imageSize}</span>}
        </p>
        {prompt && <p className="line-clamp-2 max-w-prose break-words text-muted">{prompt}</p>}
        <Pictures pictures={pictures} />
      </div>
      <LookActions look={look} />
    </li>
  );
}

export default page("read", async function LooksPage() {
  const looks = await listLooks();
  return (
    <>
      <PageHeader
        title="Looks"
        description="Saved styles: pictures and an addition to the prompt that several shots share."
        actions={newLook}
      />
      <section aria-label="Looks" className="rounded-lg border bg-surface">
        {looks.length > 0 ? (
          <ul>
            {looks.map((look) => (
              <LookItem key={look.id} look={look} />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={<Palette className="size-6" aria-hidden />}
            title="No looks yet"
            text="Save the style of a brand once, with pictures that show it, and use it in any number of shots."
            action={newLook}
          />
        )}
      </section>
    </>
  );
});
