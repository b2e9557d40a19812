"use client";

import type { DialogProps } from "#components/ui/base-dialog.tsx";
import { later, useLater } from "#components/ui/later.ts";

const baseDialog = later(() => import("#components/ui/base-dialog.tsx").then(({ BaseDialog }) => BaseDialog));

/**
 * The first field of a form gets the focus, which returns to the previous element unless `finalFocus` says
 * otherwise.
 */
export function Dialog(props: DialogProps) {
  const BaseDialog = useLater(baseDialog, props.open);
  return BaseDialog && <BaseDialog {...props} />;
}
