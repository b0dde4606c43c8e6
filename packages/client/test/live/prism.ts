import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '@tributary/database/testing'
import { watchChild } from '@tributary/processes'

export interface Prism {
  readonly url: string
  stop(): Promise<void>
}

/** The command of a proxy, and its report: `tooling/prism-proxy` sets both. Without, there is no proxy. */
const { PRISM_PROXY = '', PRISM_REPORT = '' } = process.env

/** Starts Prism before a server: it passes everything on, and reports what differs from the document. */
export async function startPrism(upstream: string): Promise<Prism | undefined> {
  if (PRISM_PROXY === '') return undefined
  const document = join(temporaryDirectory('tributary-prism-'), 'openapi.json')
  writeFileSync(document, await (await fetch(`${upstream}/openapi.json`)).text())
  const args = [...(JSON.parse(PRISM_PROXY) as string[]), document, upstream, PRISM_REPORT]
  const child = watchChild(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }))
  const address = () => /listening on (\S+)/.exec(child.output())?.[1]
  await child.until('Prism listened', () => address() !== undefined)
  return {
    url: address() ?? '',
    async stop() {
      child.process.kill('SIGTERM')
      await child.ended
    },
  }
}
