import { Can } from "#components/ui/can.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { modelNotice } from "#lib/gemini/model-notice.ts";
import { readModels } from "#lib/gemini/read-models.ts";

/** Where new jobs use a model that Google ends soon, or no longer offers. */
export async function ModelNotice({ className }: { className?: string }) {
  const models = await readModels();
  const notice = modelNotice(models.model, models, new Date());
  if (notice === null) return null;
  return (
    <div className={className}>
      <Notice>
        {notice} New jobs use it.{" "}
        <Can do="admin">
          <Link href="/settings" className="rounded font-medium underline">
            Choose another model
          </Link>
        </Can>
      </Notice>
    </div>
  );
}
