import type { Metadata } from "next";
import { readShotOptions } from "#app/shot-options.ts";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ShotListForm } from "#components/shot-lists/shot-list-form.tsx";
import { page } from "#lib/auth/page.ts";
import { findShotList } from "#lib/db/shot-lists.ts";
import { readId } from "#lib/schemas/url-values.ts";

export const metadata: Metadata = { title: "New shot list" };
export const dynamic = "force-dynamic";

/** Leaves room for " copy" in a name of 100 characters. */
const MAX_COPIED = 95;

async function copyOf(id: string | null) {
  const list = id === null ? null : await findShotList(id);
  if (!list) return undefined;
  const { name, description, shots } = list;
  return { name: `${name.slice(0, MAX_COPIED).trimEnd()} copy`, description, shots };
}

/** `from`: the list to copy. */
export default page("prompt", async function NewShotListPage({ searchParams }: PageProps<"/shot-lists/new">) {
  const { from } = await searchParams;
  const id = typeof from === "string" ? readId(from) : null;
  const [options, copy] = await Promise.all([readShotOptions(), copyOf(id)]);
  return (
    <>
      <PageHeader title="New shot list" back={{ href: "/shot-lists", label: "Shot lists" }} />
      <ShotListForm key={id} initial={copy} options={options} />
    </>
  );
});
