import { fileURLToPath, pathToFileURL } from 'node:url'

/** The root of the repository. */
export const repositoryDirectory = fileURLToPath(new URL('../../..', import.meta.url))

/** The built server's entry, as `npm start` runs it. */
export const serverFile = fileURLToPath(
  new URL('dist/main.js', import.meta.resolve('@tributary/server/package.json')),
)

/** A module of the built server, which is an application without exports. */
export async function importBuilt<T>(file: string): Promise<T> {
  return (await import(new URL(file, pathToFileURL(serverFile)).href)) as T
}

/** The flags of Node that `npm start` sets, so that the usual server is measured. */
export async function serverFlags(): Promise<readonly string[]> {
  // The bootstrap runs before anything is installed, so it is not a package and has no types.
  const file = new URL('../../bootstrap/commands.mjs', import.meta.url).href
  const { commands }: Bootstrap = await import(file)
  const [node, ...args] = commands.start.steps([])[0] ?? []
  const flags = args.filter((arg) => arg.startsWith('-'))
  if (node !== 'node' || flags.length === 0)
    throw new Error('tooling/bootstrap/commands.mjs starts the server otherwise')
  return flags
}

interface Bootstrap {
  readonly commands: { readonly start: { steps(rest: string[]): readonly (readonly string[])[] } }
}
