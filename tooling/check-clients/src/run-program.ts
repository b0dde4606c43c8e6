import { execFile } from 'node:child_process'

const MAX_OUTPUT = 64 * 1024 * 1024
const SHOWN_CHARACTERS = 3_000

/** Runs a program to its end. Rejects with the end of its output unless it exits with 0; resolves to its output. */
export function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env: { ...env }, maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      if (error === null) resolve(output)
      else reject(new Error(`${program} ended with ${error.code}: ${output.slice(-SHOWN_CHARACTERS)}`))
    })
  })
}
