"use client";

import { createContext } from "react";

/** What a `Field` tells its control. */
type FieldFacts = { id: string; describedBy: string | undefined; isInvalid: boolean };

export const FieldContext = createContext<FieldFacts | null>(null);
