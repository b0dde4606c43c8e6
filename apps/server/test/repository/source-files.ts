import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

/** Paths from the root of the repository. */
export function packageFolders(places: readonly string[]): string[] {
  return places.flatMap((place) =>
    readdirSync(join(ROOT, place))
      .map((name) => `${place}/${name}`)
      .filter((folder) => existsSync(join(ROOT, folder, 'package.json'))),
  )
}

/** The TypeScript files of one folder of each package: `src`, `test`. */
export function sourceFiles(packages: readonly string[], folders: readonly string[]): string[] {
  return packages
    .flatMap((each) => folders.map((folder) => join(each, folder)))
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
        .map((name) => join(folder, name)),
    )
}

export function readSource(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}
