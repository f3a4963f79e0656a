/**
 * The architecture as an allowlist: an import that no row allows is an error. tests/walls/imports.test.ts shows that each wall
 * holds; scripts/check.mjs fails when fewer edges were seen than the tree has, so that a checker gone blind is noticed.
 */

/** A package is entered by its front door only: what its `exports` names. */
const door = (...packages) => ({ path: `^packages/(${packages.join("|")})/dist/index[.]` });
const within = (...packages) => ({ path: `^packages/(${packages.join("|")})/src/` });

/** Node's own modules, or packages that the importing package declares as its dependencies. */
const NODE = { dependencyTypes: ["core"] };
const DECLARED = { dependencyTypes: ["npm"], pathNot: "^packages/[^/]+/(src|dist)/" };

module.exports = {
  allowed: [
    { from: { path: "^packages/([^/]+)/src/" }, to: { path: "^packages/$1/src/" } },

    { from: within("cli"), to: door("instrument", "trace", "format") },
    { from: within("instrument", "trace", "runtime"), to: door("format") },

    // format and trace run anywhere, a browser included; what runtime needs is loaded into other people's processes.
    { from: within("cli", "instrument", "runtime"), to: NODE },
    { from: within("cli", "instrument"), to: DECLARED },

    // Node's own, by a flag that only the writer thread is started with.
    { from: { path: "^packages/runtime/src/writer/signals[.]ts$" }, to: { path: "^internal/test/binding$" } },
  ],
  allowedSeverity: "error",
  forbidden: [
    {
      name: "commands-never-meet",
      comment: "What two commands share belongs beside them, not in one of them.",
      severity: "error",
      from: { path: "^packages/cli/src/commands/([^/]+)$", pathNot: "/index[.]ts$" },
      to: { path: "^packages/cli/src/commands/", pathNot: "^packages/cli/src/commands/$1$" },
    },
    {
      name: "exporters-never-meet",
      comment: "An exporter knows the Trace and its own format, no other's.",
      severity: "error",
      from: { path: "^packages/trace/src/export/([^/]+)$", pathNot: "/index[.]ts$" },
      to: { path: "^packages/trace/src/export/", pathNot: "^packages/trace/src/export/$1$" },
    },
    {
      name: "no-circles",
      comment: "A command and its view may name each other's types: that is no circle when they are loaded.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "(^|/)(dist|node_modules)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".js"],
    },
  },
};
