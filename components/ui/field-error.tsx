import { CircleAlert } from "lucide-react";

export function FieldError({ message }: { message: string | null }) {
  if (message === null) return null;
  return (
    <p role="alert" className="flex items-start gap-1.5 text-bad text-xs">
      <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
      {message}
    </p>
  );
}
