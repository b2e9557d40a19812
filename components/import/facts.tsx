import { count } from "#components/ui/count.ts";
import type { Import } from "#lib/schemas/import.ts";

export function Facts({ facts }: { facts: readonly (readonly [name: string, number: number])[] }) {
  return (
    <dl className="grid max-w-3xl grid-cols-2 gap-4 sm:grid-cols-[repeat(auto-fit,minmax(7rem,1fr))]">
      {facts.map(([name, number]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-muted text-xs">{name}</dt>
          <dd className="font-semibold text-xl">{count(number)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ImportFacts({ shown }: { shown: Import }) {
  return (
    <Facts
      facts={[
        ["Products created", shown.productsCreated],
        ["Products updated", shown.productsUpdated],
        ["Images added", shown.imagesAdded],
        ["Images unchanged", shown.imagesUnchanged],
      ]}
    />
  );
}
