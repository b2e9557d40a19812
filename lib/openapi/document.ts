import "server-only";
import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { type Answer, METHODS, type Operation, type Operations } from "#lib/openapi/operation.ts";
import { routes } from "#lib/openapi/routes.ts";
import { checkSchema } from "#lib/schemas/check.ts";
import { generatedImageSchema } from "#lib/schemas/image.ts";
import { imageTypeSchema } from "#lib/schemas/image-type.ts";
import { importErrorSchema, importSchema } from "#lib/schemas/import.ts";
import { jobErrorSchema, jobSchema, jobSummarySchema } from "#lib/schemas/job.ts";
import { lookPictureSchema, lookSchema } from "#lib/schemas/look.ts";
import { problemSchema } from "#lib/schemas/problem.ts";
import { productSchema, productSummarySchema, sourceImageSchema } from "#lib/schemas/product.ts";
import { reviewImageSchema } from "#lib/schemas/review.ts";
import { shotListSchema } from "#lib/schemas/shot-list.ts";
import { templateSchema } from "#lib/schemas/template.ts";

const COMPONENTS = {
  Check: checkSchema,
  GeneratedImage: generatedImageSchema,
  ImageType: imageTypeSchema,
  Import: importSchema,
  ImportError: importErrorSchema,
  Job: jobSchema,
  JobError: jobErrorSchema,
  JobSummary: jobSummarySchema,
  Look: lookSchema,
  LookPicture: lookPictureSchema,
  Problem: problemSchema,
  Product: productSchema,
  ProductSummary: productSummarySchema,
  ReviewImage: reviewImageSchema,
  ShotList: shotListSchema,
  SourceImage: sourceImageSchema,
  Template: templateSchema,
};

const COMPONENTS_AT = "#/components/schemas/";

type Json = { [key: string]: unknown };
type JsonSchema = z.core.JSONSchema.BaseSchema;

const jsonSchema = z.record(z.string(), z.unknown());

const plain = ({ $schema: _dialect, ...schema }: JsonSchema): Json => schema;

const sent = (schema: z.ZodType): Json => plain(z.toJSONSchema(schema, { io: "input" }));

type Override = { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema };

/** Answers may hold further fields one day. */
function allowMore({ zodSchema, jsonSchema }: Override): void {
  const { def } = zodSchema._zod;
  if (def.type === "object" && !def.catchall) delete jsonSchema.additionalProperties;
}

function named(): z.core.$ZodRegistry<{ id: string }> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  return registry;
}

function answered(schema: z.ZodType): Json {
  const whole = z.toJSONSchema(z.object({ answer: schema }), { metadata: named(), override: allowMore });
  const text = JSON.stringify(whole.properties?.answer).replaceAll("#/$defs/", COMPONENTS_AT);
  return jsonSchema.parse(JSON.parse(text));
}

function components(): Json {
  const { schemas } = z.toJSONSchema(named(), { uri: (id) => `${COMPONENTS_AT}${id}`, override: allowMore });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $id: _uri, ...schema }]) => [id, plain(schema)]));
}

/** Parameters of a query, each as what it is read as: a limit is a number, though a query holds text. */
function queryParameters(schema: z.ZodObject): Json[] {
  const { properties = {} } = z.toJSONSchema(schema);
  const { required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: property,
  }));
}

const nameIn = (segment: string) => /^\[(?:\.\.\.)?(\w+)\]$/.exec(segment)?.[1];

export function openApiPath(route: string): string {
  return route
    .split("/")
    .map((segment) => (nameIn(segment) ? `{${nameIn(segment)}}` : segment))
    .join("/");
}

function pathParameters(route: string): Json[] {
  const names = route.split("/").flatMap((segment) => nameIn(segment) ?? []);
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A repeated request with the same key gets the first answer, for 24 hours.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function bodyOf({ body, bodyOptional, form }: Operation): Json {
  const content = {
    ...(body ? { "application/json": { schema: sent(body) } } : {}),
    ...(form ? { "multipart/form-data": { schema: sent(form) } } : {}),
  };
  return body || form ? { requestBody: { required: bodyOptional !== true, content } } : {};
}

function answerOf(status: string, answer: Answer): Json {
  const description = STATUS_CODES[status] ?? status;
  if (answer === null) return { description };
  if (typeof answer === "string") return { description, content: { [answer]: {} } };
  return { description, content: { "application/json": { schema: answered(answer) } } };
}

const PROBLEM = {
  description: "A problem document (RFC 9457)",
  content: { "application/problem+json": { schema: { $ref: `${COMPONENTS_AT}Problem` } } },
};

function operationOf(route: string, operation: Operation): Json {
  const { summary, query, idempotent, answers } = operation;
  const parameters = [
    ...pathParameters(route),
    ...(query ? queryParameters(query) : []),
    ...(idempotent ? [IDEMPOTENCY_KEY] : []),
  ];
  const responses = Object.entries(answers).map(([status, answer]) => [status, answerOf(status, answer)]);
  return {
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...bodyOf(operation),
    responses: { ...Object.fromEntries(responses), default: PROBLEM },
  };
}

function pathItem(route: string, operations: Operations): Json {
  const methods = METHODS.flatMap((method) => {
    const operation = operations[method];
    return operation ? [[method.toLowerCase(), operationOf(route, operation)]] : [];
  });
  return Object.fromEntries(methods);
}

export function openApiDocument() {
  const paths = Object.entries(routes).map(([route, operations]) => [openApiPath(route), pathItem(route, operations)]);
  return {
    openapi: "3.1.1",
    info: {
      title: "Packshot",
      version: "1",
      description: "Bulk product images for Amazon sellers. See docs/api.md for what schemas can't express.",
    },
    servers: [{ url: "/" }],
    paths: Object.fromEntries(paths),
    components: { schemas: components() },
  };
}
