// Starts fauxqs on a free loopback port, says which, and ends when its standard input does.
// Usage: node fauxqs.mjs FOLDER-WITH-NODE_MODULES
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const entry = resolve(process.argv[2], "node_modules/fauxqs/dist/app.js");
const { buildApp } = await import(pathToFileURL(entry));
const app = buildApp({ logger: false });
await app.listen({ port: 0, host: "127.0.0.1" });
console.log(`port ${app.server.address().port}`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
