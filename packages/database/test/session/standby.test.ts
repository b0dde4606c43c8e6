import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { endWithThisProcess } from '@tributary/processes'
import { expect, it, onTestFinished } from 'vitest'
import { layoutOf } from '../../src/embedded/layout.ts'
import { locateHome } from '../../src/embedded/locate-home.ts'
import { locateBinaries } from '../../src/embedded/postgres-binaries.ts'
import { serverSettings, settingArguments } from '../../src/embedded/server-settings.ts'
import { prepareSocketDirectory } from '../../src/embedded/socket-directory.ts'
import { createDatabase } from '../../src/index.ts'
import { startPostgresServer, temporaryDirectory } from '../../src/testing/index.ts'

/** Runs the stopped cluster of a data directory as a standby that has no primary. Ends with the test. */
function startStandby(dataDir: string): void {
  const { home, account } = locateHome(dataDir)
  const layout = layoutOf(home)
  writeFileSync(`${layout.cluster}/standby.signal`, '')
  // A standby takes no fewer connections than its primary did.
  const settings = serverSettings({ socketDirectory: prepareSocketDirectory(layout, account) })
  const server = spawn(
    locateBinaries(account).postgres,
    ['-D', layout.cluster, ...settingArguments(settings)],
    { ...account.ids, cwd: layout.cluster, stdio: 'ignore' },
  )
  endWithThisProcess(server)
  const ended = once(server, 'exit')
  onTestFinished(async () => {
    server.kill('SIGQUIT')
    await ended
  })
}

it('a standby is refused with the server to use instead', async () => {
  const dataDir = temporaryDirectory('tributary-standby-')
  const primary = await startPostgresServer(dataDir)
  onTestFinished(() => primary.stop())
  const databaseUrl = await primary.createDatabase()
  await primary.pause()
  startStandby(dataDir)
  // Waits for it, as for any server that is starting.
  const database = createDatabase({ databaseUrl, dataDir: '.' })
  await expect(database.open()).rejects.toMatchObject({
    code: 'DATABASE_UNSUITABLE',
    message: 'DATABASE_URL leads to a standby, which is read-only: set it to the primary server.',
  })
  await database.close()
})
