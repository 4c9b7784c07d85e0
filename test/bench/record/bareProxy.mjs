// The least that can stand between a client and an HTTP server: node bareProxy.mjs URL
import { Agent, createServer, request } from 'node:http';

const upstream = new URL(process.argv[2]);
const agent = new Agent({ keepAlive: true });
const server = createServer((req, res) => {
  const { hostname, port, host } = upstream;
  const headers = { ...req.headers, host };
  const out = request({ hostname, port, method: req.method, path: req.url, headers, agent }, up => {
    res.writeHead(up.statusCode, up.headers);
    up.pipe(res);
  });
  req.pipe(out);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/mcp`));
