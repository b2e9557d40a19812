import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PageHeader } from "#components/layout/page-header.tsx";
import { LookActions } from "#components/looks/look-actions.tsx";
import { LookForm } from "#components/looks/look-form.tsx";
import { LookPictures } from "#components/looks/look-pictures.tsx";
import { Editable } from "#components/ui/editable.tsx";
import { page } from "#lib/auth/page.ts";
import { can } from "#lib/auth/permissions.ts";
import { findLook } from "#lib/db/looks.ts";
import { readLookFormats } from "../look-formats.ts";

export const dynamic = "force-dynamic";

const readLook = cache(findLook);

export const generateMetadata = page("read", async ({ params }: PageProps<"/looks/[id]">): Promise<Metadata> => {
  const look = await readLook((await params).id);
  return { title: look?.name ?? "Not found" };
});

export default page("read", async function LookPage({ params }: PageProps<"/looks/[id]">, user) {
  const look = await readLook((await params).id);
  if (!look) notFound();
  const formats = await readLookFormats();
  return (
    <>
      <PageHeader title={look.name} back={{ href: "/looks", label: "Looks" }} actions={<LookActions look={look} />} />
      <Editable by={can(user, "prompt")}>
        <div className="grid items-start gap-8 lg:grid-cols-2">
          <LookForm key={look.id} look={look} {...formats} />
          <LookPictures key={`${look.id} pictures`} look={look} />
        </div>
      </Editable>
    </>
  );
});
