import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createKernel } from '@tributary/core'
import { createLogger, operationsPlugin } from '@tributary/operations'
import { endWithThisProcess } from '@tributary/processes'
import { expect, test } from 'vitest'
import { readableLog } from '../../src/log/readable-log.ts'

/** The logger of a server, and what a person sees of it. */
function readable() {
  const lines: string[] = []
  const destination = readableLog({ write: (text) => lines.push(text) }, { colors: false })
  return { logger: createLogger({ level: 'info', destination }), text: () => lines.join('') }
}

test('a request is a line of time, level, plugin, method, path, status and milliseconds', async () => {
  const { logger, text } = readable()
  const kernel = createKernel({ logger, plugins: [operationsPlugin()] })
  await kernel.boot()
  await kernel.app.inject('/openapi.json?token=swordfish')
  await kernel.stop()
  expect(text().split('\n').at(-2)).toMatch(
    /^\[\d\d:\d\d:\d\d\] INFO: \[operations\] GET \/openapi\.json 400 \d+(?:\.\d)? ms$/,
  )
})

test('other fields follow the message, and an error is below it with its cause; secrets are redacted', () => {
  const { logger, text } = readable()
  const cause = new Error('at postgres://ada:swordfish@db.example.org/a')
  logger
    .child({ plugin: 'database' })
    .error({ err: new Error('no answer', { cause }), port: 5432 }, 'it failed')
  expect(text()).toMatch(
    / ERROR: \[database\] it failed \{"port":5432\}\n[^]*no answer[^]*postgres:\/\/db\.example\.org/,
  )
  expect(text()).not.toContain('swordfish')
})

test('logged text cannot control the terminal', () => {
  const { logger, text } = readable()
  logger.warn({ name: 'a\u001b[2Jb' }, 'c\u001b]0;title\u0007d')
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
})

const DESTINATION = fileURLToPath(new URL('../../src/log/log-destination.ts', import.meta.url))

/** What a process writes whose log is not at a terminal, and that then does something else. */
async function printed(format: string, then = ''): Promise<string> {
  const code = `
    const { logDestination } = await import(${JSON.stringify(DESTINATION)})
    logDestination('stdout', ${format}).write('{"level":"info","time":"2026-01-01T00:00:00Z","msg":"hello"}\\n')
    ${then}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code])
  endWithThisProcess(child)
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return text
}

test('without a terminal the log is JSON, unless the pretty format is set', async () => {
  expect(await printed('undefined')).toMatch(/^\{"level":"info"/)
  expect(await printed(`'json'`)).toMatch(/^\{"level":"info"/)
  expect(await printed(`'pretty'`)).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: hello\n$/)
})

test.each([
  'process.exit(0)',
  'throw new Error("ends the process")',
  'setTimeout(() => process.kill(process.pid, "SIGKILL"), 1_000)',
])('no line is lost by %s', async (end) => {
  expect(await printed(`'json'`, end)).toMatch(/"msg":"hello"/)
})

test('every line is written, in its order, at the end of a server whose log is read slowly', async () => {
  const code = `
    const { logDestination, flushLog } = await import(${JSON.stringify(DESTINATION)})
    const log = logDestination('stdout', 'json')
    const padding = 'x'.repeat(500)
    let line = 0
    const write = () => log.write(JSON.stringify({ line: line++, padding }) + '\\n')
    while (line < 3000) write()
    // Until the pipe is full, and the write of some waits for the reader.
    await new Promise((resolve) => setTimeout(resolve, 100))
    write()
    await flushLog()
    write()
    process.exit(0)`
  // A pipe, as servers have; Node gives its children sockets. It is full before it is read.
  const command = '"$0" --input-type=module --eval "$1" | { sleep 0.5; cat; }'
  const child = spawn('/bin/sh', ['-c', command, process.execPath, code])
  endWithThisProcess(child)
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  const lines = text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { line: number }).line)
  expect(lines).toEqual(Array.from({ length: 3002 }, (_, line) => line))
})
