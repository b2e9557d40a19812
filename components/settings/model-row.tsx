"use client";

import { Stethoscope, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { CommandButton } from "#components/ui/command-button.tsx";
import { once } from "#components/ui/once.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { useCommand } from "#components/ui/use-command.ts";
import type { ModelCheck, modelCheckSchema, OfferedModel } from "#lib/schemas/model.ts";

const usdFormat = once(() => new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 }));
const usd = (amount: number) => `$${usdFormat().format(amount)}`;

/** "1K $0.134 · 4K $0.24" */
export function pricesLine({ priceUsd, sizes }: Pick<OfferedModel, "priceUsd" | "sizes">): string {
  const prices = new Map(Object.entries(priceUsd));
  const known = sizes.flatMap((size) => {
    const price = prices.get(size)?.standard;
    return price === undefined ? [] : [`${size} ${usd(price)}`];
  });
  return known.length > 0 ? known.join(" · ") : "No known price";
}

export function checkLine({ works, message, costUsd }: ModelCheck): string {
  const cost = costUsd === null ? "Google may have billed the call." : `The call cost ${usd(costUsd)}.`;
  return `${works ? "It works." : message} ${cost}`;
}

type ModelRowProps = {
  model: OfferedModel;
  isCurrent: boolean;
  notice: string | null;
  onChecked: () => void;
};

export function ModelRow({ model, isCurrent, notice, onChecked }: ModelRowProps) {
  const { id, name, checkUsd } = model;
  const [result, setResult] = useState<string | null>(null);
  const { run, busy } = useCommand(
    () => sendOnce<typeof modelCheckSchema>(`/api/models/${encodeURIComponent(id)}/check`, {}),
    {
      failure: `Couldn't check ${id}.`,
      onDone(check) {
        setResult(checkLine(check));
        onChecked();
      },
    },
  );
  const price = checkUsd === null ? "unknown price" : `about ${usd(checkUsd)}`;
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-64 space-y-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="break-all font-medium">{id}</span>
          {isCurrent && <Badge>New jobs</Badge>}
        </p>
        <p className="text-muted text-xs">{[name !== id && name, pricesLine(model)].filter(Boolean).join(" · ")}</p>
        {notice && (
          <p className="flex items-start gap-1.5 text-warn text-xs">
            <TriangleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
            {notice}
          </p>
        )}
        <p role="status" className="break-words text-xs">
          {result}
        </p>
      </div>
      <CommandButton
        icon={Stethoscope}
        text={busy ? "Checking…" : `Check (${price})`}
        label={busy ? `Checking ${id}` : `Check ${id} by one call, ${price}`}
        compact
        running={busy}
        busy={busy}
        onClick={() => void run()}
        focusAfter="model-heading"
      />
    </li>
  );
}
