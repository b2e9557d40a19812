-- The prompts to start with put the product's title into quotes, so that no title reads as an instruction. Those that a seller
-- has changed are the seller's own.
UPDATE "ImageType" SET "defaultPrompt" = replace("defaultPrompt", 'exact product, {{product_title}}', 'exact product, "{{product_title}}"')
  WHERE "updatedAt" = "createdAt";
UPDATE "PromptTemplate" SET "promptText" = replace("promptText", 'exact product, {{product_title}}', 'exact product, "{{product_title}}"')
  WHERE "updatedAt" = "createdAt";
