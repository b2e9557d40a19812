import type { Metadata } from "next";
import { PageHeader } from "#components/layout/page-header.tsx";
import { TemplateForm } from "#components/templates/template-form.tsx";

export const metadata: Metadata = { title: "New template" };

export default function NewTemplatePage() {
  return (
    <>
      <PageHeader title="New template" back={{ href: "/templates", label: "Templates" }} />
      <TemplateForm />
    </>
  );
}
