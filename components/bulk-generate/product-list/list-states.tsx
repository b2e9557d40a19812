import { CircleAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

export function NoMatch({ onShowAll }: { onShowAll: () => void }) {
  return (
    <div className="flex h-104 flex-col items-center justify-center gap-3 px-4 text-center text-muted">
      <p>No products match. Search for part of a title, ASIN or SKU, or clear the filters.</p>
      <Button onClick={onShowAll}>Show all products</Button>
    </div>
  );
}

export function ListError({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="absolute inset-x-0 bottom-0 flex flex-wrap items-center gap-x-3 gap-y-2 bg-bad-soft px-3 py-2 text-bad"
    >
      <CircleAlert className="size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 basis-48 break-words">Couldn't load the products. {message}</p>
      <Button size="sm" onClick={onRetry}>
        Retry
      </Button>
    </div>
  );
}
