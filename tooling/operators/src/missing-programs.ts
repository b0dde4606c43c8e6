import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Check, Program } from './check.ts'

/** The programs that the checks need and `path` lacks, each once. */
export function missingPrograms(checks: readonly Check[], path: string): readonly Program[] {
  const needed = new Map(checks.flatMap(({ needs }) => needs).map((program) => [program.name, program]))
  return [...needed.values()].filter(({ name }) => !isOnPath(name, path))
}

/** One line for each program, then the command that installs all of them. */
export function describeMissing(missing: readonly Program[]): string {
  const lines = missing.map(({ name, debian }) => `missing: ${name} (Debian: ${debian})`)
  const packages = [...new Set(missing.flatMap(({ debian }) => debian.split(' ')))]
  return [...lines, `install: apt-get install ${packages.join(' ')}`].join('\n')
}

function isOnPath(name: string, path: string): boolean {
  return path
    .split(delimiter)
    .filter((directory) => directory !== '')
    .some((directory) => isExecutable(join(directory, name)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
