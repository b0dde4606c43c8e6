import { simulatedConnections, simulatedProviders } from '@tributary/connections'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { imports } from '@tributary/integration-host'
import type { DemoSources } from './demo-sources.ts'
import { DemoWork } from './demo-work.ts'
import { createDemoData } from './migrations/0001-create-demo-data.ts'
import { recordUploads } from './migrations/0002-record-uploads.ts'
import type { Parts } from './parts.ts'
import { demoRoutes } from './routes/demo-routes.ts'
import { Simulators } from './simulators.ts'

export interface DemoOptions {
  readonly sources: DemoSources
  /** Whether demo data may be created. What exists stays, and can be removed. Default true. */
  readonly available?: boolean | undefined
}

/** Demo data: a person looks around with simulated providers within the server, and removes it whole. */
export function demoPlugin({ sources, available = true }: DemoOptions): Plugin {
  const simulators = new Simulators(sources)
  let work: DemoWork | undefined
  const workIn = (context: PluginContext) => (work ??= new DemoWork(() => partsOf(context, sources)))
  return {
    name: 'demo',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Demo data',
      description:
        'A year of data from simulated providers within the server, created and removed as a whole.',
      author: 'The Tributary authors',
      tags: ['api'],
    },
    uses: [database, authenticator, imports, simulatedConnections],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-demo-data': createDemoData,
        '0002-record-uploads': recordUploads,
      })
      // Switched off, simulated connections fail and real ones are not affected.
      if (available) context.contribute(simulatedProviders, simulators)
    },
    configureRoutes: (context) => ({
      routes: (app) =>
        demoRoutes(app, { parts: () => partsOf(context, sources), work: workIn(context), available }),
    }),
    openapiSchema: () => ({
      description: 'Demo data from simulated providers within the server, created and removed as a whole.',
    }),
    start(context) {
      workIn(context).start()
    },
    async stop() {
      await work?.stop()
      work = undefined
      simulators.release()
    },
  }
}

function partsOf(context: PluginContext, sources: DemoSources): Parts {
  return {
    database: context.getService(database),
    connections: context.getService(simulatedConnections),
    imports: context.getService(imports),
    sources,
    logger: context.logger,
  }
}
