import { upgradeDatabase } from '../../src/embedded/upgrade/index.ts'

// Upgrades a data directory. Where a step and an object are named, this process kills itself there, once so many rows are copied.
const [dataDir = '', step, object, rows = '0'] = process.argv.slice(2)

try {
  const result = await upgradeDatabase({
    dataDir,
    onProgress: (progress) => {
      if (progress.step === step && progress.object === object && progress.rows >= Number(rows))
        process.kill(process.pid, 'SIGKILL')
    },
  })
  process.send?.(result)
} catch (error) {
  process.send?.({ status: 'failed', message: String(error) })
}
process.disconnect()
