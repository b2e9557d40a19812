import { Images, Plus, TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import { PageHeader } from "#components/layout/page-header.tsx";
import { missingChoices, type PromptOptions, shotsWithErrors } from "#components/shot-lists/missing-choices.ts";
import { ShotListActions } from "#components/shot-lists/shot-list-actions.tsx";
import { imagesPerProduct } from "#components/shots/images-per-product.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { page } from "#lib/auth/page.ts";
import { listImageTypes } from "#lib/db/image-types.ts";
import { listLooks } from "#lib/db/looks.ts";
import { listShotLists } from "#lib/db/shot-lists.ts";
import { listTemplates } from "#lib/db/templates.ts";
import type { ShotList } from "#lib/schemas/shot-list.ts";

export const metadata: Metadata = { title: "Shot lists" };
export const dynamic = "force-dynamic";

const newList = (
  <Can do="prompt">
    <ButtonLink href="/shot-lists/new">
      <Plus className="size-4" aria-hidden />
      New shot list
    </ButtonLink>
  </Can>
);

function ShotListItem({ list, options }: { list: ShotList; options: PromptOptions }) {
  const { id, name, description, shots } = list;
  const broken = shotsWithErrors(missingChoices(shots, options)).length;
  return (
    <li className="flex flex-wrap items-start justify-end gap-x-3 gap-y-1 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 basis-48 space-y-1">
        <Link
          href={`/shot-lists/${id}`}
          className="inline-flex min-h-6 max-w-full items-center break-words rounded font-medium hover:underline"
        >
          <span className="min-w-0 break-words">{name}</span>
        </Link>
        {description && <p className="max-w-prose break-words text-muted">{description}</p>}
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs">
          <span>{imagesPerProduct(shots)}</span>
          {broken > 0 && (
            <Badge tone="warn" icon={<TriangleAlert className="size-3.5" aria-hidden />}>
              {broken === 1 ? "1 shot needs" : `${broken} shots need`} another choice
            </Badge>
          )}
        </p>
      </div>
      <div className="flex gap-1">
        <ShotListActions id={id} name={name} />
      </div>
    </li>
  );
}

export default page("read", async function ShotListsPage() {
  const [lists, imageTypes, templates, looks] = await Promise.all([
    listShotLists(),
    listImageTypes(),
    listTemplates(),
    listLooks(),
  ]);
  return (
    <>
      <PageHeader
        title="Shot lists"
        description="The images of a listing, to be made for many products in one job."
        actions={newList}
      />
      <section aria-label="Shot lists" className="rounded-lg border bg-surface">
        {lists.length > 0 ? (
          <ul>
            {lists.map((list) => (
              <ShotListItem key={list.id} list={list} options={{ imageTypes, templates, looks }} />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={<Images className="size-6" aria-hidden />}
            title="No shot lists yet"
            text="List the images that a product needs, such as MAIN on white, a lifestyle scene and a detail."
            action={newList}
          />
        )}
      </section>
    </>
  );
});
