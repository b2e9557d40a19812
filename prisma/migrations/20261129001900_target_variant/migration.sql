ALTER TABLE "GeneratedImage" RENAME COLUMN "targetSlot" TO "targetVariant";
ALTER INDEX "GeneratedImage_decision_productId_targetSlot_id_idx" RENAME TO "GeneratedImage_decision_productId_targetVariant_id_idx";

UPDATE "DeletedRow" SET data = data - 'targetSlot' || jsonb_build_object('targetVariant', data->'targetSlot')
WHERE data ? 'targetSlot';

UPDATE "ImportError" SET code = 'BAD_VARIANT' WHERE code = 'BAD_SLOT';
