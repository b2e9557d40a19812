import { Shapes } from "lucide-react";
import type { Metadata } from "next";
import { ImageTypeDialog } from "#components/image-types/image-type-dialog.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import type { ShotFormats } from "#components/shots/shot-formats.ts";
import { Can } from "#components/ui/can.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { page } from "#lib/auth/page.ts";
import { listImageTypes } from "#lib/db/image-types.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { factsOf } from "#lib/gemini/models.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";

export const metadata: Metadata = { title: "Image types" };
export const dynamic = "force-dynamic";

function ImageTypeItem({ imageType, formats }: { imageType: ImageType; formats: ShotFormats }) {
  const { id, name, description, defaultPrompt, aspectRatio, imageSize } = imageType;
  const format = [aspectRatio, imageSize].filter(Boolean).join(" · ");
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 basis-64 space-y-1">
        <h2 className="break-words font-medium">{name}</h2>
        {format && <p className="text-muted text-xs">{format}</p>}
        {description && <p className="max-w-prose break-words text-muted">{description}</p>}
        <p className="line-clamp-2 max-w-prose break-words text-muted text-xs">{defaultPrompt}</p>
      </div>
      <Can do="prompt">
        <div className="-ml-2 flex sm:ml-0">
          <ImageTypeDialog imageType={imageType} formats={formats} />
          <DeleteButton kind="image type" name={name} path={`/api/image-types/${id}`} backTo="/image-types" />
        </div>
      </Can>
    </li>
  );
}

export default page("read", async function ImageTypesPage() {
  const [imageTypes, { model }] = await Promise.all([listImageTypes(), currentModel()]);
  const formats = { model, ...factsOf(model) };
  const nextOrder = Math.max(0, ...imageTypes.map(({ order }) => order)) + 1;
  const create = (
    <Can do="prompt">
      <ImageTypeDialog nextOrder={nextOrder} formats={formats} />
    </Can>
  );
  return (
    <>
      <PageHeader
        title="Image types"
        description="The kinds of image you generate, each with a default prompt."
        actions={create}
      />
      <section aria-label="Image types" className="rounded-lg border bg-surface">
        {imageTypes.length > 0 ? (
          <ul>
            {imageTypes.map((imageType) => (
              <ImageTypeItem key={imageType.id} imageType={imageType} formats={formats} />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={<Shapes className="size-6" aria-hidden />}
            title="No image types yet"
            text="An image type is a kind of image, such as white background, room or close-up. A job needs one."
          />
        )}
      </section>
    </>
  );
});
