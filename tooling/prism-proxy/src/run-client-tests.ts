import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watchChild } from '@tributary/processes'
import { type Report, readReport } from './report.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const PROXY = join(import.meta.dirname, 'proxy.ts')

export interface RunOptions {
  /** Where Prism is installed. */
  readonly folder: string
  /** Whether Prism gets a document that lies. */
  readonly lying?: boolean
  /** Only these files of tests. Default: all. */
  readonly files?: readonly string[]
}

export interface RunResult extends Report {
  /** Of the tests themselves. */
  readonly code: number | null
  readonly output: string
}

/** Runs the tests of `packages/client` with Prism between the client and the server. */
export async function runClientTests({ folder, lying = false, files = [] }: RunOptions): Promise<RunResult> {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-prism-'))
  const report = join(directory, 'report.txt')
  const proxy = JSON.stringify([PROXY, folder, lying ? 'lie' : 'truth'])
  const vitest = join(ROOT, 'node_modules', '.bin', 'vitest')
  try {
    const child = watchChild(
      spawn(vitest, ['run', ...files], {
        cwd: join(ROOT, 'packages', 'client'),
        env: { ...process.env, PRISM_PROXY: proxy, PRISM_REPORT: report },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
    const { code } = await child.ended
    return { ...readReport(report), code, output: child.output() }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
