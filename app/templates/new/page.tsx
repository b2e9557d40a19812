import type { Metadata } from "next";
import { PageHeader } from "#components/layout/page-header.tsx";
import { TemplateForm } from "#components/templates/template-form.tsx";
import { page } from "#lib/auth/page.ts";

export const metadata: Metadata = { title: "New template" };

export default page("prompt", function NewTemplatePage() {
  return (
    <>
      <PageHeader title="New template" back={{ href: "/templates", label: "Templates" }} />
      <TemplateForm />
    </>
  );
});
