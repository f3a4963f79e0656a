#!/usr/bin/env node
// Plain JavaScript that any Node can parse, so that an old one gets a sentence and not a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error("functrace: needs Node 20.19 or newer, and this is Node " + process.versions.node);
  process.exitCode = 2;
} else {
  const { main } = await import("../dist/main.js");
  await main(process.argv.slice(2));
}
