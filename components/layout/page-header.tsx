import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

type PageHeaderProps = {
  title: string;
  description?: ReactNode;
  back?: { href: string; label: string } | undefined;
  actions?: ReactNode;
};

export function PageHeader({ title, description, back, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 space-y-2">
      {back && (
        <Link href={back.href} className="inline-flex min-h-6 items-center gap-1 rounded text-muted hover:text-ink">
          <ArrowLeft className="size-4" aria-hidden />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72 space-y-1">
          <h1 className="text-balance break-words font-semibold text-xl tracking-tight">{title}</h1>
          {description && <div className="max-w-prose text-muted">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </header>
  );
}
