/** The call tree as text or JSON, never longer than asked for. */
import { type Analysis, numberText } from "@functrace/trace";
import type { TreeOptions } from "../commands/tree.js";
import { readAnalysis } from "../recording/read.js";
import { writeJson, writeOut } from "../terminal/output.js";
import { type Screen, screenOf } from "../terminal/screen.js";
import { warn } from "../terminal/warn.js";
import { fit, fitEnd, padLeft, textWidth } from "../terminal/width.js";
import { emptyText } from "./empty.js";
import { byWeight, type FoldedNode, foldTree } from "./folded-tree.js";
import { headline, lossLines } from "./headline.js";
import { figure } from "./report.js";
import { nameText, placeText } from "./row.js";

export async function tree(asked: string, options: TreeOptions): Promise<void> {
  const { analysis } = await readAnalysis(asked, options);
  warn(lossLines(analysis));
  const tops = byWeight(foldTree(analysis));
  const shown = select(tops, options);
  if (options.json) return writeJson({ tree: treeJson(tops, shown) });
  const screen = screenOf(process.stdout);
  const lines = [headline(analysis, screen), ""];
  if (shown.size === 0) lines.push(emptyText(analysis));
  else lines.push(...treeLines(analysis, tops, shown, screen));
  await writeOut(`${lines.join("\n")}\n`);
}

/** The nodes with the most time, as many as the limit allows, each with all above it. */
function select(tops: readonly FoldedNode[], options: TreeOptions): ReadonlySet<FoldedNode> {
  const candidates: FoldedNode[] = [];
  const collect = (nodes: Iterable<FoldedNode>): void => {
    for (const node of nodes) {
      if (node.weight_ns < (options.min ?? 0) || node.depth > (options.depth ?? Infinity)) continue;
      candidates.push(node);
      collect(node.children.values());
    }
  };
  collect(tops);
  // No node weighs more than the one above it, so what is above a chosen node is chosen too.
  candidates.sort((a, b) => b.weight_ns - a.weight_ns || a.depth - b.depth);
  return new Set(candidates.slice(0, options.limit));
}

/** One node of `tree --json`. The names are those of `report --json`. */
interface NodeJson {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly calls: number;
  readonly total_ns: number;
  readonly self_ns: number;
  readonly wait_ns: number;
  readonly errors: number;
  /** How deep its calls went within each other; 1 without recursion. */
  readonly recursion: number;
  readonly children: readonly NodeJson[];
}

function treeJson(nodes: Iterable<FoldedNode>, shown: ReadonlySet<FoldedNode>): NodeJson[] {
  return byWeight(nodes)
    .filter((node) => shown.has(node))
    .map((node) => {
      const { name, file, line, kind } = node.function;
      return {
        name,
        file,
        line,
        kind,
        calls: node.calls,
        total_ns: Math.round(node.total_ns),
        self_ns: Math.round(node.self_ns),
        wait_ns: Math.round(node.wait_ns),
        errors: node.errors,
        recursion: node.recursion,
        children: treeJson(node.children.values(), shown),
      };
    });
}

/** A line before it is laid out. */
interface Line {
  readonly figures: readonly string[];
  readonly guide: string;
  readonly name: string;
  readonly mark: string;
  readonly place: string;
}

const HEADINGS = ["total", "self", "waiting", "calls"];

function treeLines(analysis: Analysis, tops: readonly FoldedNode[], shown: ReadonlySet<FoldedNode>, screen: Screen): string[] {
  const cwd = analysis.recording?.cwd ?? "";
  const rows: Line[] = [];
  const visit = (nodes: readonly FoldedNode[], guide: string, top: boolean): void => {
    const visible = nodes.filter((node) => shown.has(node));
    const left = nodes.length - visible.length;
    visible.forEach((node, index) => {
      const last = index === visible.length - 1 && left === 0;
      rows.push({
        figures: [figure(node.total_ns), figure(node.self_ns), figure(node.wait_ns), numberText(node.calls)],
        guide: top ? "" : guide + (last ? "└─ " : "├─ "),
        name: nameText(node.function),
        mark: marks(node),
        place: placeText(node.function, cwd),
      });
      visit(byWeight(node.children.values()), top ? "" : guide + (last ? "   " : "│  "), false);
    });
    if (left > 0)
      rows.push(
        leftOut(
          nodes.filter((node) => !shown.has(node)),
          top ? "" : `${guide}└─ `,
        ),
      );
  };
  visit(tops, "", true);
  return layOut(rows, screen);
}

function marks(node: FoldedNode): string {
  const recursion = node.recursion > 1 ? ` ↻ ${numberText(node.recursion)} deep` : "";
  const errors = node.errors > 0 ? ` ✗ ${numberText(node.errors)} threw` : "";
  return recursion + errors;
}

/** One line for what is not shown, so that nothing is left out silently. */
function leftOut(nodes: readonly FoldedNode[], guide: string): Line {
  const total_ns = nodes.reduce((sum, node) => sum + node.total_ns, 0);
  const calls = nodes.reduce((sum, node) => sum + node.calls, 0);
  return {
    figures: [figure(total_ns), "", "", numberText(calls)],
    guide,
    name: "",
    mark: `… ${numberText(nodes.length)} more${nodes.every((node) => node.children.size === 0) ? "" : ", with what they call"}`,
    place: "",
  };
}

/** Columns that a function needs at least; a narrow screen shows fewer figures instead. */
const NAME_ROOM_MIN = 20;
/** What goes first where there is too little room. */
const DISPENSABLE = ["self", "calls", "waiting"];

function layOut(rows: readonly Line[], screen: Screen): string[] {
  const { dim, bold, yellow } = screen.colours;
  const widths = HEADINGS.map((heading, column) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row.figures[column]!)), heading.length),
  );
  let room = screen.width - 2 - widths.reduce((sum, width) => sum + width + 2, 0);
  const hidden = new Set<number>();
  for (const heading of DISPENSABLE) {
    if (room >= NAME_ROOM_MIN) break;
    const column = HEADINGS.indexOf(heading);
    hidden.add(column);
    room += widths[column]! + 2;
  }
  const figures = (cells: readonly string[]): string =>
    cells.flatMap((cell, column) => (hidden.has(column) ? [] : [padLeft(cell, widths[column]!)])).join("  ");
  const lines = [dim(`  ${figures(HEADINGS)}  function`)];
  for (const row of rows) {
    // A deep path must leave room for a name: its guides give way, from the left.
    const guide = textWidth(row.guide) <= room - 8 ? row.guide : `…${row.guide.slice(Math.min(-3, 9 - room))}`;
    const forName = room - textWidth(guide) - textWidth(row.mark);
    const name = fit(row.name, Math.max(4, forName));
    const forPlace = forName - textWidth(name) - 2;
    const place = textWidth(row.place) <= forPlace ? row.place : forPlace >= 14 ? fitEnd(row.place, forPlace) : "";
    const text =
      row.name === ""
        ? dim(fit(row.mark, room - textWidth(guide)))
        : `${bold(name)}${yellow(row.mark)}${place === "" ? "" : `  ${dim(place)}`}`;
    lines.push(`  ${row.name === "" ? dim(figures(row.figures)) : figures(row.figures)}  ${dim(guide)}${text}`);
  }
  return lines;
}
