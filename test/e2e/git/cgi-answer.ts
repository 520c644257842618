import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/** Passes on what a CGI program answers: lines of header, an empty one, the body (RFC 3875, section 6). */
export async function cgiAnswer(output: Readable, response: ServerResponse): Promise<void> {
  let head = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    if (begun) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    begun = true;
    writeHead(head.subarray(0, end).toString(), response);
    response.write(head.subarray(end + 4));
  }
  if (!begun) response.writeHead(502);
  response.end();
}

function writeHead(head: string, response: ServerResponse): void {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}
