import { createServer } from 'node:http';

createServer((request, response) => {
  response.end(
    request.url === '/ping' ? '' : JSON.stringify({ node: process.version, arguments: process.argv.slice(2) }),
  );
}).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT ?? 8080), '127.0.0.1');
