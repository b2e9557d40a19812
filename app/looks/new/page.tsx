import type { Metadata } from "next";
import { PageHeader } from "#components/layout/page-header.tsx";
import { LookForm } from "#components/looks/look-form.tsx";
import { page } from "#lib/auth/page.ts";
import { readLookFormats } from "../look-formats.ts";

export const metadata: Metadata = { title: "New look" };
export const dynamic = "force-dynamic";

export default page("prompt", async function NewLookPage() {
  return (
    <>
      <PageHeader
        title="New look"
        description="Its pictures are added once it is created."
        back={{ href: "/looks", label: "Looks" }}
      />
      <LookForm {...(await readLookFormats())} />
    </>
  );
});
