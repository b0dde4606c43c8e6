import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { countLines } from './count-lines.ts'
import { isData } from './is-data.ts'

/** The size of an integration. */
export interface IntegrationSize {
  /** Lines of its own code. */
  readonly lines: number
  /** Lines of shapes and tables, which are not counted. */
  readonly data: number
  readonly files: number
}

/** Counts the lines of a `src` folder. */
export function measureIntegration(sourceFolder: string): IntegrationSize {
  let lines = 0
  let data = 0
  const paths = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  for (const path of paths) {
    const source = readFileSync(join(sourceFolder, path), 'utf8')
    if (isData(path, source)) data += countLines(source)
    else lines += countLines(source)
  }
  return { lines, data, files: paths.length }
}
