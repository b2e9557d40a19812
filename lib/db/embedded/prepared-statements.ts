import "server-only";
import { type PGlite, protocol, type QueryOptions, type Results } from "@electric-sql/pglite";

const { serialize, messages } = protocol;

/** Each holds its plan in PGlite's memory. */
const MAX_STATEMENTS = 300;
/** A text is given a name, and keeps its plan, when it comes a second time. */
const MAX_SEEN = 1_000;

type Statement = { name: string; parameterTypes: number[] };

export type Query = (sql: string, values?: unknown[], options?: QueryOptions) => Promise<Results<unknown>>;

type Message = Awaited<ReturnType<PGlite["execProtocolStream"]>>[number];

function ofKind<Kind extends Message>(answer: Message[], kind: new (...args: never[]) => Kind): Kind[] {
  return answer.filter((message): message is Kind => message instanceof kind);
}

/** What a command tag such as `INSERT 0 3` says; a SELECT affects no row. */
function affectedBy(tag: string): number {
  return /^(?:INSERT|UPDATE|DELETE|MERGE) /.test(tag) ? Number(tag.split(" ").at(-1)) : 0;
}

/**
 * PGlite's `query` parses and plans a text each time, which is most of what it costs: 4 of 5 ms for the claim of an image. Here
 * PostgreSQL keeps the statements that come again, and their plans where those are as good for any value. Rows, fields and
 * errors are those of `query`. Source: PGlite 0.5.14, `BasePGlite.query` and `parseResults`.
 */
export class PreparedStatements {
  readonly #database: PGlite;
  /** By their text, the one that was used last at the end. */
  readonly #statements = new Map<string, Statement>();
  readonly #seen = new Set<string>();
  #named = 0;
  #spentMs = 0;

  constructor(database: PGlite) {
    this.#database = database;
  }

  /** How long the database has worked on all statements so far. */
  get spentMs(): number {
    return this.#spentMs;
  }

  readonly query: Query = (sql, values, options) =>
    this.#database._runExclusiveTransaction(async () => {
      const results = await this.queryInTransaction(sql, values, options);
      await this.#database.syncToFs();
      return results;
    });

  /** Only in a transaction of PGlite's that is under way. */
  readonly queryInTransaction: Query = (sql, values = [], options = {}) =>
    this.#database._runExclusiveQuery(async () => {
      const statement = this.#statements.get(sql) ?? (await this.#prepare(sql));
      if (statement.name !== "") await this.#keep(sql, statement);
      return this.#execute(statement, values, options);
    });

  /** One call into PGlite for all of them. Throws `DatabaseError`. */
  async #send(...parts: Uint8Array[]): Promise<Message[]> {
    const started = performance.now();
    try {
      return await this.#database.execProtocolStream(Buffer.concat([...parts, serialize.sync()]), { syncToFs: false });
    } finally {
      this.#spentMs += performance.now() - started;
    }
  }

  #nameFor(sql: string): string {
    if (this.#seen.delete(sql)) {
      this.#named += 1;
      return `statement_${this.#named}`;
    }
    this.#seen.add(sql);
    const [oldest] = this.#seen;
    if (oldest !== undefined && this.#seen.size > MAX_SEEN) this.#seen.delete(oldest);
    return "";
  }

  async #prepare(sql: string): Promise<Statement> {
    const name = this.#nameFor(sql);
    const answer = await this.#send(serialize.parse({ name, text: sql }), serialize.describe({ type: "S", name }));
    const [described] = ofKind(answer, messages.ParameterDescriptionMessage);
    return { name, parameterTypes: described?.dataTypeIDs ?? [] };
  }

  async #keep(sql: string, statement: Statement): Promise<void> {
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    const [oldest] = this.#statements;
    if (!oldest || this.#statements.size <= MAX_STATEMENTS) return;
    const [text, { name }] = oldest;
    this.#statements.delete(text);
    await this.#send(serialize.close({ type: "S", name }));
  }

  #toText(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serializer = this.#database.serializers[type ?? 0];
    return serializer ? serializer(value) : String(value);
  }

  async #execute(
    { name, parameterTypes }: Statement,
    values: unknown[],
    options: QueryOptions,
  ): Promise<Results<unknown>> {
    const texts = values.map((value, index) => this.#toText(value, parameterTypes[index]));
    const answer = await this.#send(
      serialize.bind({ statement: name, values: texts }),
      serialize.describe({ type: "P" }),
      serialize.execute(),
    );
    return this.#toResults(answer, options);
  }

  #toResults(answer: Message[], { rowMode, parsers }: QueryOptions): Results<unknown> {
    const [description] = ofKind(answer, messages.RowDescriptionMessage);
    const fields = (description?.fields ?? []).map(({ name, dataTypeID }) => ({ name, dataTypeID }));
    const parserOf = fields.map(({ dataTypeID: type }) => parsers?.[type] ?? this.#database.parsers[type]);
    const rows = ofKind(answer, messages.DataRowMessage).map((row) => {
      const parsed = fields.map(({ dataTypeID }, index): unknown => {
        const [text = null, parse] = [row.fields[index], parserOf[index]];
        return text !== null && parse ? parse(text, dataTypeID) : text;
      });
      return rowMode === "array" ? parsed : Object.fromEntries(fields.map(({ name }, index) => [name, parsed[index]]));
    });
    const [complete] = ofKind(answer, messages.CommandCompleteMessage);
    return { rows, fields, affectedRows: affectedBy(complete?.text ?? "") };
  }
}
