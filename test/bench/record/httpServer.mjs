import { createServer } from 'node:http';
import { answer } from './answers.mjs';

const server = createServer((req, res) => {
  const chunks = [];
  req.on('data', chunk => chunks.push(chunk));
  req.on('end', () => {
    const said = Buffer.from(answer(JSON.parse(Buffer.concat(chunks).toString())) ?? '');
    res.writeHead(said.length === 0 ? 202 : 200, {
      'content-type': 'application/json',
      'content-length': said.length,
    });
    res.end(said);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/mcp`));
