/** Durations as a person types them. */
import { InvalidArgumentError } from "commander";

const NS = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["µs", 1e3],
  ["μs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["min", 60e9],
  ["m", 60e9],
  ["h", 3600e9],
]);

/** `250ms`, `1.5s`, `80us` → nanoseconds. */
export function parseDurationOption(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-zµμ]+)$/.exec(text.trim());
  const unit = match === null ? undefined : NS.get(match[2]!);
  if (match === null || unit === undefined) throw new InvalidArgumentError("write a number and a unit: 80us, 1ms, 1.5s or 2min.");
  return Number(match[1]) * unit;
}

/** Whole numbers from 0. */
export function parseCountOption(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("write a whole number.");
  return Number(text);
}
