import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'
import { PROGRAMS, WORK_FOLDER } from './work-folder.ts'

/** Each ends with another status than 0 on any remark, down to a hint. */
const LINTERS = [
  { name: 'Spectral (spectral:oas)', command: ['spectral', 'lint', '--fail-severity', 'hint'] },
  { name: 'Redocly (recommended-strict)', command: ['redocly', 'lint', '--extends=recommended-strict'] },
] as const

/** Lints the merged document of a server and that of each plugin. Resolves to whether no linter remarked on anything. */
export async function lintDocuments(url: string, print: (line: string) => void): Promise<boolean> {
  const cwd = join(WORK_FOLDER, 'documents')
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, '.spectral.yaml'), 'extends: ["spectral:oas"]\n')
  const merged = await textOf(`${url}/openapi.json`)
  const { tags } = JSON.parse(merged) as { tags: { name: string }[] }
  writeFileSync(join(cwd, 'merged.json'), merged)
  for (const { name } of tags)
    writeFileSync(join(cwd, `plugin-${name}.json`), await textOf(`${url}/openapi/${name}.json`))
  const files = ['merged.json', ...tags.map(({ name }) => `plugin-${name}.json`)]
  let isClean = true
  for (const { name, command } of LINTERS) {
    try {
      await runProgram([...command, ...files], { cwd, env: PROGRAMS })
      print(`passed  ${name}: nothing to remark in ${files.length} documents`)
    } catch (error) {
      isClean = false
      print(`failed  ${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return isClean
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.text()
}
