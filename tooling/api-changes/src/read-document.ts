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
  ): { boot(): Promise<unknown>; stop(): Promise<unknown>; document(): ApiDocument }
}

/** The merged document of the built server, which is booted without a listener on its own database. */
export async function readDocument(): Promise<ApiDocument> {
  const { readConfiguration, makeKernel } = await serverModules()
  const directory = mkdtempSync(join(tmpdir(), 'tributary-api-'))
  try {
    const configuration = readConfiguration({ DATA_DIR: directory, LOG_LEVEL: 'silent' })
    const kernel = makeKernel(configuration, { worker: false, log: 'stderr' })
    await kernel.boot()
    // Through JSON: repeated parts of the document are one object, which a comparison by path could consider a cycle.
    const document = JSON.parse(JSON.stringify(kernel.document())) as ApiDocument
    await kernel.stop()
    return document
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function serverModules(): Promise<ServerModules> {
  const load = async (name: string) =>
    (await import(pathToFileURL(join(SERVER, 'dist', name)).href)) as Partial<ServerModules>
  return { ...(await load('configuration.js')), ...(await load('make-kernel.js')) } as ServerModules
}
