"use client";

import { useState } from "react";
import { ChosenFile } from "#components/import/chosen-file.tsx";
import { FilePicker } from "#components/import/file-picker.tsx";
import { ImportSummary } from "#components/import/import-result.tsx";
import { chooseFile, type ImportState } from "#components/import/import-state.ts";
import { useFileDrop } from "#components/import/use-file-drop.ts";
import { ApiError, upload } from "#lib/api-client.ts";
import { importResultSchema } from "#lib/schemas/import.ts";

const START: ImportState = { phase: "idle", problem: null };

/** Takes a file, shows what it is, imports it and says what came of it. */
export function Importer() {
  const [state, setState] = useState<ImportState>(START);
  const choose = (files: File[]) => {
    if (state.phase !== "uploading") setState(chooseFile(files));
  };
  const over = useFileDrop(choose);

  async function importFile(file: File) {
    setState({ phase: "uploading", file });
    try {
      setState({ phase: "done", file, result: await upload("/api/products/import", importResultSchema, file) });
    } catch (error) {
      const reason = error instanceof ApiError ? error.message : "The server's answer could not be read. Try again.";
      setState({ phase: "chosen", file, problem: `“${file.name}” was not imported. ${reason}` });
    }
  }

  const restart = () => setState(START);
  if (state.phase === "idle") return <FilePicker over={over} problem={state.problem} onFiles={choose} />;
  if (state.phase === "done")
    return <ImportSummary fileName={state.file.name} result={state.result} onAgain={restart} />;
  return (
    <ChosenFile
      file={state.file}
      problem={state.phase === "chosen" ? state.problem : null}
      uploading={state.phase === "uploading"}
      onImport={() => importFile(state.file)}
      onCancel={restart}
    />
  );
}
