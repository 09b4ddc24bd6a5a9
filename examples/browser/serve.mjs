/** Serves the page on this machine: `npm run build && node examples/browser/serve.mjs`, then open the address. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const DIST = process.env.PERIGEE_DIST ?? join(ROOT, "dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".lua": "text/plain" };
/** Nothing else of the directory is handed out. */
const SERVED = /^\/(?:dist\/[^/]+\.js|examples\/browser\/[^/]+|lua\/examples\/[^/]+\.lua)$/;

const server = createServer(async (request, response) => {
  let path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  if (path === "/") path = "/examples/browser/index.html";
  try {
    if (!SERVED.test(path)) throw new Error("not served");
    const file = path.startsWith("/dist/") ? join(DIST, path.slice("/dist/".length)) : join(ROOT, path);
    const body = await readFile(file);
    response.writeHead(200, { "content-type": `${TYPES[extname(path)] ?? "application/octet-stream"}; charset=utf-8` });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
