"use client";

import type { ConfirmDialogProps } from "#components/ui/base-confirm-dialog.tsx";
import { later, useLater } from "#components/ui/later.ts";

const baseConfirmDialog = later(() =>
  import("#components/ui/base-confirm-dialog.tsx").then(({ BaseConfirmDialog }) => BaseConfirmDialog),
);

/** The caller closes it through `open`. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const BaseConfirmDialog = useLater(baseConfirmDialog, props.open);
  return BaseConfirmDialog && <BaseConfirmDialog {...props} />;
}
