import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import type { Connect } from '../scenarios/client.ts'
import type { Generator } from './generators.ts'
import { ADMIN } from './live-server.ts'
import { runProgram } from './run-program.ts'
import { newRun, STEPS } from './steps.ts'
import { PROGRAMS, WORK_FOLDER } from './work-folder.ts'

/** The columns of the table. */
export const COLUMNS = ['generate', 'compile', ...STEPS.map(({ name }) => name)]

/** What became of each column, and why the first failed. Nothing follows a failure. */
export interface Checked {
  readonly results: ReadonlyMap<string, 'passed' | 'failed'>
  readonly failure?: { readonly column: string; readonly reason: string }
}

/** Generates a client from the document of a server, compiles it with its scenario, and walks through the steps. */
export async function checkGenerator({ name, command }: Generator, url: string): Promise<Checked> {
  const folder = join(WORK_FOLDER, 'scenarios', name)
  const results = new Map<string, 'passed' | 'failed'>()
  let column = 'generate'
  try {
    mkdirSync(join(folder, 'generated'), { recursive: true })
    await runProgram(command, { cwd: folder, env: { ...PROGRAMS, BASE_URL: url } })
    requireTypes(folder)
    results.set(column, 'passed')
    column = 'compile'
    await compile(folder)
    results.set(column, 'passed')
    const { connect } = (await tsImport(
      pathToFileURL(join(folder, 'scenario.ts')).href,
      import.meta.url,
    )) as { connect: Connect }
    const run = newRun(connect(url), { name, admin: ADMIN })
    for (const step of STEPS) {
      column = step.name
      await step.run(run)
      results.set(column, 'passed')
    }
    return { results }
  } catch (error) {
    results.set(column, 'failed')
    return { results, failure: { column, reason: error instanceof Error ? error.message : String(error) } }
  }
}

/** Removes what would make the compiler pass over generated files: without it they have to compile as well. */
function requireTypes(folder: string): void {
  const files = readdirSync(join(folder, 'generated'), { recursive: true, encoding: 'utf8' })
  for (const file of files
    .filter((each) => each.endsWith('.ts'))
    .map((each) => join(folder, 'generated', each))) {
    const text = readFileSync(file, 'utf8')
    if (text.includes('@ts-nocheck')) writeFileSync(file, text.replaceAll('@ts-nocheck', ''))
  }
}

async function compile(folder: string): Promise<void> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(WORK_FOLDER, 'node_modules', '@types')],
    skipLibCheck: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['scenario.ts', 'generated'] }),
  )
  // The compiler of this repository.
  await runProgram(['tsc', '-p', 'tsconfig.json'], { cwd: folder, env: process.env })
}
