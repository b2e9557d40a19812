import { WifiOff } from "lucide-react";

export function ConnectionLost({ lost }: { lost: boolean }) {
  return (
    <p role="status" className="flex items-center gap-2 text-warn empty:hidden">
      {lost && (
        <>
          <WifiOff className="size-4 shrink-0" aria-hidden />
          Connection lost, trying again
        </>
      )}
    </p>
  );
}
