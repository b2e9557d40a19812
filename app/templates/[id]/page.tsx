import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PageHeader } from "#components/layout/page-header.tsx";
import { TemplateForm } from "#components/templates/template-form.tsx";
import { Can } from "#components/ui/can.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { Editable } from "#components/ui/editable.tsx";
import { page } from "#lib/auth/page.ts";
import { can } from "#lib/auth/permissions.ts";
import { findTemplate } from "#lib/db/templates.ts";

export const dynamic = "force-dynamic";

const readTemplate = cache(findTemplate);

export const generateMetadata = page("read", async ({ params }: PageProps<"/templates/[id]">): Promise<Metadata> => {
  const template = await readTemplate((await params).id);
  return { title: template?.name ?? "Not found" };
});

export default page("read", async function TemplatePage({ params }: PageProps<"/templates/[id]">, user) {
  const template = await readTemplate((await params).id);
  if (!template) notFound();
  const { id, name } = template;
  return (
    <>
      <PageHeader
        title={name}
        back={{ href: "/templates", label: "Templates" }}
        actions={
          <Can do="prompt">
            <DeleteButton kind="template" name={name} path={`/api/templates/${id}`} backTo="/templates" />
          </Can>
        }
      />
      <Editable by={can(user, "prompt")}>
        <TemplateForm template={template} />
      </Editable>
    </>
  );
});
