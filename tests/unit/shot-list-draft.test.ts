import { expect, test } from "vitest";
import { missingChoices, shotsWithErrors } from "#components/shot-lists/missing-choices.ts";
import { draftOf, draftReducer, inputOf } from "#components/shot-lists/shot-list-draft.ts";
import { shotListInputSchema } from "#lib/schemas/shot-list.ts";
import { templateSchema } from "#lib/schemas/template.ts";

const mood = { name: "mood", label: "Mood", type: "text", required: false, defaultValue: null };
const room = templateSchema.parse({ id: "room", name: "Room", description: "", promptText: "p", variables: [mood] });
const options = { imageTypes: [{ id: "type" }, { id: "other" }], templates: [room], looks: [{ id: "warm" }] };
const list = (shots: object[]) => shotListInputSchema.parse({ name: "Listing", shots });
const shot = { variant: "MAIN", targetVariant: "MAIN", imageTypeId: "type" };

test("what is sent of an unchanged list is the list", () => {
  const whole = list([
    shot,
    {
      ...{
        name: "Side",
        variant: "SIDE",
        targetVariant: "PT01",
        imageTypeId: "other",
        customPrompt: "p",
        lookId: "warm",
      },
      ...{ templateId: "room", templateVariables: { mood: "calm" }, alsoSend: ["BACK", "TOPP"] },
      ...{ aspectRatio: "4:5", imageSize: "4K", candidates: 3, model: "m" },
    },
  ]);
  const sent = inputOf(draftOf(whole, options));
  expect(sent).toEqual(whole);
  expect(shotListInputSchema.parse(sent)).toEqual(whole);
});

test("values of variables that the template no longer has are not sent", () => {
  const templateVariables = { mood: "calm", gone: "x" };
  const drafted = draftOf(list([{ ...shot, templateId: "room", templateVariables }]), options);
  expect(inputOf(drafted).shots[0]?.templateVariables).toEqual({ mood: "calm" });
});

test("further photos may be separated by commas and spaces", () => {
  const draft = draftOf(list([shot]), options);
  const changed = draftReducer(draft, { type: "changeShot", key: 0, change: { alsoSend: " back,PT02  side;" } });
  expect(inputOf(changed).shots[0]?.alsoSend).toEqual(["back", "PT02", "side"]);
});

test("a new shot is for the first variant that no other shot is for", () => {
  const draft = draftOf(list([shot, { ...shot, targetVariant: "PT02" }]), options);
  const { shots } = draftReducer(draft, { type: "addShot", imageTypeId: "other" });
  expect(shots.at(-1)).toMatchObject({ key: 2, variant: "MAIN", targetVariant: "PT01", imageTypeId: "other" });
});

test("shots keep their keys when they are moved and removed, and move no further than to an end", () => {
  const keys = (draft: ReturnType<typeof draftOf>) => draft.shots.map(({ key }) => key);
  const draft = draftOf(list([shot, shot, shot]), options);
  expect(keys(draftReducer(draft, { type: "moveShot", key: 0, by: 1 }))).toEqual([1, 0, 2]);
  expect(keys(draftReducer(draft, { type: "moveShot", key: 2, by: -1 }))).toEqual([0, 2, 1]);
  expect(keys(draftReducer(draft, { type: "moveShot", key: 0, by: -1 }))).toEqual([0, 1, 2]);
  expect(keys(draftReducer(draft, { type: "moveShot", key: 2, by: 1 }))).toEqual([0, 1, 2]);
  expect(keys(draftReducer(draft, { type: "removeShot", key: 1 }))).toEqual([0, 2]);
});

test("a duplicate follows its shot, with a key of its own", () => {
  const draft = draftOf(list([{ ...shot, name: "Front" }, shot]), options);
  const { shots, nextKey } = draftReducer(draft, { type: "duplicateShot", key: 0 });
  expect(shots.map(({ key, name }) => [key, name])).toEqual([
    [0, "Front"],
    [2, "Front"],
    [1, ""],
  ]);
  expect(nextKey).toBe(3);
});

test("names the shots whose image type, template or look was deleted", () => {
  const gone = [
    { imageTypeId: "gone" },
    { templateId: "gone" },
    { imageTypeId: "", lookId: "warm" },
    { lookId: "gone" },
  ];
  const shots = [shot, ...gone.map((choice) => ({ ...shot, ...choice }))];
  const missing = missingChoices(shots, options);
  expect(missing.map(({ path }) => path)).toEqual(["shots.1.imageTypeId", "shots.2.templateId", "shots.4.lookId"]);
  expect(shotsWithErrors([...missing, { path: "shots", message: "" }, { path: "shots.2", message: "" }])).toEqual([
    1, 2, 4,
  ]);
});
