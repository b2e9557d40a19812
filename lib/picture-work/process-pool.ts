import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Reply, Request } from "#lib/picture-work/protocol.ts";

const CHILD = join(/* turbopackIgnore: true */ process.cwd(), "lib", "picture-work", "child.ts");
/** A process that is stuck in a picture is ended. */
const LONGEST_MS = 180_000;

/** It crashed, was killed for its memory, or took too long. */
export class ProcessEnded extends Error {
  override readonly name = "ProcessEnded";
}

type Work = { request: Request } & PromiseWithResolvers<Reply>;

/** Does one work after the other, and does not keep this process alive while it has none. */
type PictureProcess = { child: ChildProcess; isStarted: boolean; work: Work | null; timer?: NodeJS.Timeout };

/** Processes are started as they are needed, and stay. */
export class ProcessPool {
  readonly #size: number;
  readonly #processes = new Set<PictureProcess>();
  readonly #waiting: Work[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /**
   * Throws `ProcessEnded`, and the signal's reason: work that waits then leaves the queue, and work that has begun is ended
   * with its process.
   */
  async run(request: Request, signal?: AbortSignal): Promise<Reply> {
    signal?.throwIfAborted();
    const work: Work = { request, ...Promise.withResolvers<Reply>() };
    const leave = () => {
      work.reject(signal?.reason);
      const at = this.#waiting.indexOf(work);
      if (at >= 0) this.#waiting.splice(at, 1);
      else for (const process of this.#processes) if (process.work === work) process.child.kill("SIGKILL");
    };
    signal?.addEventListener("abort", leave, { once: true });
    this.#waiting.push(work);
    this.#next();
    return work.promise.finally(() => signal?.removeEventListener("abort", leave));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const idle = this.#processes.values().find(({ work }) => work === null);
      const process = idle ?? (this.#processes.size < this.#size ? this.#start() : null);
      if (!process) return;
      process.work = this.#waiting.shift() ?? null;
      process.child.ref();
      process.child.channel?.ref();
      process.timer = setTimeout(() => process.child.kill("SIGKILL"), LONGEST_MS);
      if (process.isStarted) this.#send(process);
    }
  }

  #send({ child, work }: PictureProcess): void {
    // Where it can't be sent the process has ended, which is told by its exit.
    if (work) child.send(work.request, () => {});
  }

  #start(): PictureProcess {
    // The script has the flags of Node.
    const options = { execPath: "sh", execArgv: ["lib/launch/node.sh"], serialization: "advanced" as const };
    const child = fork(CHILD, [], options);
    const process: PictureProcess = { child, isStarted: false, work: null };
    child.on("message", (message: "started" | Reply) => {
      if (message === "started") {
        process.isStarted = true;
        return this.#send(process);
      }
      this.#rest(process)?.resolve(message);
      this.#next();
    });
    const ended = (cause: unknown) => {
      this.#processes.delete(process);
      this.#rest(process)?.reject(new ProcessEnded("The process that decodes pictures ended.", { cause }));
      this.#next();
    };
    child.on("error", ended);
    child.on("exit", (code, signal) => ended({ code, signal }));
    this.#processes.add(process);
    return process;
  }

  #rest(process: PictureProcess): Work | null {
    const { work } = process;
    clearTimeout(process.timer);
    process.work = null;
    process.child.unref();
    process.child.channel?.unref();
    return work;
  }
}
