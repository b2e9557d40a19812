"use client";

import { FormatFields } from "#components/shots/format-fields.tsx";
import { defaultFormat, type ShotFormats } from "#components/shots/shot-formats.ts";
import type { ShotDraft } from "#components/shots/shots-draft.ts";
import { ImageTypeField } from "#components/templates/image-type-field.tsx";
import { PromptFields } from "#components/templates/prompt-fields.tsx";
import { TemplateSelector } from "#components/templates/template-selector.tsx";
import { errorAt, type FieldErrors } from "#components/ui/api-errors.ts";
import { Choice } from "#components/ui/choice.tsx";
import { plural } from "#components/ui/count.ts";
import { Field } from "#components/ui/field.tsx";
import { FieldError } from "#components/ui/field-error.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ImageType } from "#lib/schemas/image-type.ts";
import { MAX_CANDIDATES } from "#lib/schemas/limits.ts";
import type { Look } from "#lib/schemas/look.ts";
import type { Template } from "#lib/schemas/template.ts";
import { ALL_VARIANTS, OTHER, targetLabel } from "#lib/schemas/variant-names.ts";

/** `pictures`: how many. */
type LookOption = Pick<Look, "id" | "name" | "imageSize" | "model"> & { pictures: number };

export type ShotOptions = {
  imageTypes: ImageType[];
  templates: Template[];
  looks: LookOption[];
  /** Of the model of new jobs. */
  formats: ShotFormats;
  /** Of all models that a shot may name. */
  models: ShotFormats[];
};

export type ShotFieldsProps = {
  shot: ShotDraft;
  /** The name that the shot gets without one of its own. */
  defaultName: string;
  options: ShotOptions;
  /** Paths begin at the shot. */
  errors: FieldErrors;
  change: (change: Partial<ShotDraft>) => void;
};

export const lookOf = ({ lookId }: ShotDraft, { looks }: ShotOptions): LookOption | null =>
  looks.find(({ id }) => id === lookId) ?? null;

/** The model of a shot that names none. */
const usualModel = (shot: ShotDraft, options: ShotOptions) => lookOf(shot, options)?.model ?? options.formats.model;

/** What the shot's model offers. */
function formatsOf(shot: ShotDraft, options: ShotOptions): ShotFormats {
  const used = shot.model ?? usualModel(shot, options);
  return options.models.find(({ model }) => model === used) ?? options.formats;
}

/** What the shot gets where it names no format. */
export function usualFormat(shot: ShotDraft, options: ShotOptions) {
  const imageType = options.imageTypes.find(({ id }) => id === shot.imageTypeId);
  const { aspectRatio, imageSize } = defaultFormat(imageType, formatsOf(shot, options));
  return { aspectRatio, imageSize: lookOf(shot, options)?.imageSize ?? imageSize };
}

/** An image for none of the variants is named after its shot. */
const TARGETS: readonly string[] = [...ALL_VARIANTS, OTHER];
const CANDIDATES = Array.from({ length: MAX_CANDIDATES }, (_, index) => String(index + 1));

const NO_LOOK = "";

function LookField({ shot, options: { looks }, errors, change }: ShotFieldsProps) {
  const nameOf = (id: string) => looks.find((look) => look.id === id)?.name ?? "Deleted look";
  return (
    <Choice
      label="Look"
      value={shot.lookId ?? NO_LOOK}
      values={[NO_LOOK, ...looks.map(({ id }) => id)]}
      labelOf={(id) => (id === NO_LOOK ? "No look" : nameOf(id))}
      error={errorAt(errors, "lookId")}
      onChange={(id) => change({ lookId: id || null })}
    />
  );
}

const USUAL_MODEL = "";

/** Not where there is nothing to choose. */
function ModelField({ shot, options, errors, change }: Omit<ShotFieldsProps, "defaultName">) {
  const error = errorAt(errors, "model");
  if (options.models.length < 2 && shot.model === undefined) return <FieldError message={error} />;
  return (
    <Choice
      label="Model"
      value={shot.model ?? USUAL_MODEL}
      values={[USUAL_MODEL, ...options.models.map(({ model }) => model)]}
      labelOf={(model) => model || `Default (${usualModel(shot, options)})`}
      error={error}
      onChange={(model) => change({ model: model || undefined })}
    />
  );
}

function ResultFields({ shot, options, errors, change }: ShotFieldsProps) {
  return (
    <>
      <FormatFields
        chosen={shot}
        usual={usualFormat(shot, options)}
        formats={formatsOf(shot, options)}
        errors={errors}
        onChange={change}
      />
      <Choice
        label="Candidates"
        value={String(shot.candidates)}
        values={CANDIDATES}
        labelOf={(number) => plural(Number(number), "image")}
        error={errorAt(errors, "candidates")}
        onChange={(number) => change({ candidates: Number(number) })}
      />
      <ModelField {...{ shot, options, errors, change }} />
    </>
  );
}

function ShotPrompt({ shot, options, errors, change }: ShotFieldsProps) {
  return (
    <PromptFields
      template={options.templates.find(({ id }) => id === shot.templateId) ?? null}
      imageType={options.imageTypes.find(({ id }) => id === shot.imageTypeId) ?? null}
      values={shot.templateVariables}
      customPrompt={shot.customPrompt}
      errors={errors}
      onFill={(name, value) => change({ templateVariables: { ...shot.templateVariables, [name]: value } })}
      onWrite={(customPrompt) => change({ customPrompt })}
    />
  );
}

const furtherError = ({ fields }: FieldErrors) => fields.find(({ path }) => path.startsWith("alsoSend"))?.message;

function FurtherPhotos({ shot, options, errors, change }: ShotFieldsProps) {
  const ofLook = lookOf(shot, options)?.pictures ?? 0;
  const limit = Math.max(0, formatsOf(shot, options).pictures - 1 - ofLook);
  const besides = ofLook > 0 ? `, with the ${plural(ofLook, "picture")} of the look` : "";
  return (
    <Field
      label="Further photos (optional)"
      hint={`Variants of the product's photos to send as well, separated by commas: at most ${limit}${besides}.`}
      error={furtherError(errors)}
      className="max-w-prose"
    >
      <Input
        value={shot.alsoSend}
        placeholder="BACK, PT02"
        onChange={(event) => change({ alsoSend: event.target.value })}
        autoComplete="off"
        spellCheck={false}
      />
    </Field>
  );
}

export function ShotFields(props: ShotFieldsProps) {
  const { shot, defaultName, options, errors, change } = props;
  return (
    <div className="space-y-4">
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Name (optional)" error={errorAt(errors, "name")}>
          <Input
            value={shot.name}
            placeholder={defaultName}
            onChange={(event) => change({ name: event.target.value })}
            autoComplete="off"
          />
        </Field>
        <Choice
          label="From photo"
          value={shot.variant}
          values={ALL_VARIANTS}
          error={errorAt(errors, "variant")}
          onChange={(variant) => change({ variant })}
        />
        <Choice
          label="For variant"
          value={shot.targetVariant}
          values={TARGETS}
          labelOf={targetLabel}
          error={errorAt(errors, "targetVariant")}
          onChange={(targetVariant) => change({ targetVariant })}
        />
        <ImageTypeField
          imageTypes={options.imageTypes}
          value={shot.imageTypeId}
          error={errorAt(errors, "imageTypeId")}
          onChange={(imageTypeId) => change({ imageTypeId })}
        />
        <TemplateSelector
          templates={options.templates}
          value={shot.templateId}
          error={errorAt(errors, "templateId")}
          onChange={(templateId) => change({ templateId, templateVariables: {} })}
        />
        <LookField {...props} />
        <ResultFields {...props} />
      </div>
      <ShotPrompt {...props} />
      <FurtherPhotos {...props} />
    </div>
  );
}
