"use client";

import type { ReactNode } from "react";
import { ImageCost } from "#components/images/image-cost.tsx";
import { CheckBadge } from "#components/review/check-badge.tsx";
import { CheckList } from "#components/review/dialog/check-list.tsx";
import { DecisionHistory } from "#components/review/dialog/decision-history.tsx";
import { ImageCommands } from "#components/review/dialog/image-commands.tsx";
import type { Facts } from "#components/review/dialog/use-facts.ts";
import { VersionStrip } from "#components/review/dialog/version-strip.tsx";
import { useCan } from "#components/ui/can.tsx";
import { Link } from "#components/ui/link.tsx";
import { LongText } from "#components/ui/long-text.tsx";
import { Select } from "#components/ui/select.tsx";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";
import { ALL_VARIANTS } from "#lib/schemas/variant-names.ts";

const VARIANT_OPTIONS = ALL_VARIANTS.map((value) => ({ value, label: value }));

function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="space-y-2 border-t px-4 py-3 first:border-t-0">
      <div className="flex min-h-5 items-center justify-between gap-2">
        <h3 className="font-semibold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

const linkStyle = "link inline-flex min-h-6 max-w-full items-center rounded";

type DialogPanelProps = {
  image: ReviewImage;
  facts: Facts;
  onShow: (version: GeneratedImage) => void;
  onVariant: (variant: string) => void;
  onDeleted: () => void;
};

export function DialogPanel({ image, facts: { versions, history }, onShow, onVariant, onDeleted }: DialogPanelProps) {
  const can = useCan();
  const own = versions?.find(({ id }) => id === image.id);
  const { checks, verdict } = own ?? image;
  return (
    <aside aria-label="Facts" className="min-w-0 shrink-0 lg:w-80 lg:overflow-y-auto lg:border-l">
      <Part title="Checks" aside={<CheckBadge verdict={verdict} checks={checks} />}>
        <CheckList checks={checks} />
      </Part>
      {versions && versions.length > 1 && (
        <Part title="Versions">
          <VersionStrip versions={versions} shownId={image.id} onShow={onShow} />
        </Part>
      )}
      <Part title="Image">
        <Select
          label="Variant (Amazon image slot)"
          value={image.targetVariant}
          disabled={!can("version")}
          onValueChange={onVariant}
          options={VARIANT_OPTIONS}
        />
        {image.note && (
          <p className="break-words">
            Regenerated {own?.createdBy && `by ${own.createdBy} `}with the note “{image.note}”
          </p>
        )}
        <p className="flex flex-wrap gap-x-4">
          <Link href={`/products/${image.productId}`} className={linkStyle}>
            Product
          </Link>
          {image.originJobId && (
            <Link href={`/jobs/${image.originJobId}`} className={linkStyle}>
              {image.jobName || "Job"}
            </Link>
          )}
        </p>
        <p className="text-muted">
          Cost: <ImageCost imageId={image.id} />
        </p>
        {own && <LongText key={`prompt of ${own.id}`} text={own.prompt} />}
        <ImageCommands key={image.id} image={image} facts={own} onDeleted={onDeleted} />
      </Part>
      <Part title="Decisions">{history ? <DecisionHistory events={history} /> : <p className="text-muted">…</p>}</Part>
    </aside>
  );
}
