"use client";

import { useSyncExternalStore } from "react";
import { once } from "#components/ui/once.ts";

const TICK_MS = 30_000;
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
const relative = once(() => new Intl.RelativeTimeFormat("en", { style: "short" }));

const absolute: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };

function subscribe(tick: () => void): () => void {
  const timer = setInterval(tick, TICK_MS);
  return () => clearInterval(timer);
}

function ago(value: string): string {
  const seconds = (Date.now() - Date.parse(value)) / 1_000;
  const [unit, length] = UNITS.find(([, candidate]) => seconds >= candidate) ?? [];
  return unit ? relative().format(-Math.floor(seconds / length), unit) : "just now";
}

/** Changes twice a minute. */
const tick = () => Math.floor(Date.now() / TICK_MS);

/** The server can't know the reader's time zone: false there, and for the first moment in the browser. */
const useIsHere = () =>
  useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );

function inWords(value: string, here: boolean): string {
  const date = new Date(value);
  return here
    ? date.toLocaleString("en", absolute)
    : `${date.toLocaleString("en", { ...absolute, timeZone: "UTC" })} UTC`;
}

/** Formatting a date takes as long as all else of a row: the full one is made for those who point at it. */
export function Ago({ value }: { value: string }) {
  useSyncExternalStore(subscribe, tick, tick);
  return (
    <time
      dateTime={value}
      suppressHydrationWarning
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = inWords(value, true);
      }}
    >
      {ago(value)}
    </time>
  );
}

export function DateTime({ value }: { value: string }) {
  return <time dateTime={value}>{inWords(value, useIsHere())}</time>;
}

/** Rendered in the browser only. */
export function TimeOfDay({ value }: { value: string }) {
  const date = new Date(value);
  const day: Intl.DateTimeFormatOptions =
    date.toDateString() === new Date().toDateString() ? {} : { month: "short", day: "numeric" };
  return (
    <time dateTime={value} title={inWords(value, true)}>
      {date.toLocaleString("en", { ...day, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })}
    </time>
  );
}
