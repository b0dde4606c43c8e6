import { spawn } from 'node:child_process'
import { appendFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { temporaryDirectory } from '@tributary/database/testing'
import { watchChild } from '@tributary/processes'
import { freePort } from './free-port.ts'

export interface Prism {
  readonly url: string
  stop(): Promise<void>
}

/** The folder in which `@stoplight/prism-cli` is installed: `tooling/prism-proxy` sets it. Without, there is no proxy. */
const FOLDER = process.env['PRISM_FOLDER'] ?? ''
/** A file that gets a line for each violation, and one for each checked answer. */
const REPORT = process.env['PRISM_VIOLATIONS'] ?? ''

const HEADER = 'sl-violations'

/** Starts Prism as a validating proxy before a server. It reports violations in a header, and changes no answer. */
export async function startPrism(upstream: string): Promise<Prism | undefined> {
  if (FOLDER === '') return undefined
  const document = join(temporaryDirectory('tributary-prism-'), 'openapi.json')
  writeFileSync(document, await (await fetch(`${upstream}/openapi.json`)).text())
  const main = createRequire(join(FOLDER, 'package.json')).resolve('@stoplight/prism-cli/dist/index.js')
  const port = await freePort()
  const args = [main, 'proxy', document, upstream, '--host', '127.0.0.1', '--port', String(port)]
  const child = watchChild(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }))
  await child.until('Prism listened', () => child.output().includes('Prism is listening'))
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.process.kill('SIGTERM')
      await child.ended
    },
  }
}

/** Writes what Prism has found about an answer into the report. */
export function recordViolations({ method, url }: Request, { status, headers }: Response): void {
  if (REPORT === '') return
  const violations = headers.get(HEADER) ?? ''
  const { pathname } = new URL(url)
  const lines = [`checked ${method} ${pathname} ${status}`]
  if (violations !== '') lines.push(`violation ${method} ${pathname} ${status} ${violations}`)
  appendFileSync(REPORT, lines.map((line) => `${line}\n`).join(''))
}
