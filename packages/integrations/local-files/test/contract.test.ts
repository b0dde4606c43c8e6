import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testIntegration, testStorageProvider } from '@tributary/testkit'
import { afterEach, vi } from 'vitest'
import { localFiles } from '../src/index.ts'

afterEach(() => vi.unstubAllEnvs())

async function start() {
  const root = await mkdtemp(join(tmpdir(), 'local-files-'))
  vi.stubEnv('LOCAL_FILES_DIRECTORIES', root)
  return { values: { directory: 'objects' }, hang: () => {}, stop: () => rm(root, { recursive: true }) }
}

testIntegration(localFiles, {})
// A directory does not hang and has no addresses: failures are those of file-storage.test.ts.
testStorageProvider(localFiles, { start, errors: [], isSimulated: false })
