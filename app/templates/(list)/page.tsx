import { FileText, Plus } from "lucide-react";
import type { Metadata } from "next";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { page } from "#lib/auth/page.ts";
import { listTemplates } from "#lib/db/templates.ts";
import type { Template } from "#lib/schemas/template.ts";

export const metadata: Metadata = { title: "Templates" };
export const dynamic = "force-dynamic";

const newTemplate = (
  <Can do="prompt">
    <ButtonLink href="/templates/new">
      <Plus className="size-4" aria-hidden />
      New template
    </ButtonLink>
  </Can>
);

function TemplateItem({ template: { id, name, description, promptText, variables } }: { template: Template }) {
  return (
    <li className="flex items-start gap-3 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 space-y-1">
        <Link
          href={`/templates/${id}`}
          className="inline-flex min-h-6 items-center break-words rounded font-medium hover:underline"
        >
          {name}
        </Link>
        {description && <p className="max-w-prose break-words text-muted">{description}</p>}
        <p className="line-clamp-2 max-w-prose break-words text-muted text-xs">{promptText}</p>
        {variables.length > 0 && (
          <p className="flex flex-wrap gap-1 pt-0.5">
            {variables.map((variable) => (
              <Badge key={variable.name} className="font-mono">
                {variable.name}
              </Badge>
            ))}
          </p>
        )}
      </div>
      <Can do="prompt">
        <DeleteButton kind="template" name={name} path={`/api/templates/${id}`} backTo="/templates" />
      </Can>
    </li>
  );
}

export default page("read", async function TemplatesPage() {
  const templates = await listTemplates();
  return (
    <>
      <PageHeader
        title="Templates"
        description="Reusable prompts with variables that are filled in for each product."
        actions={newTemplate}
      />
      <section aria-label="Templates" className="rounded-lg border bg-surface">
        {templates.length > 0 ? (
          <ul>
            {templates.map((template) => (
              <TemplateItem key={template.id} template={template} />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={<FileText className="size-6" aria-hidden />}
            title="No templates yet"
            text="Write a prompt with variables such as {{product_title}} and use it for any number of products."
            action={newTemplate}
          />
        )}
      </section>
    </>
  );
});
