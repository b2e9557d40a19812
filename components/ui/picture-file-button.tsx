"use client";

import type { ReactNode } from "react";
import { type ButtonLook, buttonStyle } from "#components/ui/button-style.ts";
import { ACCEPTED_PICTURES } from "#lib/schemas/upload.ts";

type PictureFileButtonProps = {
  id?: string;
  multiple?: boolean;
  variant?: ButtonLook["variant"];
  /** It stays focusable: the focus does not get lost with the last file. */
  disabled?: boolean;
  onFiles: (files: File[]) => void;
  children: ReactNode;
};

/** Opens the file chooser for pictures. */
export function PictureFileButton(props: PictureFileButtonProps) {
  const { id, multiple = false, variant, disabled = false, onFiles, children } = props;
  return (
    <label
      className={buttonStyle(
        { variant },
        "cursor-pointer focus-within:outline-2 focus-within:outline-accent-text focus-within:outline-offset-2 has-aria-disabled:cursor-not-allowed has-aria-disabled:opacity-50",
      )}
    >
      {children}
      <input
        id={id}
        type="file"
        multiple={multiple}
        accept={ACCEPTED_PICTURES}
        aria-disabled={disabled || undefined}
        className="sr-only"
        onClick={(event) => disabled && event.preventDefault()}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = "";
        }}
      />
    </label>
  );
}
