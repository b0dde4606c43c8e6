import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ApiDocument } from './compare-documents.ts'

const SERVER = join(import.meta.dirname, '..', '..', '..', 'apps', 'server')

/** The imported modules of the built server. */
interface ServerModules {
  readConfiguration(environment: Readonly<Record<string, string>>): unknown
  makeKernel(
    configuration: unknown,
    options: { worker: boolean; log: 'stderr' },
  ): { boot(): Promise<BootReport>; stop(): Promise<unknown>; document(): ApiDocument }
}

interface BootReport {
  readonly plugins: readonly { readonly name: string; readonly state: string; readonly reason?: string }[]
}

/**
 * The merged document of the server, which is booted without a listener on its own database: as it is built, or with `source` as it is
 * written, for processes that run with the condition `@tributary/source`. Throws if a plugin is not in it.
 */
export async function readDocument({ source = false } = {}): Promise<ApiDocument> {
  const { readConfiguration, makeKernel } = await serverModules(source)
  const directory = mkdtempSync(join(tmpdir(), 'tributary-api-'))
  try {
    const configuration = readConfiguration({
      DATA_DIR: directory,
      LOG_LEVEL: 'silent',
      // The page is no part of the API, and need not be built.
      DISABLED_PLUGINS: 'web',
    })
    const kernel = makeKernel(configuration, { worker: false, log: 'stderr' })
    const missing = (await kernel.boot()).plugins.filter(({ state }) => state === 'quarantined')
    // Through JSON: repeated parts of the document are one object, which a comparison by path could consider a cycle.
    const document = JSON.parse(JSON.stringify(kernel.document())) as ApiDocument
    await kernel.stop()
    if (missing.length > 0)
      throw new Error(
        `The document lacks ${missing.map(({ name, reason }) => `${name} (${reason})`).join(', ')}. Is everything built? npm run build`,
      )
    return document
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function serverModules(source: boolean): Promise<ServerModules> {
  const [folder, extension] = source ? ['src', 'ts'] : ['dist', 'js']
  const load = async (name: string) =>
    (await import(pathToFileURL(join(SERVER, folder, `${name}.${extension}`)).href)) as Partial<ServerModules>
  return { ...(await load('configuration')), ...(await load('make-kernel')) } as ServerModules
}
