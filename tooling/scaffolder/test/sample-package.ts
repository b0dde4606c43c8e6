import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeTemplates } from '../src/create-integration.ts'
import type { NewIntegration } from '../src/new-integration.ts'

const SCAFFOLDER = fileURLToPath(new URL('..', import.meta.url))
const ROOT = join(SCAFFOLDER, '../..')

/** What a program has printed, and its exit code. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

/**
 * A package written from the templates. It lies in the folder of the scaffolder, whose dependencies are those of the package, so that
 * nothing has to be installed.
 */
export class SamplePackage {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async write(wanted: NewIntegration): Promise<SamplePackage> {
    const folder = join(SCAFFOLDER, `sample-${wanted.name}`)
    await rm(folder, { recursive: true, force: true })
    await writeTemplates(folder, wanted)
    // As the command does: the length of lines and the order of imports depend on the name.
    runProgram('biome', ['check', '--write', '--vcs-enabled=false', folder])
    return new SamplePackage(folder)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Less than the time limit of a test, which would not show what a program that hangs has printed. */
const LONGEST_MILLISECONDS = 200_000

/** Runs a program of the repository; one that takes too long is ended, without a code. */
export function runProgram(program: string, args: readonly string[], cwd = ROOT): Ended {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin', program), args, {
    cwd,
    encoding: 'utf8',
    timeout: LONGEST_MILLISECONDS,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  return { code: status, output: stdout + stderr }
}
