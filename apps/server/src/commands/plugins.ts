import type { BootReport } from '@tributary/core'
import Table from 'cli-table3'
import type { Configuration } from '../configuration.ts'
import { withKernel } from '../with-kernel.ts'

/** `tributary plugins`: boots everything but the HTTP server and prints the state of each plugin. */
export async function showPlugins(configuration: Configuration): Promise<boolean> {
  const report = await withKernel(configuration, { existingDatabase: true }, async (kernel) =>
    kernel.report(),
  )
  process.stdout.write(`${tableOf(report)}\n`)
  return report.plugins.every((plugin) => plugin.state !== 'quarantined')
}

function tableOf(report: BootReport): string {
  const table = new Table({
    head: ['plugin', 'version', 'state', 'ms', 'routes', 'provides', 'reason'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, 30, 50],
    wordWrap: true,
  })
  for (const plugin of report.plugins) {
    const { name, version, state, milliseconds, routes, provides, reason } = plugin
    table.push([name, version, state, milliseconds, routes.length, provides.join(', '), reason ?? ''])
  }
  return table.toString()
}
