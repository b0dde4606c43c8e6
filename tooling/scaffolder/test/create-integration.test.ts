import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createIntegration } from '../src/create-integration.ts'
import type { NewIntegration } from '../src/new-integration.ts'

const PLUGINS = 'apps/server/src/plugins.ts'
const LISTED = "const FOLDERS = [\n  // Folder names in boot order.\n  'netflix',\n]\n"

describe('creating an integration', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'scaffolder-'))
    await mkdir(join(root, 'apps/server/src'), { recursive: true })
    await mkdir(join(root, 'packages/integrations'), { recursive: true })
    await writeFile(join(root, PLUGINS), LISTED)
  })
  afterEach(async () => rm(root, { recursive: true, force: true }))

  const wanted: NewIntegration = { name: 'my-band', auth: 'oauth2', files: false, delivers: 'media' }

  it('writes its folder and one line, and nothing else', async () => {
    expect(await createIntegration(root, wanted)).toBe('packages/integrations/my-band')
    expect(await readFile(join(root, PLUGINS), 'utf8')).toBe(
      LISTED.replace("'netflix',", "'netflix',\n  'my-band',"),
    )
    const manifest = await readFile(join(root, 'packages/integrations/my-band/package.json'), 'utf8')
    expect(JSON.parse(manifest).name).toBe('@tributary/integration-my-band')
    expect(
      existsSync(join(root, 'packages/integrations/my-band/simulator/create-my-band-simulator.ts')),
    ).toBe(true)
    expect(existsSync(join(root, 'packages/integrations/my-band/src/files.ts'))).toBe(false)
  })

  it('leaves nothing of the name in the templates', async () => {
    const folder = await createIntegration(root, { ...wanted, files: true })
    const source = await readFile(join(root, folder, 'src/integration.ts'), 'utf8')
    expect(source).toContain("displayName: 'My Band'")
    expect(source).toContain('export const myBand')
    expect(source).toContain("env: 'MY_BAND_CLIENT_ID'")
    expect(source).not.toMatch(/example.?service|<\/?\w+> ?$/im)
  })

  it('refuses a folder that exists, and leaves it and the list unchanged', async () => {
    await createIntegration(root, wanted)
    const before = await readFile(join(root, PLUGINS), 'utf8')
    await expect(createIntegration(root, { ...wanted, delivers: 'daily' })).rejects.toThrow(
      /exists: choose another/,
    )
    expect(await readFile(join(root, PLUGINS), 'utf8')).toBe(before)
  })

  it('refuses an integration with neither an account nor files', async () => {
    await expect(createIntegration(root, { ...wanted, auth: 'none' })).rejects.toThrow(/add --files/)
    expect(existsSync(join(root, 'packages/integrations/my-band'))).toBe(false)
  })

  it('creates nothing where the list is not found', async () => {
    await writeFile(join(root, PLUGINS), 'export const other = []\n')
    await expect(createIntegration(root, wanted)).rejects.toThrow(/by hand/)
    expect(existsSync(join(root, 'packages/integrations/my-band'))).toBe(false)
  })
})
