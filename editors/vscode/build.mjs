// Makes the extension: `node build.mjs --server PROGRAM [--target linux-x64] [--out FILE.vsix]`.
//
// The package is put together in target/vscode: this folder's files, the bundled code, the program, and a package.json
// with what the program says of its rules and its configuration, so that none of it is written down twice.
// With `--stage` it stops there: VS Code runs the folder as it is (--extensionDevelopmentPath).

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { createVSIX } from "@vscode/vsce";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.resolve(here, "../..");
const { values: wanted } = parseArgs({
  options: { server: { type: "string" }, target: { type: "string" }, out: { type: "string" }, stage: { type: "boolean" } },
});
if (wanted.server === undefined) {
  throw new Error("say which program the extension carries: --server target/release/thinktwice");
}
const server = path.resolve(wanted.server);
const stage = path.join(repository, "target/vscode");

const ask = (...args) => execFileSync(server, args, { encoding: "utf8" });
const version = ask("--version").trim().split(" ").at(-1);
const rules = JSON.parse(ask("rules", "--format", "json"));
const schema = named(JSON.parse(ask("config", "schema")));

fs.rmSync(stage, { recursive: true, force: true });
fs.mkdirSync(path.join(stage, "server"), { recursive: true });
for (const name of ["README.md", "media", "syntaxes"]) {
  fs.cpSync(path.join(here, name), path.join(stage, name), { recursive: true });
}
fs.copyFileSync(path.join(repository, "CHANGELOG.md"), path.join(stage, "CHANGELOG.md"));
const licences = ["LICENSE-MIT", "LICENSE-APACHE"].map((name) => fs.readFileSync(path.join(repository, name), "utf8"));
fs.writeFileSync(path.join(stage, "LICENSE.txt"), licences.join("\n\nor\n\n"));
const program = path.join(stage, "server", wanted.target?.startsWith("win32") ? "thinktwice.exe" : "thinktwice");
fs.copyFileSync(server, program);
fs.chmodSync(program, 0o755);
fs.writeFileSync(path.join(stage, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
await build({
  entryPoints: [path.join(here, "src/extension.ts")],
  outfile: path.join(stage, "dist/extension.js"),
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  // Of two forms of a package the one that bundles.
  mainFields: ["module", "main"],
  external: ["vscode"],
  define: {
    CONFIGURATION_KEYS: JSON.stringify(Object.keys(schema.properties)),
    CONFIGURATION_SCHEMA: JSON.stringify(schema),
  },
});

if (!wanted.stage) {
  const suffix = wanted.target === undefined ? "" : `-${wanted.target}`;
  const file = path.resolve(wanted.out ?? path.join(repository, `target/thinktwice${suffix}-${version}.vsix`));
  await createVSIX({ cwd: stage, packagePath: file, target: wanted.target, dependencies: false, allowMissingRepository: true });
  console.log(`${file}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
}

/** The manifest with the settings of the configuration file. */
function manifest() {
  const { devDependencies: _, scripts: __, ...rest } = JSON.parse(fs.readFileSync(path.join(here, "package.json"), "utf8"));
  const own = rest.contributes.configuration.properties;
  const shared = Object.entries(schema.properties).map(([key, property], order) => {
    const { description, ...shape } = inlined(property);
    // Without a default, or the editor's would look as if somebody had said it.
    const { default: ___, ...undecided } = shape;
    const markdownDescription = `${description} The same key as in \`thinktwice.toml\`; what is said here comes on top.`;
    return [`thinktwice.${key}`, { ...undecided, default: null, scope: "window", order, markdownDescription }];
  });
  rest.contributes.configuration.properties = { ...Object.fromEntries(shared), ...own };
  return { ...rest, version, files: ["**"] };
}

/** The schema with the names of today's rules and families, to be offered where they fit. */
function named(schema) {
  const families = [...new Set(rules.map((rule) => rule.family))].sort();
  const setting = { $ref: "#/$defs/Setting" };
  const known = (names) => Object.fromEntries(names.map(([name, description]) => [name, { ...setting, description }]));
  const tables = {
    rules: known(rules.map((rule) => [rule.name, `${rule.title} (${rule.severity})`])),
    families: known(families.map((family) => [family, `All rules of the family ${family}`])),
  };
  const examples = [...families, ...rules.map((rule) => rule.name)];
  for (const properties of [schema.properties, schema.$defs.PathOverride.properties]) {
    for (const [key, names] of Object.entries(tables)) {
      properties[key].properties = names;
    }
    for (const key of ["select", "ignore"].filter((key) => key in properties)) {
      properties[key].items.examples = examples;
    }
  }
  return schema;
}

/** A schema without references: VS Code's settings know none. */
function inlined(value) {
  if (Array.isArray(value)) {
    return value.map(inlined);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { $ref, ...rest } = value;
  const target = $ref === undefined ? {} : inlined(schema.$defs[$ref.split("/").at(-1)]);
  return { ...target, ...Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, inlined(one)])) };
}
