/** SQL: gives every job that has none its only shot. `variant` and `prompt` are SQL on the job `j`. */
export const bareShots = ({ variant = "'MAIN'", prompt = "'A photo'" } = {}) => `
  INSERT INTO "JobShot" ("jobId", index, name, variant, "targetVariant", "imageTypeName", prompt, plan)
  SELECT j.id, 0, 'White background', ${variant}, ${variant}, 'White background', ${prompt},
    jsonb_build_object('text', ${prompt}, 'fixed', '{}'::jsonb, 'fromProduct', '{}'::jsonb)
  FROM "GenerationJob" j WHERE NOT EXISTS (SELECT FROM "JobShot" s WHERE s."jobId" = j.id)`;
