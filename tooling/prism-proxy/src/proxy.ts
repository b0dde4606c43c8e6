import { appendFileSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { lie } from './lie.ts'
import { prismCheck, type Violations } from './prism-check.ts'

// A process before one server: `node proxy.ts <folder of Prism> <truth|lie> <document> <server> <report>`. It passes on what it gets, byte for byte, and
// appends to the report one line for each answer and one for each violation.

const [folder = '', honesty = '', documentFile = '', upstream = '', report = ''] = process.argv.slice(2)
const document = JSON.parse(readFileSync(documentFile, 'utf8')) as object
const { check, uncompiled } = await prismCheck(folder, honesty === 'lie' ? lie(document) : document)
for (const schema of uncompiled) note(`violation uncompiled ${schema}`)

const server = createServer((incoming, outgoing) => {
  pass(incoming, outgoing).catch((error: unknown) => {
    // Not a violation: the connection of either side broke.
    note(`broken ${incoming.method} ${incoming.url} ${String(error)}`)
    outgoing.destroy()
  })
}).listen(0, '127.0.0.1', () => {
  process.stdout.write(`Prism is listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once('SIGTERM', () => process.exit(0))

async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const requestBody = await buffer(incoming)
  const answer = await requestUpstream(incoming, requestBody, outgoing)
  outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders)
  const isStream = textOf(answer, 'content-type').startsWith('text/event-stream')
  // Events have no schema but that of text; they are passed on as they come.
  const answerBody = isStream ? undefined : await buffer(answer)
  if (isStream) {
    outgoing.flushHeaders()
    answer.on('error', () => outgoing.destroy()).pipe(outgoing)
  }
  await record(incoming, requestBody, { answer, body: answerBody })
  // Afterwards, so that the report is complete when the client has its answer.
  if (!isStream) outgoing.end(answerBody)
}

function requestUpstream(
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<IncomingMessage> {
  // Compressed answers would have to be read by the check too.
  const headers = { ...incoming.headers, 'accept-encoding': 'identity', host: new URL(upstream).host }
  return new Promise((resolve, reject) => {
    const request = send(
      new URL(incoming.url ?? '/', upstream),
      { method: incoming.method, headers },
      resolve,
    )
    request.on('error', reject)
    outgoing.on('close', () => request.destroy())
    request.end(body)
  })
}

async function record(
  incoming: IncomingMessage,
  requestBody: Buffer,
  { answer, body }: { readonly answer: IncomingMessage; readonly body: Buffer | undefined },
): Promise<void> {
  const { method = 'GET' } = incoming
  const { pathname, searchParams } = new URL(incoming.url ?? '/', upstream)
  const statusCode = answer.statusCode ?? 0
  const violations = await check(
    {
      method: method.toLowerCase(),
      url: { path: pathname, query: queryOf(searchParams) },
      headers: incoming.headers as Record<string, string>,
      body: bodyOf(textOf(incoming, 'content-type'), requestBody),
    },
    {
      statusCode,
      headers: answer.headers as Record<string, string>,
      body: body === undefined ? '' : bodyOf(textOf(answer, 'content-type'), body),
    },
  )
  const line = `${method} ${pathname} ${statusCode}`
  note(`checked ${line}`)
  for (const violation of counted(violations, statusCode)) note(`violation ${line} ${violation}`)
}

/** A request that the server refuses may be wrong: some tests send what is not documented, to see the refusal. */
function counted({ request, answer }: Violations, status: number): string[] {
  return [
    ...(status < 400 ? request.map((each) => `request ${each}`) : []),
    ...answer.map((each) => `answer ${each}`),
  ]
}

function bodyOf(contentType: string, body: Buffer): unknown {
  if (body.length === 0) return undefined
  // A character for each byte: Prism reads the parts of a form out of it.
  return /[/+]json(;|$)/.test(contentType) ? JSON.parse(body.toString()) : body.toString('latin1')
}

function queryOf(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = new Set(parameters.keys())
  return Object.fromEntries(
    Array.from(names, (name) => {
      const [first = '', ...rest] = parameters.getAll(name)
      return [name, rest.length === 0 ? first : [first, ...rest]]
    }),
  )
}

function textOf({ headers }: IncomingMessage, name: string): string {
  return headers[name]?.toString() ?? ''
}

function note(line: string): void {
  appendFileSync(report, `${line}\n`)
}
