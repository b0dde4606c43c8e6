import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KERNEL_CONTRACT } from '@tributary/core'
import { expect, test } from 'vitest'
import { ADMIN, ServerProcess, startProgram, temporaryDirectory } from '../server-process.ts'

/** Ends the process while it boots, as code that calls process.exit or is killed for its memory does. */
const ENDS_THE_PROCESS = `export default { name: 'ender', version: '1.0.0', start: () => process.kill(process.pid, 'SIGKILL') }`

test('a plugin that ended the process at three boots in a row is not loaded at the fourth, and its repair is', async () => {
  await using directory = await temporaryDirectory()
  const environment = { DATA_DIR: directory.path, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password }
  const folder = join(directory.path, 'plugins/ender')
  mkdirSync(folder, { recursive: true })
  const manifest = { type: 'module', main: 'index.js', engines: { tributary: `^${KERNEL_CONTRACT}` } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'index.js'), ENDS_THE_PROCESS)
  for (let count = 0; count < 3; count++) {
    const { signal } = await startProgram(['serve'], { ...environment, PORT: '0' }).ended
    expect(signal).toBe('SIGKILL')
  }
  const notes = join(directory.path, 'plugin-boots.json')
  {
    await using server = await ServerProcess.start(environment)
    await server.signIn()
    const health = await server.json('/health')
    const ender = health.plugins.find(({ name }: { name: string }) => name === 'ender')
    expect(ender).toMatchObject({ state: 'quarantined' })
    expect(ender.reason).toContain('it ended the process at 3 boots in a row: fix or remove it, then delete')
  }
  writeFileSync(join(folder, 'index.js'), `export default { name: 'ender', version: '1.0.1' }`)
  rmSync(notes)
  await using repaired = await ServerProcess.start(environment)
  await repaired.signIn()
  const { plugins } = await repaired.json('/api/_kernel/report')
  expect(plugins.find(({ name }: { name: string }) => name === 'ender')).toMatchObject({ state: 'ready' })
  expect(existsSync(notes)).toBe(false)
}, 120_000)
