import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { readShotOptions } from "#app/shot-options.ts";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ShotListActions } from "#components/shot-lists/shot-list-actions.tsx";
import { ShotListForm } from "#components/shot-lists/shot-list-form.tsx";
import { Editable } from "#components/ui/editable.tsx";
import { page } from "#lib/auth/page.ts";
import { can } from "#lib/auth/permissions.ts";
import { findShotList } from "#lib/db/shot-lists.ts";

export const dynamic = "force-dynamic";

const readShotList = cache(findShotList);

export const generateMetadata = page("read", async ({ params }: PageProps<"/shot-lists/[id]">): Promise<Metadata> => {
  const shotList = await readShotList((await params).id);
  return { title: shotList?.name ?? "Not found" };
});

export default page("read", async function ShotListPage({ params }: PageProps<"/shot-lists/[id]">, user) {
  const shotList = await readShotList((await params).id);
  if (!shotList) notFound();
  const { id, name, ...content } = shotList;
  const options = await readShotOptions();
  return (
    <>
      <PageHeader
        title={name}
        back={{ href: "/shot-lists", label: "Shot lists" }}
        actions={<ShotListActions id={id} name={name} />}
      />
      <Editable by={can(user, "prompt")}>
        <ShotListForm key={id} id={id} initial={{ name, ...content }} options={options} />
      </Editable>
    </>
  );
});
